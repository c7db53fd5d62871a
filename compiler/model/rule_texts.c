#include "model/rules.h"

#include "model/since.h"

/* A rule without text does not compile, nor does a text without rule. */
#define RULE_TEXT(id, why, reference) static const struct rule_text text_##id = {why, reference};
#include "model/rules_text.def"
#undef RULE_TEXT

static const struct rule_text *const texts[RULE_COUNT] = {
#define RULE(id, name, severity, family, summary, area) [RULE_##id] = &text_##id,
#include "model/rules.def"
#undef RULE
};

const struct rule_text *rule_text_of(const struct rule *rule)
{
	return texts[rule - rules];
}
