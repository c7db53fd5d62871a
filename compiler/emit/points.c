#include "emit/points.h"

#include "base/fatal.h"
#include "base/scan.h"

/* The point of what lies below a kept path or a bind is a file or directory of the outer container:
 * keeprun and runsc make none there. */
static bool is_outer(struct arena *arena, const struct plan *plan, struct text path)
{
	struct claim at = claim_at(plan->claims, path);
	bool is_kept = at.kind == CLAIM_KEEP && text_equal(at.path, path);
	if (is_kept || claim_keep_around(plan->claims, path).kind != CLAIM_NONE)
		return true;
	for (path = path_parent(arena, path); path.length > 1; path = path_parent(arena, path))
		if (claim_at(plan->claims, path).kind == CLAIM_BIND)
			return true;
	return false;
}

static void add_points(struct arena *arena, struct plan *plan)
{
	const struct mount *mount;
	for_each (mount, &plan->mounts) {
		if (is_outer(arena, plan, mount->destination))
			continue;
		plan_rows *rows = mount->kind == PATH_FILE ? &plan->files : &plan->directories;
		*list_append(arena, rows) = mount->destination;
	}
}

/* /bin, /lib and the like are symlinks into /usr on every Debian since 12; with a rootfs, those
 * that
 * really are. */
static bool merged_target(struct arena *arena, const struct plan *plan, struct rootfs *rootfs,
                          struct text path, struct text *target)
{
	if (!rootfs) {
		*target = text_format(arena, "usr%s", path.data);
		return true;
	}
	struct entry entry = rootfs_lookup(rootfs, outer_path(arena, plan->policy, path));
	*target = entry.target;
	return entry.kind == ENTRY_SYMLINK;
}

/* Something of the guest's is at the path, or below it. */
static bool is_taken(const struct plan *plan, struct text path)
{
	struct claim claim = claim_at(plan->claims, path);
	return claim.kind != CLAIM_NONE || claim_on_the_way(plan->claims, path);
}

static void add_links(struct arena *arena, struct plan *plan, struct rootfs *rootfs)
{
	for (const char *const *merged = places_merged; *merged; merged++) {
		struct text path = text_of(*merged), target;
		struct scan_fault fault;
		if (is_taken(plan, path) || !merged_target(arena, plan, rootfs, path, &target))
			continue;
		struct text absolute =
		    text_starts(target, "/") ? target : text_format(arena, "/%s", target.data);
		if (!claim_is_kept(plan->claims, absolute))
			continue;
		if (!scan_path(arena, absolute, &fault))
			fatal("%s of the rootfs is a symlink to %s, which keeprun does not make: "
			      "%s",
			      path.data, text_printable(arena, target).data, fault.message);
		*list_append(arena, &plan->links) =
		    text_format(arena, "%s:%s", path.data, target.data);
	}
}

void points_plan(struct arena *arena, struct plan *plan, struct rootfs *rootfs)
{
	add_points(arena, plan);
	add_links(arena, plan, rootfs);
}
