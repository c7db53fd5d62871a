#include "check/rule.h"

#include <string.h>

void rule_unknown_release(struct check *check)
{
	const struct policy *policy = check->policy;
	if (policy->release == 0 || (policy->release >= RELEASE_OLDEST && policy->release <= release_newest()))
		return;
	struct finding *finding =
	    found(check, rule(unknown_release), policy->runsc_release.span, TEXT("runsc.release"), "release %s is %s", policy->runsc_release.value.data,
	          policy->release < RELEASE_OLDEST ? "older than any that was measured" : "newer than any that was measured");
	diag_hint(check->report, finding, "measured: %u to %u", RELEASE_OLDEST, release_newest());
}

void rule_runsc_release(struct check *check)
{
	const struct policy *policy = check->policy;
	if (!policy->facts || policy->release == 0 || policy->facts->release == policy->release)
		return;
	found(check, rule(runsc_release), policy->runsc_release.span, TEXT("runsc.release"), "%s is %s, and the policy pins %s", policy->facts->path,
	      policy->facts->release == 0 ? "of no known release" : policy->facts->version.data, policy->runsc_release.value.data);
}

static struct text with_flag(struct check *check, struct text list, const char *flag)
{
	return text_format(check->arena, "%s%s--%s", list.data, list.length > 0 ? ", " : "", flag);
}

/* A measured release has exactly the flags of its column; another set means another program under the same name. */
void rule_runsc_flags(struct check *check)
{
	const struct policy *policy = check->policy;
	struct text lacking = TEXT(""), added = TEXT("");
	const struct text *name;
	if (!policy->facts || policy->facts->release != policy->release || release_column(policy->release) != policy->release)
		return;
	for (size_t i = 0; i < flag_count; i++)
		if (flag_exists_in(&flags[i], policy->release) && !runsc_facts_has(policy->facts, flags[i].name))
			lacking = with_flag(check, lacking, flags[i].name);
	for_each (name, &policy->facts->flags)
		if (!flag_find(*name) || !flag_exists_in(flag_find(*name), policy->release))
			added = with_flag(check, added, name->data);
	if (lacking.length > 0)
		found(check, rule(runsc_flags), policy->runsc_release.span, TEXT("runsc.release"), "%s calls itself %s and lacks %s", policy->facts->path,
		      policy->facts->version.data, lacking.data);
	if (added.length > 0)
		found(check, rule(runsc_flags), policy->runsc_release.span, TEXT("runsc.release"), "%s calls itself %s and has %s too", policy->facts->path,
		      policy->facts->version.data, added.data);
}

static const char *const keys_for_flags[][2] = {{"root", "runsc.root"}, {"platform", "runsc.platform"}};

static const char *own_key(struct text name)
{
	for (size_t i = 0; i < sizeof keys_for_flags / sizeof keys_for_flags[0]; i++)
		if (text_is(name, keys_for_flags[i][0]))
			return keys_for_flags[i][1];
	return NULL;
}

static struct text flag_at(struct check *check, const struct policy_flag *flag)
{
	return text_format(check->arena, "runsc.flags.%s", flag->name.value.data);
}

/* The flag, when it exists in the pinned release: rules about its value stay silent otherwise. */
static const struct flag *usable_flag(const struct check *check, const struct policy_flag *said)
{
	const struct flag *flag = flag_find(said->name.value);
	bool is_usable = flag && check->policy->release != 0 && policy_has_flag(check->policy, flag) && !own_key(said->name.value);
	return is_usable ? flag : NULL;
}

void rule_unknown_flag(struct check *check)
{
	const char **names = arena_alloc(check->arena, (flag_count + 1) * sizeof *names);
	for (size_t i = 0; i < flag_count; i++)
		names[i] = flags[i].name;
	const struct policy_flag *said;
	for_each (said, &check->policy->runsc_flags) {
		if (flag_find(said->name.value))
			continue;
		const char *name = said->name.value.data, *bare = name + strspn(name, "-");
		bool has_dashes = bare != name && flag_find(text_of(bare));
		struct finding *finding = found(check, rule(unknown_flag), said->name.span, flag_at(check, said),
		                                has_dashes ? "the dashes are no part of a flag's name: %s" : "no release of runsc has the flag --%s", name);
		const char *nearest = text_nearest(text_of(bare), names);
		if (has_dashes)
			diag_hint(check->report, finding, "write %s", bare);
		else if (nearest)
			diag_hint(check->report, finding, "did you mean \"%s\"?", nearest);
	}
}

void rule_flag_not_in_release(struct check *check)
{
	const struct policy_flag *said;
	for_each (said, &check->policy->runsc_flags) {
		const struct flag *flag = flag_find(said->name.value);
		if (!flag || check->policy->release == 0 || policy_has_flag(check->policy, flag))
			continue;
		bool is_newer = flag->since > release_column(check->policy->release);
		struct finding *finding =
		    found(check, rule(flag_not_in_release), said->name.span, flag_at(check, said), "runsc %s does not have --%s: it would exit with status 2",
		          check->policy->runsc_release.value.data, flag->name);
		also(check, finding, check->policy->runsc_release.span, "pinned here; the flag was %s in %u", is_newer ? "first seen" : "last seen",
		     is_newer ? flag->since : flag->until);
	}
}

