#pragma once

#include "read/complain.h"

/* Inside read/: a tree bound to the policy by the table of keys. */

typedef void value_reader(struct binder *binder, const struct key *key, const struct node *node,
                          void *member);

/* One reader per key type; value.c and collection.c. */
value_reader read_value;

/* Defaults are written in the table as the policy would say them, and read by the same readers. */
void bind_default(struct binder *binder, const struct key *key, void *base);
/* Reads every entry of a mapping through the rows below parent; base is the structure that their
 * members are in. */
void bind_mapping(struct binder *binder, const char *parent, const struct node *node, void *base);

/* Works out what no key says itself from what the keys say. */
void policy_settle(struct policy *policy);
/* Only what the tree itself says: no bases, no defaults, no key missed but the version. NULL when
 * the tree is no mapping. */
struct policy *policy_bind(struct arena *arena, struct report *report, const struct source *source,
                           const struct node *root);

/* The key, or one that is no key and looks like it: who wrote "Name" does not miss "name" as
 * well. */
bool has_entry(struct arena *arena, const struct node *node, const char *parent, const char *name);
/* A finding at the start of place, in words "WHERE has no KEY". */
void missing_key(struct binder *binder, const struct key *key, struct span place,
                 const char *where);

/* Collections; collection.c. */
value_reader read_texts, read_paths, read_patterns, read_extends, read_capabilities, read_keys,
    read_masks, read_writable, read_binds, read_variables, read_rlimits, read_flags, read_allow;
