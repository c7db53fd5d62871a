#include "check/rule.h"
#include "model/changes.h"

/* runsc: its release, its binary, its platform and its state dir. */

#define SOCKET_PATH_MAX 107u /* unix(7): sun_path, without its NUL */
#define STATE_TAIL      sizeof "/0123456789abcdef/runsc-0123456789abcdef.sock"

void rule_unknown_release(struct check *check)
{
	const struct policy *policy = check->policy;
	if (policy->release == 0 || policy_release_is_known(policy))
		return;
	struct finding *finding = report_finding(
	    check, rule(unknown_release), policy->runsc_release.span, TEXT("runsc.release"),
	    "release %s is %s", policy->runsc_release.value.data,
	    release_beyond(policy->runsc_release.value) < 0 ? "older than any that is known"
	                                                    : "newer than any that is known");
	if (policy->facts)
		diag_hint(check->report, finding, "known: %s to %s", release_tags[0].name,
		          release_tags[release_tag_count - 1].name);
	else
		diag_hint(check->report, finding,
		          "known: %s to %s; another one can be allowed only with --runsc, which "
		          "asks the binary for its flags",
		          release_tags[0].name, release_tags[release_tag_count - 1].name);
}

void rule_release_between(struct check *check)
{
	const struct policy *policy = check->policy;
	if (!policy_release_is_known(policy))
		return;
	struct text doubts = release_doubts(check->arena, policy->release);
	if (doubts.length > 0)
		report_finding(
		    check, rule(release_between), policy->runsc_release.span, TEXT("runsc.release"),
		    "runsc %s was not measured, and of its neighbours the worse counts%s",
		    policy->runsc_release.value.data, doubts.data);
}

void rule_runsc_missing(struct check *check)
{
	const struct policy_text *path = &check->policy->runsc_path;
	struct text prefix;
	if (!check->rootfs || check->policy->keys[KEY_ID_runsc_path].is_broken)
		return;
	struct entry entry = rootfs_lookup(check->rootfs, path->value);
	if (rootfs_symlink_in(check->rootfs, path->value, &prefix))
		report_finding(check, rule(runsc_missing), path->span, TEXT("runsc.path"),
		               "%s leads through the symlink %s: keeprun would not follow it",
		               path->value.data, prefix.data);
	else if (entry.kind == ENTRY_ABSENT)
		report_finding(check, rule(runsc_missing), path->span, TEXT("runsc.path"),
		               "%s does not exist in the outer rootfs", path->value.data);
	else if (entry.kind != ENTRY_FILE || (entry.mode & 0005) != 0005)
		report_finding(check, rule(runsc_missing), path->span, TEXT("runsc.path"),
		               "%s must be a file that everybody may read and execute: runsc "
		               "starts itself again as nobody",
		               path->value.data);
}

void rule_sidecars_missing(struct check *check)
{
	const struct policy *policy = check->policy;
	if (!check->rootfs || !behaves(policy->release, sidecars))
		return;
	struct text path = text_format(check->arena, "%s/gvisor-bin",
	                               path_parent(check->arena, policy->runsc_path.value).data);
	if (rootfs_lookup(check->rootfs, path).kind != ENTRY_DIRECTORY)
		report_finding(check, rule(sidecars_missing), policy->runsc_release.span,
		               TEXT("runsc.release"),
		               "runsc %s needs the programs in %s, which is no directory",
		               policy->runsc_release.value.data, path.data);
}

static bool has_platform(const struct policy *policy)
{
	return policy->runsc_platform.span.source &&
	       !policy->keys[KEY_ID_runsc_platform].is_broken && policy->release != 0;
}

/* A release that does not have systrap refuses the value: flag-bad-value says so. */
static bool is_systrap_unusable(release_date release)
{
	bool is_known = flag_accepts(flag_find(TEXT("platform")), release, TEXT("systrap"));
	return is_known && !behaves(release, systrap_runs);
}

