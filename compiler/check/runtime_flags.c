#include "check/rule.h"
#include "model/flag_judge.h"
#include "model/flag_value.h"

#include <string.h>

/* The flags that the policy gives to runsc itself: whether the pinned release has them, takes the
 * value, and what they do. */

static struct text flag_at(struct check *check, const struct policy_flag *given)
{
	return text_format(check->arena, "runsc.flags.%s", given->name.value.data);
}

static const char *const keys_for_flags[][2] = {{"root", "runsc.root"},
                                                {"platform", "runsc.platform"}};

static const char *own_key(struct text name)
{
	for (size_t i = 0; i < sizeof keys_for_flags / sizeof keys_for_flags[0]; i++)
		if (text_is(name, keys_for_flags[i][0]))
			return keys_for_flags[i][1];
	return NULL;
}

/* The flag, when it exists in the pinned release: rules about its value stay silent otherwise. */
static const struct flag *usable_flag(const struct check *check, const struct policy_flag *given)
{
	const struct flag *flag = flag_find(given->name.value);
	bool is_usable = flag && check->policy->release != 0 &&
	                 policy_has_flag(check->policy, flag) && !own_key(given->name.value);
	return is_usable ? flag : NULL;
}

static bool gives_flag(const struct policy *policy, const char *name)
{
	const struct policy_flag *given;
	for_each (given, &policy->runsc_flags)
		if (text_is(given->name.value, name))
			return true;
	return false;
}

/* What a flag does is not told by its spelling: nobody writes it unasked. */
static void mean_flag(struct check *check, struct finding *finding, const struct policy_flag *given,
                      const char *nearest)
{
	if (nearest && !gives_flag(check->policy, nearest) && !is_broken(check, KEY_ID_runsc_flags))
		diag_mean(check->report, finding, FIX_CHOICE, given->name.span, nearest);
}

void rule_unknown_flag(struct check *check)
{
	const char **names = arena_alloc(check->arena, (flag_count + 1) * sizeof *names);
	for (size_t i = 0; i < flag_count; i++)
		names[i] = flags[i].name;
	const struct policy_flag *given;
	for_each (given, &check->policy->runsc_flags) {
		if (flag_find(given->name.value))
			continue;
		const char *name = given->name.value.data, *bare = name + strspn(name, "-");
		bool has_dashes = bare != name && flag_find(text_of(bare));
		struct finding *finding = report_finding(
		    check, rule(unknown_flag), given->name.span, flag_at(check, given),
		    has_dashes ? "the dashes are no part of a flag's name: %s"
		               : "no release of runsc has the flag --%s",
		    name);
		if (!has_dashes)
			mean_flag(check, finding, given, text_nearest(text_of(bare), names, NULL));
		else if (!gives_flag(check->policy, bare) && !is_broken(check, KEY_ID_runsc_flags))
			diag_write(check->report, finding, FIX_SAFE, given->name.span,
			           text_of(bare));
	}
}

void rule_flag_not_in_release(struct check *check)
{
	const struct policy_flag *given;
	for_each (given, &check->policy->runsc_flags) {
		const struct flag *flag = flag_find(given->name.value);
		if (!flag || check->policy->release == 0 || policy_has_flag(check->policy, flag))
			continue;
		bool is_newer = flag->since > check->policy->release;
		bool is_expected = flag_exists_in(flag, check->policy->release);
		struct finding *finding = report_finding(
		    check, rule(flag_not_in_release), given->name.span, flag_at(check, given),
		    "%s %s does not have --%s: it would exit with status 2",
		    is_expected ? check->policy->facts->path : "runsc",
		    check->policy->runsc_release.value.data, flag->name);
		if (is_expected)
			continue;
		add_note(check, finding, check->policy->runsc_release.span,
		         "pinned here; the flag was %s in %u",
		         is_newer ? "first seen" : "last seen",
		         is_newer ? flag->since : flag->until);
	}
}

/* The empty value is a word, too. */
static struct text flag_word(struct arena *arena, struct text word)
{
	return word.length > 0 ? text_copy(arena, word.data, word.length) : TEXT("\"\"");
}

