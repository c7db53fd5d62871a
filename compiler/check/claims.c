#include "check/claims.h"

/* Paths which the policy claims for something of its own: writable directories and binds. */

/* What runsc makes in the guest; /dev/shm of it is a directory like others. */
static bool is_synthetic(struct text path)
{
	return path_is_within(path, TEXT("/proc")) || path_is_within(path, TEXT("/sys")) ||
	       (path_is_within(path, TEXT("/dev")) && !path_is_within(path, TEXT("/dev/shm")));
}

void rule_writable_root(struct check *check)
{
	const struct policy_writable *writable;
	for_each (writable, &check->policy->writable)
		if (text_is(writable->path.value, "/"))
			found(check, rule(writable_root), writable->path.span, writable->path.value,
			      "/ cannot be writable: a tmpfs on it would hide the root filesystem");
}

void rule_writable_synthetic(struct check *check)
{
	const struct policy_writable *writable;
	for_each (writable, &check->policy->writable)
		if (is_synthetic(writable->path.value))
			found(check, rule(writable_synthetic), writable->path.span, writable->path.value,
			      "%s of the guest is made by runsc and cannot be made writable", writable->path.value.data);
}

/* Whatever the order of the list: a keep-dir that holds the path and is another one. */
static const struct policy_text *keep_around(const struct policy *policy, struct text path)
{
	const struct policy_text *keep;
	for_each (keep, &policy->keep_dirs)
		if (path_is_within(path, keep->value) && !text_equal(path, keep->value))
			return keep;
	return NULL;
}

void rule_writable_inside_keep(struct check *check)
{
	const struct policy_writable *writable;
	for_each (writable, &check->policy->writable) {
		const struct policy_text *keep = keep_around(check->policy, writable->path.value);
		if (!keep)
			continue;
		struct finding *finding =
		    found(check, rule(writable_inside_keep), writable->path.span, writable->path.value,
		          "%s is writable inside the keep-dir %s: the guest no longer sees what is there", writable->path.value.data, keep->value.data);
		also(check, finding, keep->span, "kept here");
	}
}

static void conflict(struct check *check, const struct rule *rule, const struct policy_text *claim, const struct policy_text *other, const char *what)
{
	struct finding *finding = found(check, rule, claim->span, claim->value, "%s is claimed twice", claim->value.data);
	also(check, finding, other->span, "%s here", what);
}

void rule_writable_conflict(struct check *check)
{
	const struct policy_writable *writable;
	const struct policy_text *keep;
	const struct policy_mask *mask;
	for_each (writable, &check->policy->writable) {
		if (text_is(writable->path.value, "/"))
			continue;
		for_each (keep, &check->policy->keep_dirs)
			if (path_is_within(keep->value, writable->path.value))
				conflict(check, rule(writable_conflict), &writable->path, keep, "kept");
		for_each (mask, &check->policy->masks)
			if (path_is_within(mask->path.value, writable->path.value) || path_is_within(writable->path.value, mask->path.value))
				conflict(check, rule(writable_conflict), &writable->path, &mask->path, "masked");
	}
}

void rule_bind_conflict(struct check *check)
{
	const struct policy_bind *bind;
	const struct policy_text *keep;
	const struct policy_mask *mask;
	const struct policy_writable *writable;
	for_each (bind, &check->policy->binds) {
		for_each (keep, &check->policy->keep_dirs)
			if (path_is_within(keep->value, bind->path.value) || path_is_within(bind->path.value, keep->value))
				conflict(check, rule(bind_conflict), &bind->path, keep, "kept");
		for_each (mask, &check->policy->masks)
			if (path_is_within(mask->path.value, bind->path.value) || path_is_within(bind->path.value, mask->path.value))
				conflict(check, rule(bind_conflict), &bind->path, &mask->path, "masked");
		for_each (writable, &check->policy->writable)
			if (path_is_within(writable->path.value, bind->path.value) || path_is_within(bind->path.value, writable->path.value))
				conflict(check, rule(bind_conflict), &bind->path, &writable->path, "writable");
	}
}

void rule_bind_writable(struct check *check)
{
	const struct policy_bind *bind;
	for_each (bind, &check->policy->binds)
		if (bind->mode.value != 0)
			found(check, rule(bind_writable), bind->mode.span, bind->path.value, "the guest can change %s of the outer container",
			      bind->source.value.data);
}

void rule_bind_source_sensitive(struct check *check)
{
	const struct policy_bind *bind;
	for_each (bind, &check->policy->binds) {
		struct text source = bind->source.value;
		bool shows_state = path_is_within(check->policy->runsc_root.value, source) || path_is_within(source, check->policy->runsc_root.value);
		if (text_is(source, "/") || is_synthetic(source) || path_is_within(source, TEXT("/dev")))
			found(check, rule(bind_source_sensitive), bind->source.span, bind->path.value, "%s of the outer container is not for a guest",
			      source.data);
		else if (shows_state)
			found(check, rule(bind_source_sensitive), bind->source.span, bind->path.value, "%s would show the state dir %s", source.data,
			      check->policy->runsc_root.value.data);
		if (is_synthetic(bind->path.value) || text_is(bind->path.value, "/"))
			found(check, rule(bind_source_sensitive), bind->path.span, bind->path.value, "%s of the guest is made by runsc", bind->path.value.data);
	}
}

static void claim_longest(struct claim *claim, struct text path, struct claim other)
{
	if (path_is_within(path, other.top) && other.top.length > claim->top.length)
		*claim = other;
}

struct claim claim_over(struct check *check, struct text path)
{
	const struct policy *policy = check->policy;
	const struct policy_text *keep;
	const struct policy_bind *bind;
	const struct policy_writable *writable;
	const struct policy_mask *mask;
	struct claim claim = {0};
	for_each (keep, &policy->keep_dirs)
		claim_longest(&claim, path, (struct claim){keep->value, outer_path(check->arena, policy, keep->value), true, false});
	for_each (bind, &policy->binds)
		claim_longest(&claim, path, (struct claim){bind->path.value, bind->source.value, true, false});
	for_each (writable, &policy->writable)
		claim_longest(&claim, path, (struct claim){.top = writable->path.value});
	for_each (mask, &policy->masks) {
		enum path_kind kind = mask->kind_word.value == 0 ? PATH_FILE : PATH_DIRECTORY;
		bool is_known = mask->has_kind || outer_kind(check->rootfs, outer_path(check->arena, policy, mask->path.value), &kind);
		claim_longest(&claim, path, (struct claim){.top = mask->path.value, .is_file = is_known && kind == PATH_FILE});
	}
	return claim;
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

bool claim_on_the_way(const struct policy *policy, struct text path)
{
	const struct policy_text *keep;
	const struct policy_writable *writable;
	const struct policy_bind *bind;
	for_each (keep, &policy->keep_dirs)
		if (path_is_within(keep->value, path) && !text_equal(keep->value, path))
			return true;
	for_each (writable, &policy->writable)
		if (path_is_within(writable->path.value, path))
			return true;
	for_each (bind, &policy->binds)
		if (path_is_within(bind->path.value, path) && !text_equal(bind->path.value, path))
			return true;
	return false;
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

static bool is_broken(const struct check *check, enum key_id id)
{
	return check->policy->keys[id].is_broken;
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
