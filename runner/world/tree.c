/* The mount calls. Kernels before 5.2, and seccomp profiles that do not know the newer calls,
 * answer ENOSYS or EPERM for them: then the same is done by mount(2), through the names that /proc
 * has for descriptors. */
#include "line.h"
#include "path.h"
#include "world/world.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

/* musl's <sys/mount.h> does not go with the kernel's header. */
enum { MNT_DETACH = 2 };
enum { BIND = MS_BIND | MS_REC, REMOUNT = MS_REMOUNT | MS_BIND, SAFE = MS_NOSUID | MS_NODEV };

static int mount_old(const char *source, const char *target, const char *type, unsigned long flags,
                     const char *data)
{
	return (int)syscall(SYS_mount, source, target, type, flags, data);
}

/* Something was attached with other flags than it should have: see tree_is_by_hand. */
static bool is_by_hand;

static bool is_missing(void)
{
	return errno == ENOSYS || errno == EPERM;
}

/* Leaves the flags to tree_remount, where RESULT says that the call is missing. */
static int leave(int result)
{
	if (result == 0 || !is_missing())
		return result;
	is_by_hand = true;
	return 0;
}

bool tree_is_by_hand(void)
{
	return is_by_hand;
}

static int failed(int fd)
{
	const int reason = errno;

	if (fd >= 0)
		close(fd);
	errno = reason;
	return -1;
}

/* The name that /proc has for FD. */
static const char *name_of(struct line *line, int fd)
{
	line->used = 0;
	line_text(line, "/proc/self/fd/");
	line_number(line, (unsigned int)fd);
	return line_string(line);
}

/* A detached tmpfs, or -1 and errno. */
static int make_tmpfs(void)
{
	const int context = (int)syscall(SYS_fsopen, "tmpfs", FSOPEN_CLOEXEC);
	int mount;

	if (context < 0)
		return -1;
	if (syscall(SYS_fsconfig, context, FSCONFIG_SET_STRING, "mode", "0755", 0) < 0 ||
	    syscall(SYS_fsconfig, context, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0)
		return failed(context);
	mount = (int)syscall(SYS_fsmount, context, FSMOUNT_CLOEXEC, 0);
	if (mount < 0)
		return failed(context);
	close(context);
	return mount;
}

/* What is mounted over / hides nothing: every walk begins below it. Only `..` of / leads there. */
int tree_make_root(void)
{
	const int mount = make_tmpfs();

	if (mount >= 0 &&
	    syscall(SYS_move_mount, mount, "", AT_FDCWD, "/", MOVE_MOUNT_F_EMPTY_PATH) == 0)
		return mount;
	(void)failed(mount);
	if (!is_missing() || mount_old("tmpfs", "/", "tmpfs", 0, "mode=0755") < 0)
		return -1;
	return openat(AT_FDCWD, "/..", O_PATH | O_DIRECTORY | O_CLOEXEC);
}

int tree_move(int mount, int point)
{
	return (int)syscall(SYS_move_mount, mount, "", point, "",
	                    MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH);
}

static int change(int root, unsigned int flags, struct mount_attr attributes)
{
	return (int)syscall(SYS_mount_setattr, root, "", AT_EMPTY_PATH | flags, &attributes,
	                    sizeof attributes);
}

/* Of the detached TREE: nobody sees it meanwhile. */
static int prepare(int tree, enum tree_use use)
{
	static const struct mount_attr attributes[] = {
	    [TREE_READ_ONLY] = {.attr_set =
	                            MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV},
	    [TREE_WRITABLE] = {.attr_set = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV},
	    [TREE_STATE] = {.attr_set = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC,
	                    .attr_clr = MOUNT_ATTR_RDONLY},
	    [TREE_ROOT] = {.attr_set = 0},
	};

	return attributes[use].attr_set == 0 ? 0
	                                     : leave(change(tree, AT_RECURSIVE, attributes[use]));
}

int tree_attach(int from, int point, enum tree_use use)
{
	const int tree =
	    (int)syscall(SYS_open_tree, from, "",
	                 AT_EMPTY_PATH | AT_RECURSIVE | OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
	struct line source;
	struct line target;

	if (tree >= 0 && prepare(tree, use) == 0 && tree_move(tree, point) == 0)
		return close(tree);
	(void)failed(tree);
	if (!is_missing())
		return -1;
	is_by_hand = true;
	return mount_old(name_of(&source, from), name_of(&target, point), NULL, BIND, NULL);
}

int tree_make_read_only(int root)
{
	return leave(change(root, AT_RECURSIVE,
	                    (struct mount_attr){.attr_set = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID |
	                                                    MOUNT_ATTR_NODEV}));
}

int tree_relax(int root)
{
	return leave(change(root, 0,
	                    (struct mount_attr){.attr_clr = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID |
	                                                    MOUNT_ATTR_NODEV}));
}

int tree_close(int root)
{
	return leave(change(root, 0, (struct mount_attr){.attr_set = MOUNT_ATTR_RDONLY}));
}

/* The flags that a remount has to repeat, since they may be locked: mount_namespaces(7). */
static unsigned long kept_flags(unsigned long flags)
{
	static const struct {
		unsigned long told, said;
	} pairs[] = {
	    {ST_RDONLY, MS_RDONLY},         {ST_NOEXEC, MS_NOEXEC},     {ST_NOATIME, MS_NOATIME},
	    {ST_NODIRATIME, MS_NODIRATIME}, {ST_RELATIME, MS_RELATIME},
	};
	unsigned long kept = 0;

	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		if ((flags & pairs[i].told) != 0)
			kept |= pairs[i].said;
	return kept;
}

int tree_remount(const char *path, enum tree_use use)
{
	static const unsigned long added[] = {
	    [TREE_AS_IS] = MS_RDONLY | SAFE, [TREE_READ_ONLY] = MS_RDONLY | SAFE,
	    [TREE_WRITABLE] = SAFE,          [TREE_STATE] = MS_NOEXEC | SAFE,
	    [TREE_ROOT] = MS_RDONLY,
	};
	const int fd = open_without_symlinks(AT_FDCWD, path, O_PATH);
	struct statfs found;
	struct line name;

	if (fd < 0 || syscall(SYS_fstatfs, fd, &found) < 0)
		return failed(fd);
	if (mount_old(NULL, name_of(&name, fd), NULL,
	              REMOUNT | added[use] | kept_flags(found.f_flags), NULL) < 0)
		return failed(fd);
	close(fd);
	return 0;
}

int tree_drop(int root, const char *name)
{
	if (fchdir(root) < 0 || syscall(SYS_umount2, name, MNT_DETACH) < 0)
		return -1;
	return chdir("/");
}