static void bad_flag_value(struct check *check, const struct flag *flag,
                           const struct policy_text *value, struct text at)
{
	static const char *const wanted[] = {[FLAG_BOOL] = "true or false",
	                                     [FLAG_ENUM] = "",
	                                     [FLAG_ARGUMENT] = "",
	                                     [FLAG_INT] = "a number",
	                                     [FLAG_UINT] = "a number without sign",
	                                     [FLAG_DURATION] = "a duration such as 15s",
	                                     [FLAG_STRING] = ""};
	const struct flag_values *values = flag_values_in(flag, check->policy->release);
	struct finding *finding = report_finding(
	    check, rule(flag_bad_value), value->span, at, "--%s of runsc %s does not take \"%s\"",
	    flag->name, check->policy->runsc_release.value.data, value->value.data);
	const char *words = values->allowed[0] != '\0' ? values->allowed : wanted[values->type];
	if (flag_is_lost(flag, check->policy->release, value->value))
		diag_hint(check->report, finding,
		          "leave the flag out, which means the same, or write panic");
	else if (words[0] != '\0')
		diag_hint(check->report, finding, "write %s%s",
		          values->allowed[0] != '\0' ? "one of: " : "", words);
	const char *choices = values->type == FLAG_BOOL ? "true|false" : values->allowed;
	for (unsigned int i = 0; choices[0] != '\0' && i < word_count(choices); i++) {
		struct text word = word_at(choices, i);
		if (flag_judge_value(flag, text_copy(check->arena, word.data, word.length),
		                     check->policy->release)
		        .verdict == FLAG_TIGHT)
			diag_fix(check->report, finding, FIX_CHOICE, value->span,
			         flag_word(check->arena, word));
	}
}

/* runsc.platform is such a flag too, with a key of its own. */
void rule_flag_bad_value(struct check *check)
{
	const struct policy *policy = check->policy;
	const struct policy_flag *given;
	for_each (given, &policy->runsc_flags) {
		const struct flag *flag = usable_flag(check, given);
		if (flag && flag_judge_value(flag, given->value.value, policy->release).verdict ==
		                FLAG_REFUSED)
			bad_flag_value(check, flag, &given->value, flag_at(check, given));
	}
	const struct flag *platform = flag_find(TEXT("platform"));
	const struct policy_key *known = &policy->keys[KEY_ID_runsc_platform];
	if (known->is_given && !known->is_broken && policy->release != 0 &&
	    !flag_accepts(platform, policy->release, policy->runsc_platform.value))
		bad_flag_value(check, platform, &policy->runsc_platform, TEXT("runsc.platform"));
}

void rule_flag_reserved(struct check *check)
{
	const struct policy_flag *given;
	for_each (given, &check->policy->runsc_flags) {
		const char *key = own_key(given->name.value);
		if (!key)
			continue;
		struct finding *finding = report_finding(
		    check, rule(flag_reserved), given->name.span, flag_at(check, given),
		    "--%s has a key of its own", given->name.value.data);
		diag_hint(check->report, finding, "write it as %s", key);
	}
}

/* True when the value is loose, and for that reason. */
static bool is_loose(const struct check *check, const struct policy_flag *given,
                     enum flag_reason reason)
{
	const struct flag *flag = usable_flag(check, given);
	if (!flag)
		return false;
	struct ruling ruling = flag_judge_value(flag, given->value.value, check->policy->release);
	return ruling.verdict == FLAG_LOOSE && ruling.reason == reason;
}

void rule_flag_loosens(struct check *check)
{
	const struct policy_flag *given;
	for_each (given, &check->policy->runsc_flags)
		if (is_loose(check, given, FLAG_REASON_OPENS))
			report_finding(check, rule(flag_loosens), given->value.span,
			               flag_at(check, given), "--%s=%s loosens the sandbox",
			               given->name.value.data, given->value.value.data)
			    ->area = flag_area(given->name.value);
}

void rule_flag_testonly(struct check *check)
{
	const struct policy_flag *given;
	for_each (given, &check->policy->runsc_flags)
		if (is_loose(check, given, FLAG_REASON_TESTS))
			report_finding(check, rule(flag_testonly), given->name.span,
			               flag_at(check, given), "--%s is for gVisor's own tests",
			               given->name.value.data);
}

void rule_flag_debug(struct check *check)
{
	const struct policy_flag *given;
	for_each (given, &check->policy->runsc_flags)
		if (is_loose(check, given, FLAG_REASON_DEBUGS))
			report_finding(check, rule(flag_debug), given->name.span,
			               flag_at(check, given),
			               "--%s is for debugging: use keepc compile --debug",
			               given->name.value.data);
}

static const struct flag *flag_of(const struct check *check, const struct policy_flag *given)
{
	const struct flag *flag = flag_find(given->name.value);
	return flag && check->policy->release != 0 && flag_exists_in(flag, check->policy->release)
	           ? flag
	           : NULL;
}

static const struct policy_flag *given_flag(const struct policy *policy, const char *name)
{
	const struct policy_flag *given;
	for_each (given, &policy->runsc_flags)
		if (text_is(given->name.value, name))
			return given;
	return NULL;
}

