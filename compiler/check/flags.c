#include "check/rule.h"
#include "model/flag_value.h"

#include <string.h>

/* Flags that are accepted and do not do what they say; platforms; releases with a known fault. */

#define SYSTRAP_SINCE 20240305u

static struct text flag_at(struct check *check, const struct policy_flag *said)
{
	return text_format(check->arena, "runsc.flags.%s", said->name.value.data);
}

static const struct flag *flag_of(const struct check *check, const struct policy_flag *said)
{
	const struct flag *flag = flag_find(said->name.value);
	return flag && check->policy->release != 0 && flag_exists_in(flag, check->policy->release) ? flag : NULL;
}

static const struct policy_flag *flag_said(const struct policy *policy, const char *name)
{
	const struct policy_flag *said;
	for_each (said, &policy->runsc_flags)
		if (text_is(said->name.value, name))
			return said;
	return NULL;
}

void rule_flag_is_command(struct check *check)
{
	const struct policy_flag *said;
	for_each (said, &check->policy->runsc_flags)
		if (text_is(said->name.value, "help") || text_is(said->name.value, "h") || text_is(said->name.value, "version"))
			found(check, rule(flag_is_command), said->name.span, flag_at(check, said),
			      "with --%s runsc prints something and ends: no sandbox starts", said->name.value.data);
}

void rule_flag_internal(struct check *check)
{
	const struct policy_flag *said;
	for_each (said, &check->policy->runsc_flags) {
		const struct flag *flag = flag_of(check, said);
		size_t length = said->name.value.length;
		if (flag && length > 3 && strcmp(flag->name + length - 3, "-fd") == 0)
			found(check, rule(flag_internal), said->name.span, flag_at(check, said),
			      "--%s wants a file descriptor, and keeprun passes none on: runsc uses it between its own processes", flag->name);
	}
}

/* gVisor runsc/config/flags_graveyard.go, and flags whose help says that they do nothing any more. */
void rule_flag_inert(struct check *check)
{
	static const char *const inert[] = {"buffer-pooling", "vfs2", "fuse", "lisafs", "cgroupfs", "save-restore-netstack"};
	const struct policy_flag *said;
	for_each (said, &check->policy->runsc_flags)
		for (size_t i = 0; i < sizeof inert / sizeof inert[0]; i++)
			if (flag_of(check, said) && text_is(said->name.value, inert[i]))
				found(check, rule(flag_inert), said->name.span, flag_at(check, said),
				      "--%s is deprecated: later releases ignore it, then refuse it", inert[i]);
}

void rule_flag_default(struct check *check)
{
	const struct policy_flag *said;
	for_each (said, &check->policy->runsc_flags) {
		const struct flag *flag = flag_of(check, said);
		if (flag && flag->class == FLAG_SAFE && text_is(said->value.value, flag_default(flag, check->policy->release)))
			found(check, rule(flag_default), said->value.span, flag_at(check, said), "%s is what --%s has in this release by default",
			      said->value.value.data, flag->name);
	}
}

/* Config.validate() of runsc, runsc/config/config.go: for these it ends with status 128. value NULL: any value that switches the flag on. */
static const struct {
	const char *flag, *value, *other;
	bool needs; /* other must be on; else it must not be */
} conflicts[] = {
    {"overlay", NULL, "overlay2", false},     {"file-access", "shared", "overlay2", false}, {"fsgofer-host-uds", NULL, "host-uds", false},
    {"qdisc", "tbf", "qdisc-tbf-rate", true}, {"profile-block", NULL, "profile", true},     {"profile-cpu", NULL, "profile", true},
    {"profile-heap", NULL, "profile", true},  {"profile-mutex", NULL, "profile", true},
};

/* What switches nothing on: false, none, nothing, and an overlay2 without medium. */
static bool is_on(const struct policy_flag *said)
{
	struct text value = said->value.value;
	return value.length > 0 && !text_is(value, "none") && !text_is(value, "0") && value.data[value.length - 1] != ':' &&
	       !(flag_value_is_bool(value) && !flag_value_is_true(value));
}

