#include "view/tree.h"

#include <stdlib.h>
#include <string.h>

#define LINK_LIMIT 40

struct tree_mount *tree_mount(struct tree *tree, int parent, struct text at)
{
	struct tree_mount *mount = list_append(tree->arena, &tree->mounts);
	tree->recent = TEXT("");
	mount->parent = parent;
	mount->at = at;
	if (parent >= 0)
		index_put(tree->arena, &tree->mounts.items[parent].children, at,
		          tree->mounts.count - 1);
	return mount;
}

struct text tree_path(const struct tree *tree, int mount, struct text path)
{
	const struct tree_mount *of = &tree->mounts.items[mount];
	if (of->parent < 0)
		return path;
	struct text above = tree_path(tree, of->parent, of->at);
	if (text_is(path, "/"))
		return above;
	return path_join(tree->arena, above, (struct text){path.data + 1, path.length - 1});
}

/* Onto the newest mount at a place. */
static void cross(const struct tree *tree, int *mount, struct text *path)
{
	const size_t *newest;
	while ((newest = index_find(&tree->mounts.items[*mount].children, *path)) != NULL) {
		*mount = (int)*newest;
		*path = TEXT("/");
	}
}

static const struct {
	const char *path;
	enum entry_kind kind;
} device_files[] = {
    {"/null", ENTRY_CHARACTER},   {"/zero", ENTRY_CHARACTER},    {"/full", ENTRY_CHARACTER},
    {"/random", ENTRY_CHARACTER}, {"/urandom", ENTRY_CHARACTER}, {"/tty", ENTRY_CHARACTER},
    {"/shm", ENTRY_DIRECTORY},    {"/pts", ENTRY_DIRECTORY},
};

static struct entry synthetic(const struct tree_mount *mount, struct text path)
{
	const struct made *made;
	if (text_is(path, "/"))
		return (struct entry){.kind = mount->is_file ? ENTRY_FILE : ENTRY_DIRECTORY,
		                      .mode = mount->mode};
	for_each (made, &mount->made)
		if (text_equal(made->path, path))
			return made->entry;
	if (mount->backing == BACKING_DEV)
		for (size_t i = 0; i < sizeof device_files / sizeof *device_files; i++)
			if (text_is(path, device_files[i].path))
				return (struct entry){
				    .kind = device_files[i].kind,
				    .mode = device_files[i].kind == ENTRY_DIRECTORY ? 0755 : 0666};
	return (struct entry){.kind = ENTRY_ABSENT};
}

static struct text below(struct arena *arena, struct text top, struct text path)
{
	return text_is(path, "/")
	           ? top
	           : path_join(arena, top, (struct text){path.data + 1, path.length - 1});
}

static void read_entry(struct tree *tree, struct tree_place *place)
{
	const struct tree_mount *mount = &tree->mounts.items[place->mount];
	struct tree_place behind;
	place->is_unknown = false;
	place->entry = synthetic(mount, place->path);
	switch (mount->backing) {
	case BACKING_OUTER:
		place->is_unknown = !mount->origin.rootfs && (place->entry.kind == ENTRY_ABSENT ||
		                                              text_is(place->path, "/"));
		if (mount->origin.rootfs &&
		    (place->entry.kind == ENTRY_ABSENT || text_is(place->path, "/")))
			place->entry =
			    rootfs_lookup(mount->origin.rootfs,
			                  below(tree->arena, mount->origin.path, place->path));
		break;
	case BACKING_BEHIND:
		if (place->entry.kind != ENTRY_ABSENT && !text_is(place->path, "/"))
			break;
		if (tree_find(tree->behind, below(tree->arena, mount->origin.path, place->path),
		              &behind)) {
			place->entry = behind.entry;
			place->is_unknown = behind.is_unknown;
		}
		break;
	case BACKING_PROC:
	case BACKING_SYSFS:
	case BACKING_DEVPTS:
	case BACKING_CGROUP:
		place->is_unknown = place->entry.kind == ENTRY_ABSENT;
		break;
	default:
		break;
	}
}

/* One step down, onto the newest mount there. */
static void step(struct tree *tree, struct tree_place *place, struct text name)
{
	place->path = path_join(tree->arena, place->path, name);
	read_entry(tree, place);
	if (place->entry.kind == ENTRY_ABSENT && !place->is_unknown)
		return;
	int mount = place->mount;
	cross(tree, &place->mount, &place->path);
	if (mount != place->mount)
		read_entry(tree, place);
}

static void enter(struct tree *tree, struct tree_place *place)
{
	*place = (struct tree_place){.mount = 0, .path = TEXT("/")};
	cross(tree, &place->mount, &place->path);
	read_entry(tree, place);
}

static void leave(struct tree *tree, struct tree_place *place)
{
	struct text global = path_parent(tree->arena, tree_path(tree, place->mount, place->path));
	tree_find(tree, global, place);
}

