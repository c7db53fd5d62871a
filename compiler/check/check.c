#include "check/allow.h"

void check_policy(struct arena *arena, struct report *report, struct policy *policy,
                  const struct check_options *options)
{
	static void (*const functions[])(struct check *) = {
#define RULE(id, name, severity, family, summary)
#define CHECK(id, name, severity, family, summary) rule_##id,
#include "model/rules.def"
#undef CHECK
#undef RULE
	};
	struct check check = {.arena = arena,
	                      .report = report,
	                      .policy = policy,
	                      .rootfs = options->rootfs,
	                      .today = options->today};
	check.claims = claims_make(arena, policy);
	for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++)
		functions[i](&check);
	if (!options->ignores_allow)
		allow_apply(&check, policy);
}
