#include "check/rule.h"

#include <stdarg.h>

struct finding *report_finding(struct check *check, const struct rule *rule, struct span span,
                               struct text at, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	const char *message = arena_vprintf(check->arena, format, arguments);
	va_end(arguments);
	struct finding *finding = diag_add(check->report, rule, span, "%s", message);
	finding->at = at;
	return finding;
}

void add_note(struct check *check, struct finding *finding, struct span span, const char *format,
              ...)
{
	va_list arguments;
	va_start(arguments, format);
	const char *message = arena_vprintf(check->arena, format, arguments);
	va_end(arguments);
	diag_note(check->report, finding, span, "%s", message);
}

void claimed_twice(struct check *check, const struct rule *rule, const struct policy_text *claim,
                   const struct policy_text *other, const char *what)
{
	struct finding *finding = report_finding(check, rule, claim->span, claim->value,
	                                         "%s is claimed twice", claim->value.data);
	add_note(check, finding, other->span, "%s here", what);
}

bool is_broken(const struct check *check, enum key_id id)
{
	return check->policy->keys[id].is_broken;
}

struct span absent_span(const struct policy *policy, enum key_id group)
{
	return policy->keys[group].is_given ? policy->keys[group].key
	                                    : policy->keys[KEY_ID_version].key;
}
