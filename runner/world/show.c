/* What the guest's root is assembled from: empty mount points, symbolic links, and the kept trees.
 */
#include "arena.h"
#include "mount_id.h"
#include "path.h"
#include "steps.h"
#include "world/world.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static enum fault make_points(struct start *start, struct values rows, bool is_directory)
{
	for (size_t i = 0; i < rows.count; i++) {
		const int point = point_make(start->world.guest, rows.items[i], is_directory);

		if (point < 0)
			return fault_errno(&start->note, FAULT_world, rows.items[i]);
		close(point);
	}
	return FAULT_none;
}

/* /NAME:TARGET, as options_decode has seen. */
static enum fault make_links(struct start *start)
{
	const struct values rows = start->options.link;

	for (size_t i = 0; i < rows.count; i++) {
		const char *const link = rows.items[i];
		const size_t length = strcspn(link, ":");
		const char *const name = arena_join(link + 1, length - 1, "", "");

		if (name == NULL || symlinkat(link + length + 1, start->world.guest, name) < 0)
			return fault_errno(&start->note, FAULT_world, link);
	}
	return FAULT_none;
}

/* Nothing that a program waits for when it opens it, and nothing that is more than it shows. */
static bool is_tree(const struct stat *stat)
{
	return S_ISDIR(stat->st_mode) || S_ISREG(stat->st_mode);
}

int open_shown(struct start *start, const char *path, struct stat *stat, enum fault *fault)
{
	const int fd = open_without_symlinks(AT_FDCWD, path, O_PATH);

	*fault = FAULT_none;
	if (fd < 0 || fstat(fd, stat) < 0)
		*fault = fault_errno(&start->note, FAULT_keep_missing, path);
	else if (S_ISLNK(stat->st_mode))
		errno = ELOOP, *fault = fault_errno(&start->note, FAULT_keep_missing, path);
	else if (!is_tree(stat))
		*fault = fault_at(&start->note, FAULT_keep_kind, path);
	return fd;
}

static enum fault attach_keep(struct start *start, const char *path)
{
	enum fault fault;
	struct stat stat = {0};
	const int tree = open_shown(start, path, &stat, &fault);
	int point;

	if (fault != FAULT_none)
		return fault;
	fault = refuse_alias(start, path, false);
	if (fault != FAULT_none)
		return fault;
	start->world.has_foreign_keep |= !is_same_mount(tree, start->world.old_root);
	point = point_make(start->world.guest, guest_path(start, path), S_ISDIR(stat.st_mode));
	if (point < 0 || tree_attach(tree, point, TREE_AS_IS) < 0)
		return fault_errno(&start->note, FAULT_world, path);
	close(tree);
	close(point);
	return FAULT_none;
}

enum fault show_kept(struct start *start)
{
	const struct options *const options = &start->options;
	enum fault fault = make_points(start, options->directory, true);

	if (fault == FAULT_none)
		fault = make_points(start, options->file, false);
	if (fault == FAULT_none)
		fault = make_links(start);
	for (size_t i = 0; i < options->keep.count && fault == FAULT_none; i++)
		fault = attach_keep(start, options->keep.items[i]);
	return fault;
}
