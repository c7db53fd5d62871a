#include "check/allow.h"

#include "base/yaml_scalar.h"

#include <string.h>

static bool is_over(const struct check *check, const struct policy_allow *allow)
{
	return allow->until.value.length > 0 && text_compare(check->today, allow->until.value) > 0;
}

static bool is_meant(const struct policy_allow *allow, const struct finding *finding)
{
	return allow->rule == finding->rule &&
	       (allow->at.value.length == 0 || text_equal(allow->at.value, finding->at));
}

/* Of a release beyond the table only its binary can tell which flags it has. */
static bool is_answered(const struct check *check, const struct rule *rule)
{
	return rule != &rules[RULE_unknown_release] || check->policy->facts;
}

/* The entry that lets a finding pass, NULL when none does; every entry that is about it counts as
 * used. */
static const struct policy_allow *entry_for(const struct check *check, struct policy *policy,
                                            const struct finding *finding)
{
	const struct policy_allow *entry = NULL;
	struct policy_allow *allow;
	if (!finding->rule->is_allowable)
		return NULL;
	for_each (allow, &policy->allow) {
		if (!is_meant(allow, finding))
			continue;
		allow->is_used = true;
		if (!entry && !is_over(check, allow) && is_answered(check, allow->rule))
			entry = allow;
	}
	return entry;
}

static void drop_allowed(struct check *check, struct policy *policy)
{
	struct report *report = check->report;
	size_t kept = 0;
	for (size_t i = 0; i < report->findings.count; i++) {
		const struct policy_allow *entry =
		    entry_for(check, policy, &report->findings.items[i]);
		if (entry)
			*list_append(check->arena, &report->allowed) =
			    (struct allowed){report->findings.items[i], entry->reason.value};
		else
			report->findings.items[kept++] = report->findings.items[i];
	}
	report->findings.count = kept;
}

static void refuse(struct check *check, const struct policy_allow *allow)
{
	struct finding *finding =
	    report_finding(check, rule(allow_refused), allow->rule_name.span, allow->at.value,
	                   "findings of %s cannot be allowed", allow->rule->name);
	diag_hint(check->report, finding, "%s: change the policy", allow->rule->summary);
}

static void tell_over(struct check *check, const struct policy_allow *allow)
{
	report_finding(check, rule(allow_expired), allow->until.span, allow->at.value,
	               "the exception for %s expired on %s", allow->rule->name,
	               allow->until.value.data);
}

/* Places at which the rule does find something, for who mistyped one. */
static const char *nearest_place(const struct check *check, const struct policy_allow *allow)
{
	const char **candidates =
	    arena_alloc(check->arena, (check->report->findings.count + 1) * sizeof *candidates);
	size_t count = 0;
	const struct finding *finding;
	for_each (finding, &check->report->findings)
		if (finding->rule == allow->rule)
			candidates[count++] = finding->at.data;
	return allow->at.value.length == 0 ? NULL
	       : count == 1                ? candidates[0]
	                                   : text_nearest(allow->at.value, candidates, NULL);
}

static void tell_place(struct check *check, struct finding *finding,
                       const struct policy_allow *allow, const char *place)
{
	diag_hint(check->report, finding, "there is one at %s", place);
	diag_fix(check->report, finding, FIX_CHOICE, allow->at.span,
	         yaml_scalar(check->arena, text_of(place)));
}

static void tell_unused(struct check *check, const struct policy_allow *allow)
{
	bool has_place = allow->at.value.length > 0;
	struct finding *finding =
	    report_finding(check, rule(allow_unused), allow->span, allow->at.value,
	                   "this allow entry matches no finding of %s%s%s", allow->rule->name,
	                   has_place ? " at " : "", has_place ? allow->at.value.data : "");
	const char *place = nearest_place(check, allow);
	if (place)
		tell_place(check, finding, allow, place);
	else
		diag_hint(check->report, finding,
		          "take the entry out: it would let pass what comes later");
}

/* Rules that stay silent without the outer rootfs, and the one that stays silent with it. */
static bool is_shown_rootfs(const struct check *check, const struct rule *rule)
{
	static const enum rule_id needing[] = {RULE_runsc_missing, RULE_sidecars_missing,
	                                       RULE_path_twin};
	bool needs = strcmp(rule->family, "rootfs") == 0 || strcmp(rule->family, "workload") == 0;
	for (size_t i = 0; i < sizeof needing / sizeof needing[0]; i++)
		needs |= rule == &rules[needing[i]];
	return rule == &rules[RULE_keep_merged_usr] ? !check->rootfs : !needs || check->rootfs;
}

static bool is_about_binary(const struct rule *rule)
{
	return rule == &rules[RULE_runsc_release] || rule == &rules[RULE_runsc_digest] ||
	       rule == &rules[RULE_runsc_flags] || rule == &rules[RULE_runsc_differs];
}

/* False when the rule was not shown what it is about: the outer rootfs, the binary, or a policy
 * that could be read. An entry of a base may be needed by other policies over it. */
static bool is_judged(const struct check *check, const struct policy_allow *allow)
{
	bool needs_runsc = is_about_binary(allow->rule);
	bool is_own = allow->span.source == check->policy->source;
	return is_own && !check->policy->is_broken && is_shown_rootfs(check, allow->rule) &&
	       (!needs_runsc || check->policy->facts || check->policy->found != 0);
}

void allow_apply(struct check *check, struct policy *policy)
{
	const struct policy_allow *allow;
	drop_allowed(check, policy);
	for_each (allow, &policy->allow) {
		if (!allow->rule)
			continue;
		if (!allow->rule->is_allowable)
			refuse(check, allow);
		else if (is_over(check, allow))
			tell_over(check, allow);
		else if (!allow->is_used && is_judged(check, allow))
			tell_unused(check, allow);
	}
}
