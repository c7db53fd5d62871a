#include "check/rule.h"

/* Rules about the outer rootfs. Without --rootfs they stay silent, but for the layout that cannot do without. */

typedef void visit_path(struct check *check, struct text outer, struct span span, enum path_kind wanted, bool has_kind);

/* Every path that becomes a mount point or a source, with the kind it must have. */
static void each_outer_path(struct check *check, visit_path visit)
{
	const struct policy *policy = check->policy;
	const struct policy_text *keep;
	const struct policy_mask *mask;
	const struct policy_writable *writable;
	const struct policy_bind *bind;
	if (!check->rootfs)
		return;
	for_each (keep, &policy->keep_dirs)
		visit(check, outer_path(check->arena, policy, keep->value), keep->span, PATH_DIRECTORY, false);
	for_each (mask, &policy->masks)
		visit(check, outer_path(check->arena, policy, mask->path.value), mask->path.span, (enum path_kind)mask->kind_word.value, mask->has_kind);
	for_each (bind, &policy->binds)
		visit(check, bind->source.value, bind->source.span, (enum path_kind)bind->kind_word.value, true);
	/* Layout mask: runsc would make a missing destination of a bind in the outer rootfs itself. */
	if (policy->layout.value == LAYOUT_MASK)
		for_each (bind, &policy->binds)
			visit(check, bind->path.value, bind->path.span, (enum path_kind)bind->kind_word.value, true);
	for_each (writable, &policy->writable)
		if (keep_showing(policy, writable->path.value))
			visit(check, outer_path(check->arena, policy, writable->path.value), writable->path.span, PATH_DIRECTORY, true);
}

/* Layout mask mounts on the real entries of / and below them; elsewhere a writable directory lies on the stub. */
static void each_writable_on_outer(struct check *check, visit_path visit, bool only_top)
{
	const struct policy_writable *writable;
	if (!check->rootfs || check->policy->layout.value != LAYOUT_MASK)
		return;
	for_each (writable, &check->policy->writable) {
		struct text path = writable->path.value;
		if (!keep_showing(check->policy, path) && (!only_top || text_equal(path, path_top(check->arena, path))))
			visit(check, path, writable->path.span, PATH_DIRECTORY, true);
	}
}

static bool is_destination(const struct policy *policy, struct span span)
{
	const struct policy_bind *bind;
	for_each (bind, &policy->binds)
		if (bind->path.span.source == span.source && bind->path.span.start == span.start)
			return true;
	return false;
}

static void visit_missing(struct check *check, struct text outer, struct span span, enum path_kind wanted, bool has_kind)
{
	struct text prefix;
	(void)wanted;
	(void)has_kind;
	if (rootfs_symlink_in(check->rootfs, outer, &prefix) || rootfs_lookup(check->rootfs, outer).kind != ENTRY_ABSENT)
		return;
	struct finding *finding = found(check, rule(rootfs_missing), span, outer, "%s does not exist in the outer rootfs", outer.data);
	if (is_destination(check->policy, span))
		diag_hint(check->report, finding, "make it in the image: layout mask mounts the bind on it");
}

void rule_rootfs_missing(struct check *check)
{
	each_outer_path(check, visit_missing);
}

static bool is_mask(const struct check *check, struct span span)
{
	const struct policy_mask *mask;
	for_each (mask, &check->policy->masks)
		if (mask->path.span.source == span.source && mask->path.span.start == span.start)
			return true;
	return false;
}

static void report_symlink(struct check *check, const struct rule *rule, struct text outer, struct span span)
{
	struct text prefix, resolved;
	if (!rootfs_symlink_in(check->rootfs, outer, &prefix))
		return;
	struct finding *finding = found(check, rule, span, outer, "%s is a symlink to %s: what a mount on it does depends on the release", prefix.data,
	                                rootfs_lookup(check->rootfs, prefix).target.data);
	if (rootfs_resolve(check->rootfs, outer, &resolved))
		diag_hint(check->report, finding, "write %s", resolved.data);
}

static void visit_symlink(struct check *check, struct text outer, struct span span, enum path_kind wanted, bool has_kind)
{
	(void)wanted;
	(void)has_kind;
	if (!is_mask(check, span))
		report_symlink(check, rule(rootfs_symlink), outer, span);
}

void rule_rootfs_symlink(struct check *check)
{
	each_outer_path(check, visit_symlink);
	each_writable_on_outer(check, visit_symlink, false);
}

void rule_mask_on_symlink(struct check *check)
{
	const struct policy_mask *mask;
	if (!check->rootfs)
		return;
	for_each (mask, &check->policy->masks)
		report_symlink(check, rule(mask_on_symlink), outer_path(check->arena, check->policy, mask->path.value), mask->path.span);
}

static bool is_writable(const struct policy *policy, struct span span)
{
	const struct policy_writable *writable;
	for_each (writable, &policy->writable)
		if (writable->path.span.source == span.source && writable->path.span.start == span.start)
			return true;
	return false;
}

