#include "emit/stub.h"

static bool has_entry(const struct plan *plan, struct text path)
{
	const struct stub_entry *entry;
	for_each (entry, &plan->stub)
		if (text_equal(entry->path, path))
			return true;
	return false;
}

static void add_entry(struct arena *arena, struct plan *plan, struct text path, enum stub_kind kind)
{
	if (path.length <= 1 || has_entry(plan, path))
		return;
	add_entry(arena, plan, path_parent(arena, path), STUB_DIRECTORY);
	*list_append(arena, &plan->stub) = (struct stub_entry){path, kind, TEXT("")};
}

/* The mount point of what lies below a bind mount is in the outer container. */
static bool is_below_bind(const struct plan *plan, struct text path)
{
	const struct mount *mount;
	for_each (mount, &plan->mounts)
		if (mount->type == MOUNT_BIND && path_is_within(path, mount->destination) && !text_equal(path, mount->destination))
			return true;
	return false;
}

/* /bin, /lib and the like are symlinks into /usr on every Debian since 12; with a rootfs, those that really are. */
static bool merged_target(struct arena *arena, const struct plan *plan, struct rootfs *rootfs, struct text path, struct text *target)
{
	if (!rootfs) {
		*target = text_format(arena, "usr%s", path.data);
		return true;
	}
	struct entry entry = rootfs_lookup(rootfs, outer_path(arena, plan->policy, path));
	*target = entry.target;
	return entry.kind == ENTRY_SYMLINK;
}

static void add_symlinks(struct arena *arena, struct plan *plan, struct rootfs *rootfs)
{
	static const char *const merged[] = {"/bin", "/sbin", "/lib", "/lib64"};
	for (size_t i = 0; i < sizeof merged / sizeof merged[0]; i++) {
		struct text path = text_of(merged[i]), target;
		if (has_entry(plan, path) || !merged_target(arena, plan, rootfs, path, &target))
			continue;
		struct text absolute = text_starts(target, "/") ? target : text_format(arena, "/%s", target.data);
		if (keep_showing(plan->policy, absolute))
			*list_append(arena, &plan->stub) = (struct stub_entry){path, STUB_SYMLINK, target};
	}
}

void stub_plan(struct arena *arena, struct plan *plan, struct rootfs *rootfs)
{
	const struct mount *mount;
	for_each (mount, &plan->mounts)
		if (!is_below_bind(plan, mount->destination))
			add_entry(arena, plan, mount->destination, mount->kind == PATH_FILE ? STUB_FILE : STUB_DIRECTORY);
	add_symlinks(arena, plan, rootfs);
}