static void bad_flag_value(struct check *check, const struct flag *flag, const struct policy_text *value, struct text at)
{
	static const char *const wanted[] = {[FLAG_BOOL] = "true or false",
	                                     [FLAG_ENUM] = "",
	                                     [FLAG_ARGUMENT] = "",
	                                     [FLAG_INT] = "a number",
	                                     [FLAG_UINT] = "a number without sign",
	                                     [FLAG_DURATION] = "a duration such as 15s",
	                                     [FLAG_STRING] = ""};
	const struct flag_values *values = flag_values_in(flag, check->policy->release);
	struct finding *finding = found(check, rule(flag_bad_value), value->span, at, "--%s of runsc %s does not take \"%s\"", flag->name,
	                                check->policy->runsc_release.value.data, value->value.data);
	const char *words = values->allowed[0] != '\0' ? values->allowed : wanted[values->type];
	if (words[0] != '\0')
		diag_hint(check->report, finding, "write %s%s", values->allowed[0] != '\0' ? "one of: " : "", words);
}

/* runsc.platform is such a flag too, with a key of its own. */
void rule_flag_bad_value(struct check *check)
{
	const struct policy *policy = check->policy;
	const struct policy_flag *said;
	for_each (said, &policy->runsc_flags) {
		const struct flag *flag = usable_flag(check, said);
		if (flag && !flag_accepts(flag, policy->release, said->value.value))
			bad_flag_value(check, flag, &said->value, flag_at(check, said));
	}
	const struct flag *platform = flag_find(TEXT("platform"));
	const struct policy_key *known = &policy->keys[KEY_ID_runsc_platform];
	if (known->is_given && !known->is_broken && policy->release != 0 && !flag_accepts(platform, policy->release, policy->runsc_platform.value))
		bad_flag_value(check, platform, &policy->runsc_platform, TEXT("runsc.platform"));
}

void rule_flag_reserved(struct check *check)
{
	const struct policy_flag *said;
	for_each (said, &check->policy->runsc_flags) {
		const char *key = own_key(said->name.value);
		if (!key)
			continue;
		struct finding *finding =
		    found(check, rule(flag_reserved), said->name.span, flag_at(check, said), "--%s has a key of its own", said->name.value.data);
		diag_hint(check->report, finding, "write it as %s", key);
	}
}

void rule_flag_loosens(struct check *check)
{
	const struct policy_flag *said;
	for_each (said, &check->policy->runsc_flags) {
		const struct flag *flag = usable_flag(check, said);
		if (!flag || !flag_accepts(flag, check->policy->release, said->value.value) || !flag_loosens(flag, check->policy->release, said->value.value))
			continue;
		found(check, rule(flag_loosens), said->value.span, flag_at(check, said), "--%s=%s loosens the sandbox", flag->name, said->value.value.data);
	}
}

void rule_flag_testonly(struct check *check)
{
	const struct policy_flag *said;
	for_each (said, &check->policy->runsc_flags) {
		const struct flag *flag = usable_flag(check, said);
		if (flag && flag->class == FLAG_TESTONLY)
			found(check, rule(flag_testonly), said->name.span, flag_at(check, said), "--%s is for gVisor's own tests", flag->name);
	}
}

void rule_flag_debug(struct check *check)
{
	const struct policy_flag *said;
	for_each (said, &check->policy->runsc_flags) {
		const struct flag *flag = usable_flag(check, said);
		size_t length = said->name.value.length;
		bool is_internal = flag && length > 3 && strcmp(flag->name + length - 3, "-fd") == 0;
		if (flag && flag->class == FLAG_DEBUG && !is_internal)
			found(check, rule(flag_debug), said->name.span, flag_at(check, said), "--%s is for debugging: use keepc compile --debug", flag->name);
	}
}

/* gVisor commit ae18a84df, first in release-20260520.0; gvisor#14470. */
void rule_layout_unsound(struct check *check)
{
	const struct policy *policy = check->policy;
	if (policy->layout.value != LAYOUT_MASK || policy->release < 20260520)
		return;
	struct finding *finding = found(check, rule(layout_unsound), policy->layout.span, TEXT("layout"),
	                                "since release 20260520 runsc shows what lies below a bind mask when "
	                                "root.path is /, as it is in layout mask");
	also(check, finding, policy->runsc_release.span, "pinned here");
	diag_hint(check->report, finding, "write layout: bind");
}

void rule_user_root(struct check *check)
{
	const struct policy *policy = check->policy;
	if (!policy->keys[KEY_ID_user].is_given || policy->keys[KEY_ID_user].is_broken || policy->uid.value != 0)
		return;
	found(check, rule(user_root), policy->uid.span, TEXT("user"), "the guest's user is root");
}

void rule_rlimit_soft_over_hard(struct check *check)
{
	const struct policy_rlimit *limit;
	for_each (limit, &check->policy->rlimits) {
		if (limit->soft.value <= limit->hard.value)
			continue;
		struct finding *finding = found(check, rule(rlimit_soft_over_hard), limit->soft.span, text_format(check->arena, "rlimits.%s", limit->row->name),
		                                "the soft limit of %s is above the hard one", limit->row->name);
		also(check, finding, limit->hard.span, "the hard limit");
	}
}

void rule_rlimit_inert(struct check *check)
{
	const struct policy_rlimit *limit;
	for_each (limit, &check->policy->rlimits)
		if (check->policy->release != 0 && !rlimit_is_enforced(limit->row, check->policy->release))
			found(check, rule(rlimit_inert), limit->name.span, text_format(check->arena, "rlimits.%s", limit->row->name),
			      "runsc %s accepts the limit %s and does not enforce it (%s)", check->policy->runsc_release.value.data, limit->row->name,
			      limit->row->note);
}
