#include "check/rule.h"

#include "check/allow.h"

#include <stdarg.h>

struct finding *found(struct check *check, const struct rule *rule, struct span span, struct text at, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	const char *message = arena_vprintf(check->arena, format, arguments);
	va_end(arguments);
	struct finding *finding = diag_add(check->report, rule, span, "%s", message);
	finding->at = at;
	return finding;
}

void also(struct check *check, struct finding *finding, struct span span, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	const char *message = arena_vprintf(check->arena, format, arguments);
	va_end(arguments);
	diag_note(check->report, finding, span, "%s", message);
}

struct span absent_span(const struct policy *policy, enum key_id group)
{
	return policy->keys[group].is_given ? policy->keys[group].key : policy->keys[KEY_ID_version].key;
}

void check_policy(struct arena *arena, struct report *report, struct policy *policy, const struct check_options *options)
{
	static void (*const functions[])(struct check *) = {
#define RULE(id, name, severity, family, summary)
#define CHECK(id, name, severity, family, summary) rule_##id,
#include "model/rules.def"
#undef CHECK
#undef RULE
	};
	struct check check = {.arena = arena, .report = report, .policy = policy, .rootfs = options->rootfs, .today = options->today};
	for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++)
		functions[i](&check);
	if (!options->ignores_allow)
		allow_apply(&check, policy);
}
