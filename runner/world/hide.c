/* Something empty over what the guest is not to see below the kept trees: the policy's masks, the
 * files that engines make, and what starts the sandbox. */
#include "path.h"
#include "sight.h"
#include "steps.h"
#include "world/world.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static const char empty[][17] = {WORLD_EMPTY "/file", WORLD_EMPTY "/directory"};

/* Lays the empty thing that fits POINT, and takes the descriptor. */
static int cover(struct start *start, int point, bool is_directory)
{
	const int tree = point_open(start->world.root, empty[is_directory]);
	const int result = tree < 0 ? -1 : tree_attach(tree, point, TREE_AS_IS);
	const int reason = errno;

	if (tree >= 0)
		close(tree);
	close(point);
	errno = reason;
	return result;
}

/* Where PATH of the outer container lies in the guest's root; -1 and errno when it is a symbolic
 * link, lies behind one, or is not there. */
static int open_shown_point(struct start *start, const char *path, struct stat *stat)
{
	const int point = point_open(start->world.guest, guest_path(start, path));

	if (point < 0)
		return -1;
	if (fstat(point, stat) == 0 && !S_ISLNK(stat->st_mode))
		return point;
	close(point);
	return errno = ELOOP, -1;
}

static enum fault hide_row(struct start *start, const char *path, bool is_directory)
{
	struct stat stat;
	const int point = open_shown_point(start, path, &stat);

	if (point < 0)
		return fault_errno(&start->note, FAULT_mask_missing, path);
	if (S_ISDIR(stat.st_mode) != is_directory)
		return fault_at(&start->note, FAULT_mask_kind, path);
	if (cover(start, point, is_directory) < 0)
		return fault_errno(&start->note, FAULT_world, path);
	return FAULT_none;
}

int hide_path(struct start *start, const char *path)
{
	struct stat stat;
	const int point = open_shown_point(start, path, &stat);

	if (point < 0)
		return is_nowhere(errno) ? 0 : -1;
	return cover(start, point, S_ISDIR(stat.st_mode));
}

int hide_point(struct start *start, const char *path)
{
	const int point = point_open(start->world.root, path);
	struct stat stat;

	/* A mount that another one hides, a mask for one. */
	if (point < 0 && is_nowhere(errno))
		return 0;
	if (point < 0 || fstat(point, &stat) < 0)
		return -1;
	return cover(start, point, S_ISDIR(stat.st_mode));
}

static enum fault hide_rows(struct start *start, struct values rows, bool is_directory)
{
	enum fault fault = FAULT_none;

	for (size_t i = 0; i < rows.count && fault == FAULT_none; i++)
		fault = hide_row(start, rows.items[i], is_directory);
	return fault;
}

/* A row that names what starts the sandbox, or something in it, asks for what no policy gets; a
 * tree that merely holds it is shown without it. What a bind shows is the outer container's to
 * write. */
static enum fault hide_own(struct start *start, const char *path)
{
	const enum sight sight = sight_of(&start->options, path);

	if (sight == SIGHT_source || is_named(&start->options, path))
		return fault_at(&start->note, FAULT_self_visible, path);
	if (sight == SIGHT_kept && hide_path(start, path) < 0)
		return fault_errno(&start->note, FAULT_world, path);
	return FAULT_none;
}

enum fault hide_masked(struct start *start)
{
	const struct options *const options = &start->options;
	enum fault fault = hide_rows(start, options->mask, true);

	if (fault == FAULT_none)
		fault = hide_rows(start, options->mask_file, false);
	for (size_t i = 0; i < options->engine_file.count && fault == FAULT_none; i++)
		if (hide_path(start, options->engine_file.items[i]) < 0)
			fault =
			    fault_errno(&start->note, FAULT_world, options->engine_file.items[i]);
	for (size_t i = 0; i < OWN_COUNT && fault == FAULT_none; i++)
		if (start->own[i] != NULL)
			fault = hide_own(start, start->own[i]);
	return fault;
}
