#pragma once

#include "read/node.h"

/* Entries of a mapping, for node.c. False when the key is none of the subset, and its entry is to be dropped; the finding is made. is_explicit: written
 * with '?'. */
bool entry_check_key(struct report *report, const struct node *key, bool is_explicit);
/* The first of equal keys stays, each other one is a finding. Sorts, so that many keys cost no product of comparisons. */
void entry_drop_duplicates(struct arena *arena, struct report *report, struct node *mapping);
