#include "check/rule.h"

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
