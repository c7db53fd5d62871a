#include "check/rule.h"

/* The policy as a whole: its user, its working directory and its command. */

void rule_user_root(struct check *check)
{
	const struct policy *policy = check->policy;
	if (!policy->keys[KEY_ID_user].is_given || policy->keys[KEY_ID_user].is_broken ||
	    policy->user.uid.value != 0)
		return;
	report_finding(check, rule(user_root), policy->user.uid.span, TEXT("user"),
	               "the guest's user is root");
}

void rule_group_root(struct check *check)
{
	const struct policy *policy = check->policy;
	if (policy->keys[KEY_ID_user].is_given && !policy->keys[KEY_ID_user].is_broken &&
	    policy->user.uid.value != 0 && policy->user.gid.value == 0)
		report_finding(check, rule(group_root), policy->user.gid.span, TEXT("user"),
		               "the guest's group is root");
}

/* With a rootfs: what it has there. Without one, and where a symlink is on the way, nothing is
 * known. */
static bool is_known_to_be(struct check *check, const struct claim *claim, struct text path,
                           struct entry *entry)
{
	struct text outer = claim_outer(check->arena, claim, path), prefix;
	if (!check->rootfs || claim->path.length <= 1 ||
	    rootfs_symlink_in(check->rootfs, outer, &prefix))
		return false;
	*entry = rootfs_lookup(check->rootfs, outer);
	return true;
}

/* What shows it is not in the rootfs itself: rootfs-missing says so, and nothing is known of what
 * lies below. */
static bool is_claim_missing(struct check *check, const struct claim *claim)
{
	return check->rootfs && claim_shows(claim) &&
	       rootfs_lookup(check->rootfs, claim->outer).kind == ENTRY_ABSENT;
}

static bool is_directory(struct check *check, struct text path)
{
	struct claim claim = claim_at(check->claims, path);
	const struct place *place = place_find(path);
	bool is_made = place && place->role == PLACE_synthetic;
	struct entry entry;
	if (is_made || text_is(path, "/") || claim_on_the_way(check->claims, path))
		return true;
	if (!claim_shows(&claim))
		return text_equal(claim.path, path) &&
		       claim_path_kind(check->claims, check->rootfs, &claim) == PATH_DIRECTORY;
	return !is_known_to_be(check, &claim, path, &entry) || entry.kind == ENTRY_DIRECTORY ||
	       is_claim_missing(check, &claim);
}

/* The first component of a path that is a merged-usr symlink counts as what it points to. */
static struct text through_merged_usr(struct check *check, struct text path)
{
	for (const char *const *merged = places_merged; *merged; merged++)
		if (path_is_within(path, text_of(*merged)) && !claim_is_kept(check->claims, path))
			return text_format(check->arena, "/usr%s", path.data);
	return path;
}

/* Nothing is said about what the guest lacks while it is not known what it has. */
static bool is_incomplete(const struct check *check)
{
	return !check->policy->keys[KEY_ID_keep_dirs].is_given ||
	       is_broken(check, KEY_ID_keep_dirs) || is_broken(check, KEY_ID_binds) ||
	       is_broken(check, KEY_ID_writable) || is_broken(check, KEY_ID_masks);
}

void rule_cwd_invisible(struct check *check)
{
	const struct policy_text *cwd = &check->policy->cwd;
	if (!cwd->value.data || is_broken(check, KEY_ID_cwd) || is_incomplete(check) ||
	    is_directory(check, through_merged_usr(check, cwd->value)))
		return;
	report_finding(check, rule(cwd_invisible), cwd->span, TEXT("cwd"),
	               "the working directory %s does not exist in the guest", cwd->value.data);
}

static const char *hiding(struct arena *arena, const struct claim *claim)
{
	if (claim->kind == CLAIM_RUNSC)
		return "it is the runtime itself, which is hidden";
	if (claim->kind == CLAIM_ENGINE_FILE)
		return "engine-files: empty hides it";
	return arena_printf(arena, "%s hides it", claim->path.data);
}

void rule_command_invisible(struct check *check)
{
	const struct policy *policy = check->policy;
	if (policy->command.count == 0 || is_broken(check, KEY_ID_command) || is_incomplete(check))
		return;
	const struct policy_text *given = &policy->command.items[0];
	struct text program = through_merged_usr(check, given->value);
	struct claim claim = claim_at(check->claims, program);
	struct entry entry;
	if (!claim_is_policys(&claim))
		report_finding(check, rule(command_invisible), given->span, TEXT("command"),
		               "the guest does not see %s: it lies in no keep-dir", program.data);
	else if (!claim_shows(&claim))
		report_finding(check, rule(command_invisible), given->span, TEXT("command"),
		               "the guest does not see %s: %s", program.data,
		               hiding(check->arena, &claim));
	else if (is_known_to_be(check, &claim, program, &entry) &&
	         !is_claim_missing(check, &claim) &&
	         (entry.kind == ENTRY_ABSENT || entry.kind == ENTRY_DIRECTORY))
		report_finding(check, rule(command_invisible), given->span, TEXT("command"),
		               "the guest does not see %s: there is no such program", program.data);
}
