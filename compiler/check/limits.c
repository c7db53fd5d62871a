#include "check/add.h"
#include "check/rule.h"

/* Limits: how much of the machine, for how long. */

#define LEAST_AS     (16ull << 20)
#define LEAST_NOFILE 8u
#define LEAST_STACK  (64u * 1024)

void rule_rlimit_soft_over_hard(struct check *check)
{
	const struct policy_rlimit *limit;
	for_each (limit, &check->policy->rlimits) {
		if (limit->soft.value <= limit->hard.value)
			continue;
		struct finding *finding =
		    report_finding(check, rule(rlimit_soft_over_hard), limit->soft.span,
		                   text_format(check->arena, "rlimits.%s", limit->row->name),
		                   "the soft limit of %s is above the hard one", limit->row->name);
		add_note(check, finding, limit->hard.span, "the hard limit");
	}
}

void rule_rlimit_inert(struct check *check)
{
	const struct policy_rlimit *limit;
	for_each (limit, &check->policy->rlimits)
		if (check->policy->release != 0 &&
		    !rlimit_is_enforced(limit->row, check->policy->release))
			report_finding(check, rule(rlimit_inert), limit->name.span,
			               text_format(check->arena, "rlimits.%s", limit->row->name),
			               "runsc %s accepts the limit %s and does not enforce it (%s)",
			               check->policy->runsc_release.value.data, limit->row->name,
			               limit->row->note);
}

static bool is_too_low(const struct policy_rlimit *limit)
{
	const char *name = limit->row->name;
	struct text text = text_of(name);
	uint64_t value = limit->soft.value;
	return (text_is(text, "as") && value < LEAST_AS) ||
	       (text_is(text, "nofile") && value < LEAST_NOFILE) ||
	       (text_is(text, "nproc") && value == 0) ||
	       (text_is(text, "stack") && value < LEAST_STACK);
}

void rule_rlimit_too_low(struct check *check)
{
	const struct policy_rlimit *limit;
	if (is_broken(check, KEY_ID_rlimits))
		return;
	for_each (limit, &check->policy->rlimits)
		if (is_too_low(limit))
			report_finding(check, rule(rlimit_too_low), limit->soft.span,
			               text_format(check->arena, "rlimits.%s", limit->row->name),
			               "almost nothing can start with %s at %llu", limit->row->name,
			               (unsigned long long)limit->soft.value);
}

static const struct policy_rlimit *given_rlimit(const struct policy *policy, const char *name)
{
	const struct policy_rlimit *limit;
	for_each (limit, &policy->rlimits)
		if (text_is(limit->name.value, name))
			return limit;
	return NULL;
}

void rule_nproc_unlimited(struct check *check)
{
	const struct policy_rlimit *limit = given_rlimit(check->policy, "nproc");
	if (is_broken(check, KEY_ID_rlimits) || (limit && limit->soft.value != RLIMIT_UNLIMITED))
		return;
	struct finding *finding =
	    report_finding(check, rule(nproc_unlimited),
	                   limit ? limit->soft.span : absent_span(check->policy, KEY_ID_rlimits),
	                   TEXT("rlimits.nproc"), "the guest may start processes without end");
	finding->is_default = !limit;
	diag_hint(check->report, finding, "write rlimits: {nproc: 64}");
	if (limit)
		diag_fix(check->report, finding, FIX_CHOICE, limit->soft.span, TEXT("64"));
	else
		fix_by_entry(check, finding, KEY_ID_rlimits, "nproc: 64");
}

void rule_wall_unlimited(struct check *check)
{
	if (check->policy->wall.value > 0 || is_broken(check, KEY_ID_limits) ||
	    is_broken(check, KEY_ID_wall))
		return;
	struct finding *finding =
	    report_finding(check, rule(wall_unlimited), absent_span(check->policy, KEY_ID_limits),
	                   TEXT("limits.wall"), "the guest may run forever");
	finding->is_default = true;
	diag_hint(check->report, finding,
	          "write limits: {wall: 15m}, unless something outside ends it");
	fix_by_entry(check, finding, KEY_ID_limits, "wall: 15m");
}
