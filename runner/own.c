/* What starts the sandbox lies where nobody else can put another: on the mount of the image, or on
 * one that the policy expects, and below directories that only root or this uid can rename in. */
#include "arena.h"
#include "line.h"
#include "mount_id.h"
#include "mounts.h"
#include "path.h"
#include "proc.h"
#include "shapes.h"
#include "sight.h"
#include "steps.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

enum { TEXT_MAX = 4 * 1024 * 1024 };

/* The kernel hands down the path that was executed; it is asked for the real one only when that one
 * leads over a symlink. */
static const char *find_executable(void)
{
	const char *const executed = (const char *)getauxval(
	    AT_EXECFN); /* NOLINT(performance-no-int-to-ptr): the kernel gives it as a number */
	struct stat stat;
	char *link;

	if (executed != NULL && is_path(executed) && stat_without_symlinks(executed, &stat) == 0)
		return executed;
	link = arena_take(PATH_MAX);
	return link != NULL && proc_link("exe", link, PATH_MAX) >= 0 ? link : NULL;
}

/* gvisor-bin beside runsc, or where the policy's release has it. Null where there is none; what
 * only cannot be looked at, a symlink for one, is no such place. */
static const char *find_sidecars(const struct start *start)
{
	const char *const runsc = value_of(start->options.runsc);
	const char *path = value_of(start->options.sidecars);
	struct stat stat;

	if (path == NULL)
		path = arena_join(runsc, (size_t)(strrchr(runsc, '/') - runsc), "/gvisor-bin", "");
	if (start->options.sidecars.count > 0 || path == NULL ||
	    stat_without_symlinks(path, &stat) == 0 || errno != ENOENT)
		return path;
	return NULL;
}

/* The mount that PATH lies on, by the list: of several at one point the last one counts. */
static enum fault find_mount(struct start *start, const char *path, const char **point)
{
	char *next = arena_rest(TEXT_MAX);
	const ssize_t length = next == NULL ? -1 : proc_read("mounts", next, TEXT_MAX - 1);
	const char *end;

	if (length < 0)
		return fault_errno(&start->note, FAULT_mounts_unreadable, "/proc/self/mounts");
	next[length] = '\0';
	end = next + length;
	*point = "/";
	while (next < end) {
		const char *const found = mounts_scan(&next);

		if (found == NULL)
			return fault_at(&start->note, FAULT_mounts_unreadable,
			                "a line of /proc/self/mounts");
		if (is_at_or_below(path, found) && strlen(found) >= strlen(*point))
			*point = found;
	}
	return FAULT_none;
}

/* By number where the kernel has it (Linux 5.8): then the image's own mount needs no list. */
static enum fault check_mount(struct start *start, int root, const char *path)
{
	const int fd = open_without_symlinks(AT_FDCWD, path, O_PATH);
	const bool is_on_root = fd >= 0 && is_same_mount(fd, root);
	const char *point = "/";
	enum fault fault;

	if (fd < 0)
		return fault_errno(&start->note, FAULT_own_mount, path);
	close(fd);
	if (is_on_root)
		return FAULT_none;
	fault = find_mount(start, path, &point);
	if (fault != FAULT_none || strcmp(point, "/") == 0 || is_expected(&start->options, point))
		return fault;
	return fault_at(&start->note, FAULT_own_mount, point);
}

static enum fault check_place(struct start *start, int root, const char *path)
{
	const size_t unsafe = find_unsafe_parent(path);
	const char *parent;

	if (unsafe == 0)
		return check_mount(start, root, path);
	parent = arena_join(path, unsafe, "", "");
	return fault_at(&start->note, FAULT_own_parent, parent == NULL ? path : parent);
}

/* The step that needs the sidecars says it better, and so does the one that opens runsc. No start
 * comes here without a runsc: --check does, and a runsc that is away for a moment is looked at. */
static bool is_missing(const struct start *start, enum own own)
{
	const bool is_said = own == OWN_sidecars || (own == OWN_runsc && start->command.is_check);
	struct stat stat;

	return is_said && stat_without_symlinks(start->own[own], &stat) < 0;
}

enum fault find_own(struct start *start)
{
	const char *const *const own = start->own;
	enum fault fault = FAULT_none;
	int root;

	start->own[OWN_keeprun] = find_executable();
	start->own[OWN_bundle] = start->bundle_path;
	start->own[OWN_runsc] = value_of(start->options.runsc);
	start->own[OWN_sidecars] = find_sidecars(start);
	if (strcmp(start->options.state, WORLD_STATE) != 0)
		start->own[OWN_state] = start->options.state;
	if (own[OWN_keeprun] == NULL)
		return fault_errno(&start->note, FAULT_proc_fake, "/proc/self/exe");
	root = openat(AT_FDCWD, "/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	/* The state directory is made later, and has checks of its own. */
	for (enum own i = OWN_keeprun; i < OWN_state && fault == FAULT_none; i++)
		if (own[i] != NULL && !is_missing(start, i))
			fault = check_place(start, root, own[i]);
	if (root >= 0)
		close(root);
	return fault;
}