static struct text next_name(struct text path, size_t *at)
{
	while (*at < path.length && path.data[*at] == '/')
		++*at;
	size_t end = *at;
	while (end < path.length && path.data[end] != '/')
		end++;
	struct text name = {path.data + *at, end - *at};
	*at = end;
	return name;
}

static bool is_last(struct text path, size_t at)
{
	return next_name(path, &at).length == 0;
}

/* To the directory of path at once, if that is where the last lookup was; what is left of the path
 * begins at the returned offset. */
static size_t enter_near(struct tree *tree, struct text path, struct tree_place *place)
{
	const char *slash = memrchr(path.data, '/', path.length);
	size_t length = slash ? (size_t)(slash - path.data) : 0;
	if (length == 0 || length + 1 == path.length ||
	    !text_equal(tree->recent, (struct text){path.data, length})) {
		enter(tree, place);
		return 0;
	}
	*place = (struct tree_place){.mount = tree->recent_place.mount,
	                             .path = tree->recent_place.path,
	                             .entry.kind = ENTRY_DIRECTORY};
	return length;
}

/* at is the end of the component just found; it is worth keeping when one more follows. */
static void remember(struct tree *tree, struct text path, size_t at, const struct tree_place *place)
{
	if (place->is_unknown || place->entry.kind != ENTRY_DIRECTORY || at >= path.length ||
	    memrchr(path.data, '/', path.length) != path.data + at)
		return;
	tree->recent = text_copy(tree->arena, path.data, at);
	tree->recent_place = (struct recent_place){place->mount, place->path};
}

bool tree_find(struct tree *tree, struct text path, struct tree_place *place)
{
	struct text name;
	size_t at = enter_near(tree, path, place);
	while ((name = next_name(path, &at)).length > 0) {
		if (place->entry.kind != ENTRY_DIRECTORY && !place->is_unknown)
			return false;
		step(tree, place, name);
		remember(tree, path, at, place);
	}
	return place->is_unknown || place->entry.kind != ENTRY_ABSENT;
}

bool tree_walk(struct tree *tree, struct text path, bool follows_last, struct tree_place *place)
{
	unsigned int links = 0;
	bool is_plain = true;
	struct text name;
	size_t at = enter_near(tree, path, place);
	while ((name = next_name(path, &at)).length > 0) {
		if (place->entry.kind == ENTRY_ABSENT && !place->is_unknown) {
			place->path = path_join(tree->arena, place->path, name);
			continue;
		}
		if (place->entry.kind != ENTRY_DIRECTORY && !place->is_unknown)
			return false;
		if (text_is(name, "."))
			continue;
		if (text_is(name, "..")) {
			is_plain = false;
			leave(tree, place);
			continue;
		}
		struct tree_place directory = *place;
		step(tree, place, name);
		if (is_plain && links == 0)
			remember(tree, path, at, place);
		if (place->entry.kind != ENTRY_SYMLINK || (is_last(path, at) && !follows_last))
			continue;
		if (++links > LINK_LIMIT)
			return false;
		struct text rest = {path.data + at, path.length - at}, target = place->entry.target;
		path = text_format(tree->arena, "%.*s%.*s", (int)target.length, target.data,
		                   (int)rest.length, rest.data);
		at = 0;
		if (text_starts(target, "/"))
			enter(tree, place);
		else
			*place = directory;
	}
	return true;
}

/* Where the sentry makes no directory. A symlink on the way is none to it
 * (pkg/sentry/vfs, MkdirAllAt), until directories_follow_symlinks; one that leads nowhere is in
 * the way for ever, as the last component too. */
static bool is_link_in_the_way(struct tree *tree, struct text path)
{
	struct tree_place place, target;
	for (size_t end = 1; end <= path.length; end++) {
		if (end < path.length && path.data[end] != '/')
			continue;
		struct text part = text_copy(tree->arena, path.data, end);
		if (!tree_walk(tree, part, false, &place) || place.entry.kind != ENTRY_SYMLINK)
			continue;
		bool leads = tree_walk(tree, part, true, &target) &&
		             (target.entry.kind != ENTRY_ABSENT || target.is_unknown);
		if (!leads || (end < path.length && !tree->makes_behind_links))
			return true;
	}
	return false;
}

bool tree_make(struct tree *tree, struct text path, enum entry_kind kind, struct text *first)
{
	struct entry entry = {.kind = kind, .mode = tree->made_mode};
	return tree_make_as(tree, path, entry, tree->made_mode, first);
}

