#include "emit/stub.h"

#include "base/index.h"

struct stub {
	struct arena *arena;
	struct plan *plan;
	struct index entries; /* of the plan's stub, by path */
	struct index binds;   /* destinations of bind mounts */
};

static void add_entry(struct stub *stub, struct text path, enum stub_kind kind)
{
	if (path.length <= 1 || index_find(&stub->entries, path))
		return;
	add_entry(stub, path_parent(stub->arena, path), STUB_DIRECTORY);
	index_put(stub->arena, &stub->entries, path, stub->plan->stub.count);
	*list_append(stub->arena, &stub->plan->stub) = (struct stub_entry){path, kind, TEXT("")};
}

/* The mount point of what lies below a bind mount is in the outer container. */
static bool is_below_bind(const struct stub *stub, struct text path)
{
	for (size_t end = 1; end < path.length; end++)
		if (path.data[end] == '/' && index_find(&stub->binds, (struct text){path.data, end}))
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

static void add_symlinks(struct stub *stub, struct rootfs *rootfs)
{
	struct arena *arena = stub->arena;
	struct plan *plan = stub->plan;
	for (const char *const *merged = places_merged; *merged; merged++) {
		struct text path = text_of(*merged), target;
		if (index_find(&stub->entries, path) || !merged_target(arena, plan, rootfs, path, &target))
			continue;
		struct text absolute = text_starts(target, "/") ? target : text_format(arena, "/%s", target.data);
		if (claim_is_kept(plan->claims, absolute))
			*list_append(arena, &plan->stub) = (struct stub_entry){path, STUB_SYMLINK, target};
	}
}

void stub_plan(struct arena *arena, struct plan *plan, struct rootfs *rootfs)
{
	struct stub stub = {.arena = arena, .plan = plan};
	const struct mount *mount;
	for_each (mount, &plan->mounts)
		if (mount->type == MOUNT_BIND)
			index_put(arena, &stub.binds, mount->destination, 0);
	for_each (mount, &plan->mounts)
		if (!is_below_bind(&stub, mount->destination))
			add_entry(&stub, mount->destination, mount->kind == PATH_FILE ? STUB_FILE : STUB_DIRECTORY);
	add_symlinks(&stub, rootfs);
}