void rule_flag_is_command(struct check *check)
{
	const struct policy_flag *given;
	for_each (given, &check->policy->runsc_flags) {
		const struct flag *flag = flag_find(given->name.value);
		if (flag && flag->class == FLAG_COMMAND)
			report_finding(
			    check, rule(flag_is_command), given->name.span, flag_at(check, given),
			    "with --%s runsc prints something and ends: no sandbox starts",
			    flag->name);
	}
}

void rule_flag_internal(struct check *check)
{
	const struct policy_flag *given;
	for_each (given, &check->policy->runsc_flags)
		if (is_loose(check, given, FLAG_REASON_DESCRIPTOR))
			report_finding(check, rule(flag_internal), given->name.span,
			               flag_at(check, given),
			               "--%s wants a file descriptor, and keeprun passes none on: "
			               "runsc uses it between its own processes",
			               given->name.value.data);
}

void rule_flag_inert(struct check *check)
{
	const struct policy_flag *given;
	for_each (given, &check->policy->runsc_flags) {
		const struct flag *flag = flag_of(check, given);
		if (flag &&
		    flag_judge_value(flag, given->value.value, check->policy->release).verdict ==
		        FLAG_INERT)
			report_finding(
			    check, rule(flag_inert), given->name.span, flag_at(check, given),
			    "--%s is deprecated: later releases ignore it, then refuse it",
			    flag->name);
	}
}

void rule_flag_default(struct check *check)
{
	const struct policy_flag *given;
	for_each (given, &check->policy->runsc_flags) {
		const struct flag *flag = flag_of(check, given);
		bool is_meant =
		    flag && (flag->class == FLAG_LOAD_BEARING || flag->class == FLAG_LOOSENS);
		if (flag && !is_meant &&
		    text_is(given->value.value, flag_default(flag, check->policy->release)))
			report_finding(check, rule(flag_default), given->value.span,
			               flag_at(check, given),
			               "%s is what --%s has in this release by default",
			               given->value.value.data, flag->name);
	}
}

/* Config.validate() of runsc, runsc/config/config.go: for these it ends with status 128. value
 * NULL: any value that switches the flag on. */
static const struct {
	const char *flag, *value, *other;
	bool needs; /* other must be on; else it must not be */
} conflicts[] = {
    {"overlay", NULL, "overlay2", false},          {"file-access", "shared", "overlay2", false},
    {"fsgofer-host-uds", NULL, "host-uds", false}, {"qdisc", "tbf", "qdisc-tbf-rate", true},
    {"profile-block", NULL, "profile", true},      {"profile-cpu", NULL, "profile", true},
    {"profile-heap", NULL, "profile", true},       {"profile-mutex", NULL, "profile", true},
};

/* What switches nothing on: false, none, nothing, and an overlay2 without medium. */
static bool is_on(const struct policy_flag *given)
{
	struct text value = given->value.value;
	return value.length > 0 && !text_is(value, "none") && !text_is(value, "0") &&
	       value.data[value.length - 1] != ':' &&
	       !(flag_value_is_bool(value) && !flag_value_is_true(value));
}

static void judge_pair(struct check *check, size_t row)
{
	const struct policy_flag *given = given_flag(check->policy, conflicts[row].flag),
	                         *other = given_flag(check->policy, conflicts[row].other);
	bool has_other = other && is_on(other);
	if (!given || !flag_of(check, given) || has_other == conflicts[row].needs)
		return;
	if (conflicts[row].value ? !text_is(given->value.value, conflicts[row].value)
	                         : !is_on(given))
		return;
	struct finding *finding =
	    report_finding(check, rule(flag_conflict), given->value.span, flag_at(check, given),
	                   "--%s=%s %s --%s: runsc ends with status 128", conflicts[row].flag,
	                   given->value.value.data, conflicts[row].needs ? "needs" : "excludes",
	                   conflicts[row].other);
	if (other)
		add_note(check, finding, other->value.span, "the other one");
}

void rule_flag_conflict(struct check *check)
{
	const struct policy *policy = check->policy;
	for (size_t i = 0; i < sizeof conflicts / sizeof conflicts[0]; i++)
		judge_pair(check, i);
	const struct policy_flag *network = given_flag(policy, "network"),
	                         *rootless = given_flag(policy, "rootless");
	bool is_rootless = !rootless || flag_value_is_true(rootless->value.value);
	if (network && text_is(network->value.value, "sandbox") && is_rootless)
		report_finding(check, rule(flag_conflict), network->value.span,
		               flag_at(check, network),
		               "--network=sandbox and --rootless exclude each other: runsc ends "
		               "with status 128");
	const struct policy_flag *channels = given_flag(policy, "num-network-channels");
	if (channels && text_is(channels->value.value, "0"))
		report_finding(
		    check, rule(flag_conflict), channels->value.span, flag_at(check, channels),
		    "--num-network-channels must be above 0: runsc ends with status 128");
}
