#include "view/resolver.h"

#include <stdlib.h>

static enum view_state state_of(const struct tree_mount *mount, const struct tree_mount *bottom,
                                bool has_origin, const struct tree_place *place,
                                const struct location *origin)
{
	if (!place->is_unknown && place->entry.kind == ENTRY_ABSENT)
		return VIEW_ABSENT;
	switch (mount->backing) {
	case BACKING_TMPFS:
		return mount->is_readonly ? VIEW_EMPTY : VIEW_WRITABLE;
	case BACKING_BEHIND:
		if (bottom->index == VIEW_MOUNT_MASK)
			return VIEW_EMPTY;
		if (!has_origin)
			return VIEW_SYNTHETIC;
		if (!mount->is_readonly)
			return VIEW_WRITABLE;
		return origin->is_in_bundle && mount->index >= 0 ? VIEW_EMPTY : VIEW_KEPT;
	default:
		return VIEW_SYNTHETIC;
	}
}

/* keeprun mounted it, for a row of argv. */
static bool is_row(const struct tree_mount *mount)
{
	return mount->index == VIEW_MOUNT_KEEP || mount->index == VIEW_MOUNT_MASK;
}

/* What of the outer container is at a place; empty when nothing is. */
static struct text content_of(const struct tree *tree, const struct tree_place *place)
{
	struct location origin;
	if (!tree_origin(tree, place, &origin) || origin.is_in_bundle)
		return TEXT("");
	if (origin.rootfs && rootfs_lookup(origin.rootfs, origin.path).kind == ENTRY_ABSENT)
		return TEXT("");
	return origin.path;
}

/* Under a mask that lies at a place of the guest's root: what the kept tree has there. */
static struct text masked(const struct tree *tree, const struct tree_place *place)
{
	const struct tree_mount *mount = &tree->mounts.items[place->mount];
	struct tree_place behind;
	if (mount->backing != BACKING_BEHIND) {
		struct tree_place under = {.mount = mount->parent, .path = mount->at};
		return mount->parent < 0 || !text_is(place->path, "/") ? TEXT("")
		                                                       : content_of(tree, &under);
	}
	struct text path =
	    text_is(place->path, "/")
	        ? mount->origin.path
	        : path_join(tree->arena, mount->origin.path,
	                    (struct text){place->path.data + 1, place->path.length - 1});
	return tree_find(tree->behind, path, &behind) ? masked(tree->behind, &behind) : TEXT("");
}

/* What would show here without the newest mount at this place. */
static struct text shadowed(const struct tree *tree, const struct tree_place *place)
{
	const struct tree_mount *mount = &tree->mounts.items[place->mount];
	struct tree_place below;
	if (tree_bottom(tree, place)->index == VIEW_MOUNT_MASK)
		return masked(tree, place);
	if (mount->parent < 0 || !text_is(place->path, "/"))
		return TEXT("");
	below = (struct tree_place){.mount = mount->parent, .path = mount->at};
	if (mount->backing == BACKING_BEHIND && tree->behind->behind) {
		struct tree_place root = {.mount = 0, .path = mount->origin.path};
		return content_of(tree->behind, &root);
	}
	if (mount->backing == BACKING_BEHIND) {
		const struct tree_mount *root = &tree->behind->mounts.items[0];
		if (root->origin.is_in_bundle || !root->origin.rootfs)
			return TEXT("");
		struct text path = path_join(
		    tree->arena, root->origin.path,
		    (struct text){mount->origin.path.data + 1, mount->origin.path.length - 1});
		return rootfs_lookup(root->origin.rootfs, path).kind == ENTRY_ABSENT ? TEXT("")
		                                                                     : path;
	}
	return content_of(tree, &below);
}

struct view_point resolver_point(struct tree *tree, const struct tree_place *place)
{
	const struct tree_mount *mount = &tree->mounts.items[place->mount];
	const struct tree_mount *bottom = tree_bottom(tree, place);
	struct location origin = {0};
	bool has_origin = tree_origin(tree, place, &origin);
	struct view_point point = {.path = tree_path(tree, place->mount, place->path),
	                           .kind = place->entry.kind,
	                           .is_known = !place->is_unknown};
	point.state = state_of(mount, bottom, has_origin, place, &origin);
	point.is_kernel = mount->backing != BACKING_BEHIND && mount->backing != BACKING_OUTER &&
	                  mount->backing != BACKING_TMPFS;
	point.is_readonly = mount->is_readonly;
	point.is_recursive = mount->is_recursive;
	bool has_row =
	    is_row(bottom) && (mount->index == VIEW_MOUNT_ROOT || bottom->index == VIEW_MOUNT_MASK);
	point.mount = has_row ? bottom->index : mount->index;
	point.row = has_row ? bottom->row : TEXT("");
	point.is_noexec = mount->is_noexec;
	point.is_nosuid = mount->is_nosuid;
	point.mode = place->entry.mode;
	point.has_size = mount->has_size;
	point.size = mount->size;
	point.target = place->entry.target;
	point.shadows = shadowed(tree, place);
	if (has_origin && point.state != VIEW_ABSENT) {
		point.outer = origin.path;
		point.is_in_bundle = origin.is_in_bundle;
	}
	return point;
}

