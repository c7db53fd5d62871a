#pragma once

#include "base/scan.h"
#include "model/policy.h"
#include "model/rules.h"
#include "read/node.h"

/* Inside read/: what the readers of values share, and how they complain. */
struct binder {
	struct arena *arena;
	struct report *report;
	struct policy *policy;
	struct text at; /* YAML path of the value being read */
	bool is_broken; /* something went wrong since the last key of the policy began */
};

struct finding *complain(struct binder *binder, const struct rule *rule, const struct node *node,
                         const char *format, ...) __attribute__((format(printf, 4, 5)));
/* The entry stands already, at known; it is left out, and the key is none the worse. */
void complain_twice(struct binder *binder, const struct node *node, struct span known);
/* {/tmp:64M} is a key without value; true when the entry is one, and said. */
bool complain_run_together(struct binder *binder, const struct node_entry *entry);
/* "expected A, saw B", with the scanner's hint. */
void complain_fault(struct binder *binder, const struct node *node, const struct scan_fault *fault);
/* Where a text is wanted and a plain ~ or null stands: whether nothing is meant or the word, only
 * quotes tell. True when it is so, and said. */
bool complain_null(struct binder *binder, const struct node *node);
/* True when node is of the kind; otherwise a finding. */
bool is_kind(struct binder *binder, const struct node *node, enum node_kind kind,
             const char *wanted);
/* "did you mean ...?", whether the word only looks like it, and what to write; without message. No
 * hint when nothing is near. */
struct scan_fault nearest_fault(struct arena *arena, struct text word,
                                const char *const *candidates);
/* The fault's hint and what it says to write, for a finding about the node. */
void hint_fault(struct binder *binder, struct finding *finding, const struct node *node,
                const struct scan_fault *fault);
bool has_key(const struct node *mapping, struct text name);
/* The same for the key of an entry: where the mapping has the word already, nothing is written in
 * its place. */
void hint_key(struct binder *binder, struct finding *finding, const struct node *mapping,
              const struct node *key, const struct scan_fault *fault);
/* A finding with both places when the text stands already in the list. */
void append_unique(struct binder *binder, policy_texts *texts, const struct node *node);

struct policy_text text_node(const struct node *node);
