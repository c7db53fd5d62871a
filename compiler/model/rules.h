#pragma once

#include "base/diag.h"
#include "model/areas.h"

/* One enum constant and one row of the table per line of rules.def. */
enum rule_id {
#define RULE(id, name, severity, family, summary, area) RULE_##id,
#include "model/rules.def"
#undef RULE
	RULE_COUNT
};

extern const struct rule rules[RULE_COUNT];

#define rule(id) (&rules[RULE_##id])

/* NULL when there is no rule of that name. */
const struct rule *rule_find(struct text name);
/* Why a rule that had the name finds nothing any more; NULL when none had it. */
const char *rule_retired(struct text name);

/* Why a rule exists, and where one reads more: a URL, or a document. */
struct rule_text {
	const char *why, *reference;
};
const struct rule_text *rule_text_of(const struct rule *rule);

/* A policy that the rule refuses, and one that it lets pass: the case folders under
 * tests/cases/rules, compiled in. Empty when the rule is about something else than a policy. */
struct rule_example {
	struct text bad, good;
};
const struct rule_example *rule_example_of(const struct rule *rule);
