#pragma once

#include "model/rules.h"

/* The lines by which a rule's bad policy differs from its good one, each ending with LF: fit for a
 * terminal, cut where they are long. */
enum example { EXAMPLE_BAD, EXAMPLE_GOOD };

struct text example_lines(struct arena *arena, const struct rule *rule, enum example which);