static void judge_pair(struct check *check, size_t row)
{
	const struct policy_flag *said = flag_said(check->policy, conflicts[row].flag), *other = flag_said(check->policy, conflicts[row].other);
	bool has_other = other && is_on(other);
	if (!said || !flag_of(check, said) || has_other == conflicts[row].needs)
		return;
	if (conflicts[row].value ? !text_is(said->value.value, conflicts[row].value) : !is_on(said))
		return;
	struct finding *finding = found(check, rule(flag_conflict), said->value.span, flag_at(check, said), "--%s=%s %s --%s: runsc ends with status 128",
	                                conflicts[row].flag, said->value.value.data, conflicts[row].needs ? "needs" : "excludes", conflicts[row].other);
	if (other)
		also(check, finding, other->value.span, "the other one");
}

void rule_flag_conflict(struct check *check)
{
	const struct policy *policy = check->policy;
	for (size_t i = 0; i < sizeof conflicts / sizeof conflicts[0]; i++)
		judge_pair(check, i);
	const struct policy_flag *network = flag_said(policy, "network"), *rootless = flag_said(policy, "rootless");
	bool is_rootless = !rootless || flag_value_is_true(rootless->value.value);
	if (network && text_is(network->value.value, "sandbox") && is_rootless)
		found(check, rule(flag_conflict), network->value.span, flag_at(check, network),
		      "--network=sandbox and --rootless exclude each other: runsc ends with status 128");
	const struct policy_flag *channels = flag_said(policy, "num-network-channels");
	if (channels && text_is(channels->value.value, "0"))
		found(check, rule(flag_conflict), channels->value.span, flag_at(check, channels),
		      "--num-network-channels must be above 0: runsc ends with status 128");
}

static bool has_platform(const struct policy *policy)
{
	return policy->runsc_platform.span.source && !policy->keys[KEY_ID_runsc_platform].is_broken && policy->release != 0;
}

/* By experiment on Linux 6.18: systrap of 20230320 exits with status 2, that of 20230710 and 20231009 hangs. */
void rule_platform_unusable(struct check *check)
{
	const struct policy *policy = check->policy;
	if (has_platform(policy) && text_is(policy->runsc_platform.value, "systrap") && policy->release >= 20230320 && policy->release < SYSTRAP_SINCE)
		found(check, rule(platform_unusable), policy->runsc_platform.span, TEXT("runsc.platform"),
		      "systrap of runsc %s hangs or fails on newer kernels: use ptrace, or a release from %u", policy->runsc_release.value.data, SYSTRAP_SINCE);
}

void rule_platform_kvm(struct check *check)
{
	const struct policy *policy = check->policy;
	if (has_platform(policy) && text_is(policy->runsc_platform.value, "kvm"))
		found(check, rule(platform_kvm), policy->runsc_platform.span, TEXT("runsc.platform"),
		      "kvm needs /dev/kvm in the outer container, which only a privileged or specially made one has");
}

/* gvisor#10944; mended by gVisor commit 6adc0720b. */
void rule_release_nested_broken(struct check *check)
{
	const struct policy *policy = check->policy;
	if (policy->release >= 20240826 && policy->release < 20241104)
		found(check, rule(release_nested_broken), policy->runsc_release.span, TEXT("runsc.release"),
		      "runsc %s does not start inside a container without privileges", policy->runsc_release.value.data);
}

/* gVisor commits c6a1db5ba and 88f7bb66f. */
void rule_release_nested_old(struct check *check)
{
	const struct policy *policy = check->policy;
	if (policy->release >= RELEASE_OLDEST && policy->release < 20240305)
		found(check, rule(release_nested_old), policy->runsc_release.span, TEXT("runsc.release"),
		      "runsc %s starts inside a container only where /proc is not masked; that ends with 20240305", policy->runsc_release.value.data);
}

void rule_sidecars_missing(struct check *check)
{
	const struct policy *policy = check->policy;
	if (!check->rootfs || policy->release < SIDECARS_SINCE)
		return;
	struct text path = text_format(check->arena, "%s/gvisor-bin", path_parent(check->arena, policy->runsc_path.value).data);
	if (rootfs_lookup(check->rootfs, path).kind != ENTRY_DIRECTORY)
		found(check, rule(sidecars_missing), policy->runsc_release.span, TEXT("runsc.release"),
		      "runsc %s needs its other programs in %s, which is no directory", policy->runsc_release.value.data, path.data);
}
