#pragma once

#include "base/diag.h"

/* One enum constant and one row of the table per line of rules.def. */
enum rule_id {
#define RULE(id, name, severity, family, summary) RULE_##id,
#include "model/rules.def"
#undef RULE
	RULE_COUNT
};

extern const struct rule rules[RULE_COUNT];

#define rule(id) (&rules[RULE_##id])

/* NULL when there is no rule of that name. */
const struct rule *rule_find(struct text name);
