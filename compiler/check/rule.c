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

void claimed_twice(struct check *check, const struct rule *rule, const struct policy_text *claim, const struct policy_text *other, const char *what)
{
	struct finding *finding = found(check, rule, claim->span, claim->value, "%s is claimed twice", claim->value.data);
	also(check, finding, other->span, "%s here", what);
}

bool is_broken(const struct check *check, enum key_id id)
{
	return check->policy->keys[id].is_broken;
}

struct span absent_span(const struct policy *policy, enum key_id group)
{
	return policy->keys[group].is_given ? policy->keys[group].key : policy->keys[KEY_ID_version].key;
}
