#include "check/claims.h"

/* The policy as a whole: its user, its working directory and its command. */

void rule_user_root(struct check *check)
{
	const struct policy *policy = check->policy;
	if (!policy->keys[KEY_ID_user].is_given || policy->keys[KEY_ID_user].is_broken || policy->uid.value != 0)
		return;
	found(check, rule(user_root), policy->uid.span, TEXT("user"), "the guest's user is root");
}

void rule_group_root(struct check *check)
{
	const struct policy *policy = check->policy;
	if (policy->keys[KEY_ID_user].is_given && !policy->keys[KEY_ID_user].is_broken && policy->uid.value != 0 && policy->gid.value == 0)
		found(check, rule(group_root), policy->gid.span, TEXT("user"), "the guest's group is root");
}

/* With a rootfs: what it has there. Without one, and where a symlink is on the way, nothing is known. */
static bool is_known_to_be(struct check *check, const struct claim *claim, struct text path, struct entry *entry)
{
	struct text rest = {path.data + claim->top.length, path.length - claim->top.length};
	struct text outer = text_format(check->arena, "%s%.*s", claim->outer.data, (int)rest.length, rest.data), prefix;
	if (!check->rootfs || claim->top.length <= 1 || rootfs_symlink_in(check->rootfs, outer, &prefix))
		return false;
	*entry = rootfs_lookup(check->rootfs, outer);
	return true;
}

/* What shows it is not in the rootfs itself: rootfs-missing says so, and nothing is known of what lies below. */
static bool is_claim_missing(struct check *check, const struct claim *claim)
{
	return check->rootfs && claim->shows && rootfs_lookup(check->rootfs, claim->outer).kind == ENTRY_ABSENT;
}

static bool is_directory(struct check *check, struct text path)
{
	const struct place *place = place_find(path);
	if (text_is(path, "/") || text_is(path, "/tmp") || text_is(path, "/dev/shm") || (place && place->role == PLACE_synthetic))
		return true;
	struct claim claim = claim_over(check, path);
	struct entry entry;
	if (claim_on_the_way(check->policy, path))
		return true;
	if (claim.top.length == 0 || claim.is_file)
		return false;
	if (!claim.shows)
		return text_equal(claim.top, path);
	return !is_known_to_be(check, &claim, path, &entry) || entry.kind == ENTRY_DIRECTORY || is_claim_missing(check, &claim);
}

/* The first component of a path that is a merged-usr symlink counts as what it points to. */
static struct text through_merged_usr(struct check *check, struct text path)
{
	static const char *const merged[] = {"/bin", "/sbin", "/lib", "/lib64"};
	for (size_t i = 0; i < sizeof merged / sizeof merged[0]; i++)
		if (path_is_within(path, text_of(merged[i])) && !keep_showing(check->policy, path))
			return text_format(check->arena, "/usr%s", path.data);
	return path;
}

/* Nothing is said about what the guest lacks while it is not known what it has. */
static bool is_incomplete(const struct check *check)
{
	return !check->policy->keys[KEY_ID_keep_dirs].is_given || is_broken(check, KEY_ID_keep_dirs) || is_broken(check, KEY_ID_binds) ||
	       is_broken(check, KEY_ID_writable) || is_broken(check, KEY_ID_masks);
}

void rule_cwd_invisible(struct check *check)
{
	const struct policy_text *cwd = &check->policy->cwd;
	if (!cwd->value.data || is_broken(check, KEY_ID_cwd) || is_incomplete(check) || is_directory(check, through_merged_usr(check, cwd->value)))
		return;
	found(check, rule(cwd_invisible), cwd->span, TEXT("cwd"), "the working directory %s does not exist in the guest", cwd->value.data);
}

void rule_command_invisible(struct check *check)
{
	const struct policy *policy = check->policy;
	if (policy->command.count == 0 || is_broken(check, KEY_ID_command) || is_incomplete(check))
		return;
	const struct policy_text *said = &policy->command.items[0];
	struct text program = through_merged_usr(check, said->value);
	struct claim claim = claim_over(check, program);
	struct entry entry;
	if (claim.top.length == 0)
		found(check, rule(command_invisible), said->span, TEXT("command"), "the guest does not see %s: it lies in no keep-dir", program.data);
	else if (!claim.shows)
		found(check, rule(command_invisible), said->span, TEXT("command"), "the guest does not see %s: %s hides it", program.data, claim.top.data);
	else if (is_known_to_be(check, &claim, program, &entry) && !is_claim_missing(check, &claim) &&
	         (entry.kind == ENTRY_ABSENT || entry.kind == ENTRY_DIRECTORY))
		found(check, rule(command_invisible), said->span, TEXT("command"), "the guest does not see %s: there is no such program", program.data);
}
