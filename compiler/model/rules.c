#include "model/rules.h"

const struct rule rules[RULE_COUNT] = {
#define RULE(id, name, severity, family, summary, area)                                            \
	[RULE_##id] = {name, SEVERITY_##severity, false, family, summary, AREA_##area},
#define CHECK(id, name, severity, family, summary, area)                                           \
	[RULE_##id] = {name, SEVERITY_##severity, true, family, summary, AREA_##area},
#define CHECK_FATAL(id, name, severity, family, summary, area)                                     \
	[RULE_##id] = {name, SEVERITY_##severity, false, family, summary, AREA_##area},
#include "model/rules.def"
#undef CHECK_FATAL
#undef CHECK
#undef RULE
};

const struct rule *rule_find(struct text name)
{
	for (size_t i = 0; i < RULE_COUNT; i++)
		if (text_is(name, rules[i].name))
			return &rules[i];
	return NULL;
}

const char *rule_retired(struct text name)
{
	static const char *const retired[][2] = {
#define RETIRED(name, why) {name, why},
#include "model/rules_retired.def"
#undef RETIRED
	};
	for (size_t i = 0; i < sizeof retired / sizeof *retired; i++)
		if (text_is(name, retired[i][0]))
			return retired[i][1];
	return NULL;
}
