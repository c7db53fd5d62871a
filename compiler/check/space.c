#include "check/rule.h"

/* Writable directories and limits: how much, for how long. */

#define PAGE         4096u
#define LARGE        (8ull << 30)
#define LEAST_AS     (16ull << 20)
#define LEAST_NOFILE 8u
#define LEAST_STACK  (64u * 1024)

/* What could not be read has no size and no mode. */
static bool is_read(const struct check *check, enum key_id id)
{
	return !check->policy->keys[id].is_broken;
}

void rule_writable_exec(struct check *check)
{
	const struct policy_writable *writable;
	for_each (writable, &check->policy->writable)
		if (writable->exec.value != 0)
			found(check, rule(writable_exec), writable->exec.span, writable->path.value, "the guest can execute what it writes into %s",
			      writable->path.value.data);
}

void rule_writable_small(struct check *check)
{
	const struct policy_writable *writable;
	if (!is_read(check, KEY_ID_writable))
		return;
	for_each (writable, &check->policy->writable)
		if (writable->size.value < PAGE)
			found(check, rule(writable_small), writable->size.span, writable->path.value, "%s is smaller than one page of 4K",
			      writable->path.value.data);
}

void rule_writable_large(struct check *check)
{
	const struct policy_writable *writable;
	if (!is_read(check, KEY_ID_writable))
		return;
	for_each (writable, &check->policy->writable)
		if (writable->size.value > LARGE)
			found(check, rule(writable_large), writable->size.span, writable->path.value, "%s may take %llu GiB of memory",
			      writable->path.value.data, (unsigned long long)(writable->size.value >> 30));
}

/* The directory belongs to the guest's user: the owner's bits count. */
void rule_writable_mode(struct check *check)
{
	const struct policy_writable *writable;
	if (!is_read(check, KEY_ID_writable))
		return;
	for_each (writable, &check->policy->writable)
		if (writable->has_mode && (writable->mode.value & 0300) != 0300)
			found(check, rule(writable_mode), writable->mode.span, writable->path.value, "with mode %04llo the guest's user cannot write into %s",
			      (unsigned long long)writable->mode.value, writable->path.value.data);
}

void rule_writable_nested(struct check *check)
{
	const struct policy_writable *inner, *outer;
	for_each (inner, &check->policy->writable)
		for_each (outer, &check->policy->writable) {
			if (inner == outer || !path_is_within(inner->path.value, outer->path.value) || text_is(outer->path.value, "/"))
				continue;
			struct finding *finding = found(check, rule(writable_nested), inner->path.span, inner->path.value,
			                                "%s lies in %s, which is writable already", inner->path.value.data, outer->path.value.data);
			also(check, finding, outer->path.span, "writable here");
		}
}

static bool is_too_low(const struct policy_rlimit *limit)
{
	const char *name = limit->row->name;
	struct text text = text_of(name);
	uint64_t value = limit->soft.value;
	return (text_is(text, "as") && value < LEAST_AS) || (text_is(text, "nofile") && value < LEAST_NOFILE) || (text_is(text, "nproc") && value == 0) ||
	       (text_is(text, "stack") && value < LEAST_STACK);
}

void rule_rlimit_too_low(struct check *check)
{
	const struct policy_rlimit *limit;
	if (!is_read(check, KEY_ID_rlimits))
		return;
	for_each (limit, &check->policy->rlimits)
		if (is_too_low(limit))
			found(check, rule(rlimit_too_low), limit->soft.span, text_format(check->arena, "rlimits.%s", limit->row->name),
			      "with %s at %llu hardly any program starts", limit->row->name, (unsigned long long)limit->soft.value);
}

static const struct policy_rlimit *rlimit_said(const struct policy *policy, const char *name)
{
	const struct policy_rlimit *limit;
	for_each (limit, &policy->rlimits)
		if (text_is(limit->name.value, name))
			return limit;
	return NULL;
}

void rule_nproc_unlimited(struct check *check)
{
	const struct policy_rlimit *limit = rlimit_said(check->policy, "nproc");
	if (!is_read(check, KEY_ID_rlimits) || (limit && limit->soft.value != RLIMIT_UNLIMITED))
		return;
	struct finding *finding = found(check, rule(nproc_unlimited), limit ? limit->soft.span : absent_span(check->policy, KEY_ID_rlimits),
	                                TEXT("rlimits.nproc"), "the guest may start processes without end");
	diag_hint(check->report, finding, "write rlimits: {nproc: 64}");
}

void rule_wall_unlimited(struct check *check)
{
	if (check->policy->wall.value > 0 || !is_read(check, KEY_ID_limits) || !is_read(check, KEY_ID_wall))
		return;
	struct finding *finding =
	    found(check, rule(wall_unlimited), absent_span(check->policy, KEY_ID_limits), TEXT("limits.wall"), "the guest may run for ever");
	diag_hint(check->report, finding, "write limits: {wall: 15m}, unless something outside ends it");
}
