/* What is fixed last: what is shown becomes read-only, then the few things that are not are
 * attached, the outer container's tree is let go, and the list of mounts is compared with what was
 * meant. */
#include "path.h"
#include "steps.h"
#include "world/world.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

/* PATH of the outer container under the same name, whole. /proc must be whole: a mount namespace of
 * a user namespace may not leave out what hides parts of it. */
static enum fault attach_same(struct start *start, const char *path, bool is_directory)
{
	const int tree = open_without_symlinks(AT_FDCWD, path, O_PATH);
	const int point = tree < 0 ? -1 : point_make(start->world.root, path, is_directory);

	if (point < 0 || tree_attach(tree, point, TREE_AS_IS) < 0)
		return fault_errno(&start->note, FAULT_world, path);
	close(tree);
	close(point);
	return FAULT_none;
}

static enum fault attach_state(struct start *start)
{
	struct world *const world = &start->world;
	const char *const state = start->state_path;
	const int tree = start->has_state
	                     ? open_without_symlinks(AT_FDCWD, state, O_PATH | O_DIRECTORY)
	                     : point_open(world->root, state);
	const int point = tree < 0 ? -1 : point_open(world->root, state);

	if (point < 0 || tree_attach(tree, point, TREE_STATE) < 0)
		return fault_errno(&start->note, FAULT_world, state);
	close(tree);
	close(point);
	world->state = point_open(world->root, state);
	return world->state < 0 ? fault_errno(&start->note, FAULT_world, state) : FAULT_none;
}

/* All at once, and before the first thing is there that may be written to. */
enum fault fix_shown(struct start *start)
{
	const int root = start->world.root;

	if (tree_make_read_only(root) < 0 || tree_relax(root) < 0)
		return fault_errno(&start->note, FAULT_world, "mount_setattr");
	return FAULT_none;
}

/* Mount points are made before the tree that holds them becomes read-only. */
static enum fault make_points(struct start *start)
{
	static const char points[][6] = {"/proc", "/tmp"};
	const int null = point_make(start->world.root, "/dev/null", false);
	const int state = point_make(start->world.root, start->state_path, true);

	if (null < 0 || state < 0)
		return fault_errno(&start->note, FAULT_world,
		                   null < 0 ? "/dev/null" : start->state_path);
	close(null);
	close(state);
	for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
		const int point = point_make(start->world.root, points[i], true);

		if (point < 0)
			return fault_errno(&start->note, FAULT_world, points[i]);
		close(point);
	}
	return FAULT_none;
}

enum fault settle_world(struct start *start)
{
	enum fault fault = make_points(start);

	if (fault == FAULT_none)
		fault = attach_same(start, "/proc", true);
	if (fault == FAULT_none)
		fault = attach_same(start, "/dev/null", false);
	if (fault == FAULT_none)
		fault = attach_state(start);
	if (fault == FAULT_none && tree_close(start->world.root) < 0)
		fault = fault_errno(&start->note, FAULT_world, "mount_setattr");
	return fault;
}

/* The new root and the old one lie on one another, so no directory is needed for the old one:
 * pivot_root(2). */
static const char *find_failed_call(struct start *start)
{
	if (fchdir(start->world.root) < 0)
		return "fchdir";
	if (syscall(SYS_pivot_root, ".", ".") < 0)
		return "pivot_root";
	if (umount2(".", MNT_DETACH) < 0)
		return "umount2";
	return chdir("/") < 0 ? "chdir" : NULL;
}

enum fault leave_outside(struct start *start)
{
	enum fault fault = check_outer_mounts(start);
	const char *call;

	if (fault != FAULT_none)
		return fault;
	call = find_failed_call(start);
	if (call != NULL)
		return fault_errno(&start->note, FAULT_world, call);
	close(start->world.old_root);
	return check_world_mounts(start);
}
