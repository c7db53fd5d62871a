#include "check/add.h"
#include "check/rule.h"

/* The outer container, and what keeprun does when it is not the one that was compiled for. */

static bool is_dangerous(struct text capability)
{
	static const char *const names[] = {
	    "CAP_BPF",       "CAP_DAC_OVERRIDE", "CAP_DAC_READ_SEARCH", "CAP_MKNOD",
	    "CAP_NET_ADMIN", "CAP_PERFMON",      "CAP_SETFCAP",         "CAP_SYS_ADMIN",
	    "CAP_SYS_BOOT",  "CAP_SYS_MODULE",   "CAP_SYS_PTRACE",      "CAP_SYS_RAWIO",
	    "CAP_SYS_TIME",  "CAP_SYSLOG"};
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (text_is(capability, names[i]))
			return true;
	return false;
}

void rule_outer_capability(struct check *check)
{
	const struct policy_text *capability;
	for_each (capability, &check->policy->outer_capabilities)
		if (is_dangerous(capability->value))
			report_finding(check, rule(outer_capability), capability->span,
			               capability->value,
			               "who breaks out of gVisor holds %s in the outer container",
			               capability->value.data);
}

static struct span given_or_absent(const struct policy *policy, struct span span)
{
	return span.source ? span : absent_span(policy, KEY_ID_outer);
}

void rule_outer_network(struct check *check)
{
	const struct policy *policy = check->policy;
	if (policy->outer_network.value == NETWORK_NONE || policy->keys[KEY_ID_outer].is_broken)
		return;
	struct finding *finding = report_finding(
	    check, rule(outer_network), given_or_absent(policy, policy->outer_network.span),
	    TEXT("outer.network"),
	    "the outer container may have a network, which the guest never needs");
	finding->is_default = !policy->outer_network.span.source;
	diag_hint(check->report, finding, "write outer: {network: none}");
	if (finding->is_default)
		fix_by_entry(check, finding, KEY_ID_outer, "network: none");
	else
		diag_fix(check->report, finding, FIX_CHOICE, policy->outer_network.span,
		         TEXT("none"));
}

void rule_outer_writable(struct check *check)
{
	const struct policy *policy = check->policy;
	if (policy->outer_read_only.value != 0 || policy->keys[KEY_ID_outer].is_broken)
		return;
	struct finding *finding = report_finding(
	    check, rule(outer_writable), given_or_absent(policy, policy->outer_read_only.span),
	    TEXT("outer.read-only"), "the outer root filesystem may be writable");
	finding->is_default = !policy->outer_read_only.span.source;
	diag_hint(check->report, finding, "write outer: {read-only: true}");
	if (finding->is_default)
		fix_by_entry(check, finding, KEY_ID_outer, "read-only: true");
	else
		diag_fix(check->report, finding, FIX_CHOICE, policy->outer_read_only.span,
		         TEXT("true"));
}

void rule_drift_warn(struct check *check)
{
	const struct policy_word *drift = &check->policy->drift;
	if (drift->value == DRIFT_WARN)
		report_finding(check, rule(drift_warn), drift->span, TEXT("drift"),
		               "drift is shown to the guest and only logged");
}
