#pragma once

#include "base/scan.h"
#include "model/policy.h"
#include "model/rules.h"
#include "read/node.h"

/* Inside read/: what the readers of values share. */
struct binder {
	struct arena *arena;
	struct report *report;
	struct policy *policy;
	struct text at; /* YAML path of the value being read */
	bool is_broken; /* something went wrong since the last key of the policy began */
};

typedef void value_reader(struct binder *binder, const struct key *key, const struct node *node, void *member);

/* One reader per key type; value.c and collection.c. */
value_reader read_value;

/* Reads every entry of a mapping through the rows below parent; base is the structure that their members are in. */
void bind_mapping(struct binder *binder, const char *parent, const struct node *node, void *base);

struct finding *complain(struct binder *binder, const struct rule *rule, const struct node *node, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* The entry stands already, at known; it is left out, and the key is none the worse. */
void complain_twice(struct binder *binder, const struct node *node, struct span known);
/* {/tmp:64M} is a key without value; true when the entry is one, and said. */
bool complain_run_together(struct binder *binder, const struct node_entry *entry);
/* "expected A, saw B", with the scanner's hint. */
void complain_fault(struct binder *binder, const struct node *node, const struct scan_fault *fault);
/* True when node is of the kind; otherwise a finding. */
bool is_kind(struct binder *binder, const struct node *node, enum node_kind kind, const char *wanted);
/* "did you mean ...?", and whether the word only looks like it. */
const char *nearest_hint(struct binder *binder, const char *nearest, struct text word);
/* A finding with both places when the text stands already in the list. */
void append_unique(struct binder *binder, policy_texts *texts, const struct node *node);

struct policy_text text_node(const struct node *node);

/* Collections; collection.c. */
value_reader read_texts, read_paths, read_patterns, read_extends, read_capabilities, read_keys, read_masks, read_writable, read_binds, read_variables,
    read_rlimits, read_flags, read_allow;
