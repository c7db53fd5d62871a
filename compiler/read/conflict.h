#pragma once

#include "base/diag.h"

/* What git and its like leave in a file whose two sides they could not merge: lines that begin with
 * <<<<<<<, |||||||, ======= or >>>>>>> (git-merge(1), "How conflicts are presented"). No policy has
 * such a line: what stands at a line's beginning is a key, a comment or a bracket. One finding with
 * all the places, and true, when there are any. */
bool conflict_check(struct report *report, const struct source *source);
