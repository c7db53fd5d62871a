#include "check/rule.h"
#include "model/flag_judge.h"

/* The real binary: whether it is the pinned release, and which flags it has. Where it has others
 * than its release, its own word counts as far as that is the tighter one; the rest is refused. */

void rule_runsc_release(struct check *check)
{
	const struct policy *policy = check->policy;
	const struct policy_text *pin = &policy->runsc_release;
	const struct runsc_facts *facts = policy->facts;
	if (policy->release == 0)
		return;
	if (facts && facts->release != policy->release)
		report_finding(check, rule(runsc_release), pin->span, TEXT("runsc.release"),
		               "%s is %s, and the policy pins %s", facts->path,
		               facts->release == 0 ? "of no known release" : facts->version.data,
		               pin->value.data);
	if (!facts && policy->found != 0 && policy->found != policy->release)
		report_finding(check, rule(runsc_release), pin->span, TEXT("runsc.release"),
		               "%s in the outer rootfs is release %u, and the policy pins %s",
		               policy->runsc_path.value.data, policy->found, pin->value.data);
}

void rule_runsc_digest(struct check *check)
{
	const struct policy *policy = check->policy;
	const struct policy_text *wanted = &policy->runsc_sha256;
	if (policy->digest.length == 0 || text_equal(policy->digest, wanted->value))
		return;
	struct finding *finding =
	    report_finding(check, rule(runsc_digest), wanted->span, TEXT("runsc.sha256"),
	                   "%s is another than the policy names",
	                   policy->facts ? policy->facts->path : policy->runsc_path.value.data);
	diag_hint(check->report, finding, "its digest is %s", policy->digest.data);
	diag_fix(check->report, finding, FIX_CHOICE, wanted->span, policy->digest);
}

/* What the binary lacks or has beside its release, as one list for each thing to say. */
struct differences {
	struct text needed; /* lacks: keepc stands on them */
	struct text absent; /* lacks, and without them it does what keepc says with them */
	struct text lacking, added;
	struct text said; /* has too, and keepc says them */
};

static void add(struct check *check, struct text *list, const char *flag)
{
	*list =
	    text_format(check->arena, "%s%s--%s", list->data, list->length > 0 ? ", " : "", flag);
}

static bool is_expected(const struct policy *policy, const struct flag *flag)
{
	bool is_newer = release_beyond(policy->runsc_release.value) > 0;
	return flag_exists_in(flag, is_newer ? release_newest() : policy->release);
}

/* What came with a flag may have stayed when a later release dropped the flag: of what is newer
 * than the table nobody knows what an absence means. */
static bool is_tight_without(const struct policy *policy, const struct flag *flag)
{
	return policy_release_is_known(policy) && flag->absent &&
	       flag_judge_value(flag, text_of(flag->absent), policy->release).verdict == FLAG_TIGHT;
}

static void note_lacking(struct check *check, struct differences *found)
{
	for (size_t i = 0; i < flag_count; i++) {
		const struct flag *flag = &flags[i];
		if (!is_expected(check->policy, flag) ||
		    runsc_facts_has(check->policy->facts, flag->name))
			continue;
		if (!flag_preset(flag))
			add(check, &found->lacking, flag->name);
		else if (is_tight_without(check->policy, flag))
			add(check, &found->absent, flag->name);
		else
			add(check, &found->needed, flag->name);
	}
}

static void note_added(struct check *check, struct differences *found)
{
	const struct text *name;
	for_each (name, &check->policy->facts->flags) {
		const struct flag *flag = flag_find(*name);
		if (flag && is_expected(check->policy, flag))
			continue;
		add(check, flag && flag_preset(flag) ? &found->said : &found->added, name->data);
	}
}

static void tell(struct check *check, const struct rule *rule, struct text list, const char *verb,
                 const char *end)
{
	const struct policy *policy = check->policy;
	if (list.length > 0)
		report_finding(check, rule, policy->runsc_release.span, TEXT("runsc.release"),
		               "%s calls itself %s and %s %s%s", policy->facts->path,
		               policy->facts->version.data, verb, list.data, end);
}

static bool is_asked(const struct policy *policy)
{
	return policy->facts && policy->release != 0;
}

/* True when the binary's flags should be those of the pin: else another finding tells why not. */
static bool is_comparable(const struct policy *policy)
{
	return policy->facts->release == policy->release && policy_release_is_known(policy);
}

static struct differences differences(struct check *check)
{
	struct differences found = {TEXT(""), TEXT(""), TEXT(""), TEXT(""), TEXT("")};
	note_lacking(check, &found);
	note_added(check, &found);
	return found;
}

void rule_runsc_lacks(struct check *check)
{
	if (is_asked(check->policy))
		tell(check, rule(runsc_lacks), differences(check).needed, "lacks",
		     ", which keepc always says");
}

/* Another set of flags means another program under the same name. */
void rule_runsc_flags(struct check *check)
{
	if (!is_asked(check->policy) || !is_comparable(check->policy))
		return;
	struct differences found = differences(check);
	tell(check, rule(runsc_flags), found.lacking, "lacks", "");
	tell(check, rule(runsc_flags), found.added, "has", " too");
}

void rule_runsc_differs(struct check *check)
{
	if (!is_asked(check->policy) || !is_comparable(check->policy))
		return;
	struct differences found = differences(check);
	tell(check, rule(runsc_differs), found.absent, "lacks",
	     ", and does without it what keepc says with it");
	tell(check, rule(runsc_differs), found.said, "has",
	     " too: keepc says it as a release that has it wants it said");
}