bool tree_make_as(struct tree *tree, struct text path, struct entry entry, uint32_t mode_above,
                  struct text *first)
{
	struct tree_place place;
	*first = TEXT("");
	if (!tree_walk(tree, path, true, &place))
		return false;
	if ((place.entry.kind != ENTRY_ABSENT || place.is_unknown) && !tree->is_sentry)
		return true;
	if (tree->is_sentry && is_link_in_the_way(tree, path))
		return place.entry.kind != ENTRY_ABSENT;
	if (place.entry.kind != ENTRY_ABSENT || place.is_unknown)
		return true;
	struct tree_mount *mount = &tree->mounts.items[place.mount];
	if (mount->backing != BACKING_OUTER && mount->backing != BACKING_BEHIND &&
	    mount->backing != BACKING_TMPFS && mount->backing != BACKING_DEV)
		return false;
	for (size_t end = 1; end <= place.path.length; end++) {
		if (end < place.path.length && place.path.data[end] != '/')
			continue;
		struct tree_place part = {.mount = place.mount,
		                          .path = text_copy(tree->arena, place.path.data, end)};
		read_entry(tree, &part);
		if (part.entry.kind != ENTRY_ABSENT || part.is_unknown)
			continue;
		if (first->length == 0)
			*first = part.path;
		tree->recent = TEXT("");
		struct entry above = {.kind = ENTRY_DIRECTORY, .mode = mode_above};
		*list_append(tree->arena, &mount->made) =
		    (struct made){part.path, end == place.path.length ? entry : above};
	}
	return true;
}

void tree_link(struct tree *tree, struct text path, struct text target)
{
	struct entry entry = {.kind = ENTRY_SYMLINK, .mode = 0777, .target = target};
	*list_append(tree->arena, &tree->mounts.items[0].made) = (struct made){path, entry};
}

static int compare_names(const void *a, const void *b)
{
	return text_compare(*(const struct text *)a, *(const struct text *)b);
}

typedef LIST(struct text) names_list;

static void add_if_child(struct arena *arena, names_list *names, struct text directory,
                         struct text path)
{
	size_t prefix = directory.length > 1 ? directory.length + 1 : 1;
	if (path.length <= prefix || !path_is_within(path, directory) ||
	    memchr(path.data + prefix, '/', path.length - prefix))
		return;
	*list_append(arena, names) = text_copy(arena, path.data + prefix, path.length - prefix);
}

static bool list_backing(struct tree *tree, const struct tree_place *place, names_list *names)
{
	const struct tree_mount *mount = &tree->mounts.items[place->mount];
	struct text path = below(tree->arena, mount->origin.path, place->path);
	struct tree_place behind;
	if (mount->backing == BACKING_OUTER && mount->origin.rootfs)
		return rootfs_list(mount->origin.rootfs, path, &names->items, &names->count);
	if (mount->backing == BACKING_BEHIND && tree_find(tree->behind, path, &behind))
		return tree_list(tree->behind, &behind, &names->items, &names->count);
	return true;
}

bool tree_list(struct tree *tree, const struct tree_place *place, struct text **names,
               size_t *count)
{
	const struct tree_mount *mount = &tree->mounts.items[place->mount], *other;
	const struct made *made;
	names_list found = {0};
	size_t kept = 0;
	if (place->entry.kind != ENTRY_DIRECTORY)
		return false;
	list_backing(tree, place, &found);
	for_each (made, &mount->made)
		add_if_child(tree->arena, &found, place->path, made->path);
	for_each (other, &tree->mounts)
		if (other->parent == place->mount)
			add_if_child(tree->arena, &found, place->path, other->at);
	if (mount->backing == BACKING_DEV)
		for (size_t i = 0; i < sizeof device_files / sizeof *device_files; i++)
			add_if_child(tree->arena, &found, place->path,
			             text_of(device_files[i].path));
	if (found.count > 0)
		qsort(found.items, found.count, sizeof *found.items, compare_names);
	for (size_t i = 0; i < found.count; i++)
		if (i == 0 || !text_equal(found.items[i], found.items[kept - 1]))
			found.items[kept++] = found.items[i];
	*names = found.items;
	*count = kept;
	return true;
}

bool tree_origin(const struct tree *tree, const struct tree_place *place, struct location *location)
{
	const struct tree_mount *mount = &tree->mounts.items[place->mount];
	const struct made *made;
	struct tree_place behind;
	for_each (made, &mount->made)
		if (path_is_within(place->path, made->path))
			return false;
	if (mount->backing == BACKING_BEHIND)
		return tree_find(tree->behind, below(tree->arena, mount->origin.path, place->path),
		                 &behind) &&
		       tree_origin(tree->behind, &behind, location);
	if (mount->backing != BACKING_OUTER)
		return false;
	*location = mount->origin;
	location->path = below(tree->arena, mount->origin.path, place->path);
	return true;
}

const struct tree_mount *tree_bottom(const struct tree *tree, const struct tree_place *place)
{
	const struct tree_mount *mount = &tree->mounts.items[place->mount];
	struct tree_place behind;
	if (mount->backing != BACKING_BEHIND ||
	    !tree_find(tree->behind, below(tree->arena, mount->origin.path, place->path), &behind))
		return mount;
	return tree_bottom(tree->behind, &behind);
}
