#pragma once

#include "base/diag.h"

/* A YAML document as a tree: only what the policy's strict subset has. Scalars are text; the key
 * that wants a value gives it its type. */
enum node_kind { NODE_SCALAR, NODE_SEQUENCE, NODE_MAPPING };

struct node_entry;
struct node {
	enum node_kind kind;
	struct span
	    span; /* a scalar with its quotes; a collection from its first to its last byte */
	struct text value; /* scalar: the value after unquoting */
	bool is_plain;     /* scalar: written without quotes */
	bool is_refused;   /* an alias, a tag, a forbidden character: its finding is made, who wants
	                      the value stays silent */
	LIST(struct node *) items;       /* sequence */
	LIST(struct node_entry) entries; /* mapping, in reading order, no two keys equal */
};

struct node_entry {
	struct node *key; /* always a scalar */
	struct node *value;
};

/* Reads the one document of source. Every violation of the subset is a finding; NULL when no tree
 * could be made. schema/policy.md, "Strict YAML". */
struct node *node_read(struct arena *arena, struct report *report, const struct source *source);
const char *node_kind_name(enum node_kind kind);