static struct view_point adjust(const struct view *view, struct view_point point)
{
	bool is_bound = point.outer.length > 0;
	enum change writable =
	    is_bound ? CHANGE_device_bind_despite_readonly : CHANGE_device_node_despite_readonly;
	if (point.kind == ENTRY_CHARACTER && release_has(view->release, writable))
		point.is_readonly = false;
	const struct view_point *known;
	if (!view->has_leak)
		return point;
	for_each (known, &view->points) {
		if (known->state != VIEW_LEAKED || !path_is_within(point.path, known->path) ||
		    point.state == VIEW_ABSENT || point.outer.length == 0)
			continue;
		if (known->mount == point.mount || known->mount == VIEW_MOUNT_OUTER) {
			point.state = VIEW_LEAKED;
			point.remark = known->remark;
		}
	}
	return point;
}

static struct view_point look_up(const struct view *view, struct text path, bool follows)
{
	struct tree_place place;
	if (!view->tree || !tree_walk(view->tree, path, follows, &place))
		return (struct view_point){.path = path,
		                           .state = VIEW_ABSENT,
		                           .kind = ENTRY_ABSENT,
		                           .is_known = true,
		                           .mount = VIEW_MOUNT_ROOT};
	return adjust(view, resolver_point(view->tree, &place));
}

struct view_point view_lookup(const struct view *view, struct text path)
{
	return look_up(view, path, false);
}

struct view_point view_follow(const struct view *view, struct text path)
{
	return look_up(view, path, true);
}

bool view_list(const struct view *view, struct text path, struct text **names, size_t *count)
{
	struct tree_place place;
	*names = NULL;
	*count = 0;
	return view->tree && tree_walk(view->tree, path, false, &place) &&
	       tree_list(view->tree, &place, names, count);
}

static void add(struct resolver *resolver, struct text path)
{
	struct view_point point = view_lookup(resolver->view, path);
	if (index_find(&resolver->point_paths, point.path))
		return;
	index_put(resolver->arena, &resolver->point_paths, point.path,
	          resolver->view->points.count);
	*list_append(resolver->arena, &resolver->view->points) = point;
}

static int compare_points(const void *a, const void *b)
{
	return text_compare(((const struct view_point *)a)->path,
	                    ((const struct view_point *)b)->path);
}

void resolver_mark_leak(struct resolver *resolver, struct text path, const char *remark)
{
	struct view_point *point;
	add(resolver, path);
	struct text at = view_lookup(resolver->view, path).path;
	for_each (point, &resolver->view->points) {
		if (!text_equal(point->path, at) || point->state == VIEW_ABSENT)
			continue;
		point->state = VIEW_LEAKED;
		point->remark = remark;
		resolver->view->has_leak = true;
	}
}

void resolver_add_leak(struct resolver *resolver, struct text path, struct text outer,
                       const char *remark)
{
	struct view_point *point;
	add(resolver, path);
	for_each (point, &resolver->view->points) {
		if (!text_equal(point->path, path))
			continue;
		point->state = VIEW_LEAKED;
		resolver->view->has_leak = true;
		point->mount = VIEW_MOUNT_OUTER;
		point->outer = outer;
		point->remark = remark;
	}
}

void resolver_find_points(struct resolver *resolver)
{
	const struct tree *tree = resolver->view->tree;
	const struct config_mount *mount;
	add(resolver, TEXT("/"));
	for (size_t i = 1; i < tree->mounts.count; i++)
		add(resolver, tree_path(tree, (int)i, TEXT("/")));
	for (size_t i = 1; resolver->world && i < resolver->world->mounts.count; i++)
		add(resolver, tree_path(resolver->world, (int)i, TEXT("/")));
	for_each (mount, &resolver->config->mounts)
		if (text_starts(mount->destination, "/"))
			add(resolver, mount->destination);
	for (size_t i = 0; i < tree->mounts.count; i++) {
		const struct made *made;
		for_each (made, &tree->mounts.items[i].made)
			add(resolver, tree_path(tree, (int)i, made->path));
	}
}

void resolver_sort_points(struct resolver *resolver)
{
	struct view_point *point;
	for_each (point, &resolver->view->points)
		if (point->state != VIEW_LEAKED)
			*point = adjust(resolver->view, *point);
	qsort(resolver->view->points.items, resolver->view->points.count,
	      sizeof *resolver->view->points.items, compare_points);
}