void rule_platform_unusable(struct check *check)
{
	const struct policy *policy = check->policy;
	bool is_systrap = has_platform(policy) && text_is(policy->runsc_platform.value, "systrap");
	if (is_systrap && is_systrap_unusable(policy->release))
		report_finding(check, rule(platform_unusable), policy->runsc_platform.span,
		               TEXT("runsc.platform"),
		               "systrap of runsc %s hangs or fails on newer kernels: use ptrace, "
		               "or a release from " SINCE_systrap_runs,
		               policy->runsc_release.value.data);
}

void rule_platform_kvm(struct check *check)
{
	const struct policy *policy = check->policy;
	if (has_platform(policy) && text_is(policy->runsc_platform.value, "kvm"))
		report_finding(check, rule(platform_kvm), policy->runsc_platform.span,
		               TEXT("runsc.platform"),
		               "kvm needs /dev/kvm in the outer container, which only a privileged "
		               "or specially made one has");
}

void rule_release_nested_broken(struct check *check)
{
	const struct policy *policy = check->policy;
	if (release_nesting(policy->release) == NESTING_BROKEN)
		report_finding(check, rule(release_nested_broken), policy->runsc_release.span,
		               TEXT("runsc.release"),
		               "runsc %s does not start inside a container without privileges",
		               policy->runsc_release.value.data);
}

void rule_release_nested_old(struct check *check)
{
	const struct policy *policy = check->policy;
	if (policy->release >= release_oldest() &&
	    release_nesting(policy->release) == NESTING_TOO_OLD)
		report_finding(check, rule(release_nested_old), policy->runsc_release.span,
		               TEXT("runsc.release"),
		               "runsc %s starts inside a container only where /proc is not masked; "
		               "that ends with " SINCE_starts_nested,
		               policy->runsc_release.value.data);
}

void rule_state_dir_root(struct check *check)
{
	const struct policy_text *root = &check->policy->runsc_root;
	const struct place *place = place_find(root->value);
	if (policy_state_dir(check->policy).length == 0)
		return;
	if (text_is(root->value, "/") || (place && place->role != PLACE_well_known) ||
	    text_is(root->value, "/var/run"))
		report_finding(check, rule(state_dir_root), root->span, TEXT("runsc.root"),
		               "%s cannot be the state dir: it needs a directory of its own, as "
		               "/run/innerkeep",
		               root->value.data);
	else if (path_is_of_world(root->value))
		report_finding(check, rule(state_dir_root), root->span, TEXT("runsc.root"),
		               "%s cannot be the state dir: keeprun gives that name to what it "
		               "shows runsc; choose another, as /run/innerkeep",
		               root->value.data);
}

void rule_state_dir_shared(struct check *check)
{
	static const char *const shared[] = {"/tmp", "/var/tmp", "/dev/shm", "/run/lock",
	                                     "/var/lock"};
	const struct policy_text *root = &check->policy->runsc_root;
	for (size_t i = 0; i < sizeof shared / sizeof shared[0]; i++)
		if (policy_state_dir(check->policy).length > 0 &&
		    path_is_within(root->value, text_of(shared[i])))
			report_finding(check, rule(state_dir_shared), root->span,
			               TEXT("runsc.root"),
			               "%s is world-writable: another user could create %s first",
			               shared[i], root->value.data);
}

void rule_state_dir_long(struct check *check)
{
	const struct policy_text *root = &check->policy->runsc_root;
	if (policy_state_dir(check->policy).length + STATE_TAIL - 1 > SOCKET_PATH_MAX)
		report_finding(
		    check, rule(state_dir_long), root->span, TEXT("runsc.root"),
		    "runsc's control socket would not fit below %s: its path may have %u bytes",
		    root->value.data, SOCKET_PATH_MAX);
}

void rule_seal_off(struct check *check)
{
	const struct policy_word *seal = &check->policy->seal;
	if (seal->value == SEAL_OFF)
		report_finding(check, rule(seal_off), seal->span, TEXT("seal"),
		               "the running runsc could be overwritten through /proc/PID/exe");
}
