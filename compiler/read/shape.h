#pragma once

#include "read/complain.h"

/* Inside read/: a value of another kind than its key wants, and how the file would say what it
 * seems to mean. */

/* The hint of a finding that says so, with its fix, when there is one to give. kind is what is
 * wanted. */
void shape_hint(struct binder *binder, struct finding *finding, const struct node *node,
                enum node_kind kind);

/* A plain "key:value". */
bool shape_is_run_together(const struct node *node);
/* The hint of a finding about one, with its fix. */
void shape_separate(struct binder *binder, struct finding *finding, const struct node *node);

/* What to write in place of the node: behind the ':' of a key without value, a blank comes first.
 */
struct text shape_in_place(struct binder *binder, const struct node *node, const char *write);
