#include "view/world.h"

#include "view/resolver.h"

#include <string.h>

#define EMPTY_DIRECTORY_MODE 0755
#define EMPTY_FILE_MODE      0444

struct text world_guest_path(const struct world *world, struct text outer)
{
	size_t skip = world->inner.length;
	if (skip == 0 || !path_is_within(outer, world->inner))
		return outer;
	return outer.length == skip ? TEXT("/") : text_of(outer.data + skip);
}

struct text world_source_path(struct text row)
{
	return text_of(row.data + strlen("ro:"));
}

/* What keeprun, and not runsc, does not start. */
#define FAILED 125

static struct span whole(const struct resolver *resolver)
{
	return (struct span){resolver->input->config, 0, 0};
}

static void make_point(struct resolver *resolver, struct text path, enum entry_kind kind)
{
	struct text first;
	if (!text_is(path, "/") && !tree_make(resolver->world, path, kind, &first))
		resolver_refuse(resolver, whole(resolver), FAILED, "there can be no mount point %s",
		                path.data);
}

static void make_points(struct resolver *resolver, const world_rows *rows, enum entry_kind kind)
{
	const struct text *path;
	for_each (path, rows)
		make_point(resolver, *path, kind);
}

static void make_link(struct resolver *resolver, struct text row)
{
	size_t length = strcspn(row.data, ":");
	struct text path = text_copy(resolver->arena, row.data, length);
	struct text target = text_of(row.data + (length < row.length ? length + 1 : length));
	tree_link(resolver->world, path, target);
}

static struct text row_text(const struct resolver *resolver, const char *option, struct text value)
{
	return text_format(resolver->arena, "--%s=%s", option, value.data);
}

static void attach_keep(struct resolver *resolver, struct text outer)
{
	struct rootfs *rootfs = resolver->input->outer;
	enum entry_kind kind = rootfs ? rootfs_lookup(rootfs, outer).kind : ENTRY_DIRECTORY;
	struct text path = world_guest_path(resolver->input->world, outer);
	struct tree_place place;
	if (kind != ENTRY_DIRECTORY && kind != ENTRY_FILE) {
		resolver_refuse(resolver, whole(resolver), FAILED, "%s is no directory and no file",
		                outer.data);
		return;
	}
	make_point(resolver, path, kind);
	if (!tree_find(resolver->world, path, &place))
		return;
	struct tree_mount *mount = tree_mount(resolver->world, place.mount, place.path);
	mount->backing = BACKING_OUTER;
	mount->origin = (struct location){.rootfs = rootfs, .path = outer};
	mount->index = VIEW_MOUNT_KEEP;
	mount->row = row_text(resolver, "keep", outer);
	mount->is_readonly = mount->is_recursive = true;
}

static void lay(struct resolver *resolver, const struct tree_place *place, bool is_file,
                struct text row)
{
	struct tree_mount *mount = tree_mount(resolver->world, place->mount, place->path);
	mount->backing = BACKING_TMPFS;
	mount->index = VIEW_MOUNT_MASK;
	mount->row = row;
	mount->is_readonly = true;
	mount->is_file = is_file;
	mount->mode = is_file ? EMPTY_FILE_MODE : EMPTY_DIRECTORY_MODE;
}

static void mask(struct resolver *resolver, struct text outer, bool is_file)
{
	struct tree_place place;
	bool is_there =
	    tree_find(resolver->world, world_guest_path(resolver->input->world, outer), &place);
	if (!is_there || (!place.is_unknown && place.entry.kind == ENTRY_SYMLINK))
		resolver_refuse(resolver, whole(resolver), FAILED,
		                "the mask %s is not there, or a symlink", outer.data);
	else if (!place.is_unknown && (place.entry.kind != ENTRY_DIRECTORY) != is_file)
		resolver_refuse(resolver, whole(resolver), FAILED, "%s is no %s", outer.data,
		                is_file ? "file" : "directory");
	else
		lay(resolver, &place, is_file,
		    row_text(resolver, is_file ? "mask-file" : "mask", outer));
}

/* It need not be there, and a symlink stays what it is. */
static void mask_engine_file(struct resolver *resolver, struct text outer)
{
	struct tree_place place;
	if (!tree_find(resolver->world, world_guest_path(resolver->input->world, outer), &place))
		return;
	bool is_file = place.is_unknown || place.entry.kind != ENTRY_DIRECTORY;
	if (place.is_unknown || place.entry.kind != ENTRY_SYMLINK)
		lay(resolver, &place, is_file, row_text(resolver, "engine-file", outer));
}

/* In keeprun's order. */
void resolver_build_world(struct resolver *resolver)
{
	const struct world *rows = resolver->input->world;
	const struct text *row;
	struct tree *tree = arena_alloc(resolver->arena, sizeof *tree);
	tree->arena = resolver->arena;
	tree->made_mode = EMPTY_DIRECTORY_MODE;
	struct tree_mount *root = tree_mount(tree, -1, TEXT("/"));
	root->backing = BACKING_TMPFS;
	root->index = VIEW_MOUNT_ROOT;
	root->mode = EMPTY_DIRECTORY_MODE;
	resolver->world = tree;
	make_points(resolver, &rows->directories, ENTRY_DIRECTORY);
	make_points(resolver, &rows->files, ENTRY_FILE);
	for_each (row, &rows->links)
		make_link(resolver, *row);
	for_each (row, &rows->keeps)
		attach_keep(resolver, *row);
	for_each (row, &rows->masks)
		mask(resolver, *row, false);
	for_each (row, &rows->mask_files)
		mask(resolver, *row, true);
	for_each (row, &rows->engine_files)
		mask_engine_file(resolver, *row);
}