static void visit_kind(struct check *check, struct text outer, struct span span, enum path_kind wanted, bool has_kind)
{
	struct text prefix;
	struct entry entry = rootfs_lookup(check->rootfs, outer);
	if (entry.kind == ENTRY_ABSENT || rootfs_symlink_in(check->rootfs, outer, &prefix))
		return;
	if (entry.kind != ENTRY_FILE && entry.kind != ENTRY_DIRECTORY)
		found(check, rule(rootfs_kind), span, outer, "%s is neither a file nor a directory", outer.data);
	else if (has_kind && (entry.kind == ENTRY_DIRECTORY) != (wanted == PATH_DIRECTORY)) {
		const char *kind = entry.kind == ENTRY_DIRECTORY ? "directory" : "file";
		struct finding *finding = found(check, rule(rootfs_kind), span, outer, "%s is a %s", outer.data, kind);
		if (!is_writable(check->policy, span) && !is_destination(check->policy, span))
			diag_hint(check->report, finding, "write kind: %s", kind);
	}
}

/* Layout mask covers every top-level entry that is not kept, and runsc opens what it mounts on: it waits on a FIFO for ever, and a socket cannot be opened. */
static void visit_top_kinds(struct check *check)
{
	const struct policy_word *layout = &check->policy->layout;
	struct text *names;
	size_t count;
	if (!check->rootfs || layout->value != LAYOUT_MASK || !rootfs_list(check->rootfs, TEXT("/"), &names, &count))
		return;
	for (size_t i = 0; i < count; i++) {
		struct text path = path_join(check->arena, TEXT("/"), names[i]);
		if (rootfs_lookup(check->rootfs, path).kind == ENTRY_OTHER && !keep_showing(check->policy, path))
			found(check, rule(rootfs_kind), layout->span, path, "%s is neither a file nor a directory: layout mask cannot hide it", path.data);
	}
}

void rule_rootfs_kind(struct check *check)
{
	each_outer_path(check, visit_kind);
	each_writable_on_outer(check, visit_kind, true);
	visit_top_kinds(check);
}

void rule_rootfs_needed(struct check *check)
{
	const struct policy_word *layout = &check->policy->layout;
	if (!check->rootfs && layout->value == LAYOUT_MASK)
		found(check, rule(rootfs_needed), layout->span, TEXT("layout"),
		      "layout mask hides every top-level entry of the outer rootfs by name: give --rootfs");
}

static void visit_opened(struct check *check, struct text guest_path, struct span span, bool is_mask)
{
	struct entry entry = rootfs_lookup(check->rootfs, outer_path(check->arena, check->policy, guest_path));
	if (entry.kind != ENTRY_FILE || (entry.mode & 04) != 0)
		return;
	struct finding *finding = found(check, rule(mask_unreadable), span, guest_path,
	                                "%s has mode %04o: started as a plain user, runsc could not open it to %s, and would not start", guest_path.data,
	                                entry.mode, is_mask ? "mask it" : "mount on it");
	if (is_mask)
		diag_hint(check->report, finding, "leave the mask out, as that user cannot read the file either, or mask the directory");
}

/* Where the mount point is one of the outer rootfs, and not of the stub: everywhere in layout mask, else below another keep-dir. */
static bool lies_on_outer(const struct check *check, struct text path)
{
	const struct policy_text *keep;
	if (check->policy->layout.value == LAYOUT_MASK)
		return true;
	for_each (keep, &check->policy->keep_dirs)
		if (path_is_within(path, keep->value) && !text_equal(path, keep->value))
			return true;
	return false;
}

static void visit_opened_entries(struct check *check)
{
	const struct policy_text *keep;
	const struct policy_bind *bind;
	for_each (keep, &check->policy->keep_dirs)
		if (lies_on_outer(check, keep->value))
			visit_opened(check, keep->value, keep->span, false);
	for_each (bind, &check->policy->binds)
		if (lies_on_outer(check, bind->path.value))
			visit_opened(check, bind->path.value, bind->path.span, false);
}

/* Layout mask covers every top-level file that is not kept. */
static void visit_opened_tops(struct check *check)
{
	struct text *names;
	size_t count;
	if (!rootfs_list(check->rootfs, TEXT("/"), &names, &count))
		return;
	for (size_t i = 0; i < count; i++) {
		struct text path = path_join(check->arena, TEXT("/"), names[i]);
		visit_opened(check, path, check->policy->layout.span, false);
	}
}

/* runsc opens the file on which it mounts, with the outer user's rights; seen with release-20240729.0. The guest of that user could not read it either. */
void rule_mask_unreadable(struct check *check)
{
	const struct policy_mask *mask;
	if (!check->rootfs)
		return;
	for_each (mask, &check->policy->masks)
		visit_opened(check, mask->path.value, mask->path.span, true);
	visit_opened_entries(check);
	if (check->policy->layout.value == LAYOUT_MASK)
		visit_opened_tops(check);
}

void rule_runsc_missing(struct check *check)
{
	const struct policy_text *path = &check->policy->runsc_path;
	struct text prefix;
	if (!check->rootfs || check->policy->keys[KEY_ID_runsc_path].is_broken)
		return;
	struct entry entry = rootfs_lookup(check->rootfs, path->value);
	if (rootfs_symlink_in(check->rootfs, path->value, &prefix))
		found(check, rule(runsc_missing), path->span, TEXT("runsc.path"), "%s leads through the symlink %s: keeprun would not follow it",
		      path->value.data, prefix.data);
	else if (entry.kind == ENTRY_ABSENT)
		found(check, rule(runsc_missing), path->span, TEXT("runsc.path"), "%s does not exist in the outer rootfs", path->value.data);
	else if (entry.kind != ENTRY_FILE || (entry.mode & 0005) != 0005)
		found(check, rule(runsc_missing), path->span, TEXT("runsc.path"),
		      "%s must be a file that everybody may read and execute: runsc starts itself again as nobody", path->value.data);
}
