/* An overlay without an upper layer is a read-only file system of its own: what is executed from it
 * cannot be opened for writing through /proc/PID/exe, whatever flags somebody clears on a mount.
 * runc seals itself this way (libcontainer/exeseal); here it is made inside the world, whose user
 * namespace may mount it (Linux 5.11).
 *
 * Two layers are a must. Layers go by descriptor where the kernel takes that (Linux 6.13): a string
 * is cut at 255 bytes and needs `:` and `\` escaped. */
#include "arena.h"
#include "path.h"
#include "seal.h"
#include "world/world.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <string.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { OVERLAYFS_MAGIC = 0x794c7630, LAYER_STRING_MAX = 256 };

static const char *base_name(const char *path)
{
	return strrchr(path, '/') + 1;
}

static int open_context(const char *type)
{
	return (int)syscall(SYS_fsopen, type, FSOPEN_CLOEXEC);
}

static int configure(int context, unsigned int command, const char *key, const char *value,
                     int auxiliary)
{
	return (int)syscall(SYS_fsconfig, context, command, key, value, auxiliary);
}

static int create(int context)
{
	if (configure(context, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0)
		return -1;
	return (int)syscall(SYS_fsmount, context, FSMOUNT_CLOEXEC,
	                    MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV);
}

/* The directory that holds runsc: it must still hold the very file that was checked. */
static int open_directory(const struct start *start)
{
	const char *const runsc = value_of(start->options.runsc);
	const struct stat *const checked = &start->runsc_stat;
	const char *const path = arena_join(runsc, (size_t)(base_name(runsc) - runsc), "", "");
	const int directory =
	    path == NULL ? -1 : open_without_symlinks(AT_FDCWD, path, O_PATH | O_DIRECTORY);
	struct stat found;

	if (directory < 0)
		return -1;
	if (fstatat(directory, base_name(runsc), &found, AT_SYMLINK_NOFOLLOW) == 0 &&
	    found.st_dev == checked->st_dev && found.st_ino == checked->st_ino)
		return directory;
	close(directory);
	errno = ESTALE;
	return -1;
}

/* The number is put in by hand: these few are all that this file formats. */
static size_t add_layer(char *text, size_t used, int fd)
{
	static const char prefix[] = "/proc/self/fd/";

	memcpy(text + used, prefix, strlen(prefix));
	used += strlen(prefix);
	if (fd >= 100)
		text[used++] = (char)('0' + fd / 100 % 10);
	if (fd >= 10)
		text[used++] = (char)('0' + fd / 10 % 10);
	text[used++] = (char)('0' + fd % 10);
	return used;
}

/* By descriptor, or by the names that /proc has for them: those need no escape and always fit. */
static int set_layers(int context, int directory, int dummy)
{
	char text[LAYER_STRING_MAX];
	size_t used;

	if (configure(context, FSCONFIG_SET_FD, "lowerdir+", NULL, directory) == 0)
		return configure(context, FSCONFIG_SET_FD, "lowerdir+", NULL, dummy);
	used = add_layer(text, 0, directory);
	text[used++] = ':';
	used = add_layer(text, used, dummy);
	text[used] = '\0';
	return configure(context, FSCONFIG_SET_STRING, "lowerdir", text, 0);
}

/* Over DIRECTORY, which is taken. The second layer is the empty directory of the world, which is a
 * tmpfs: it never lies below the first one. */
static int mount_overlay(const struct start *start, int directory)
{
	const int dummy =
	    directory < 0 ? -1 : point_open(start->world.root, WORLD_EMPTY "/directory");
	const int context = dummy < 0 ? -1 : open_context("overlay");
	const int mount =
	    context < 0 || set_layers(context, directory, dummy) < 0 ? -1 : create(context);
	const int reason = errno;

	if (context >= 0)
		close(context);
	if (dummy >= 0)
		close(dummy);
	if (directory >= 0)
		close(directory);
	errno = reason;
	return mount;
}

/* An overlay that is read-only as a whole. */
static bool is_sealed(int fd)
{
	struct statfs file_system;

	if (syscall(SYS_fstatfs, fd, &file_system) < 0)
		return false;
	errno = ESTALE;
	return (unsigned long)file_system.f_type == OVERLAYFS_MAGIC &&
	       (file_system.f_flags & ST_RDONLY) != 0;
}

/* Seen and not believed: the file is the one that was checked. */
static int open_sealed(const struct start *start, int mount)
{
	const int fd = openat(mount, base_name(value_of(start->options.runsc)),
	                      O_PATH | O_NOFOLLOW | O_CLOEXEC);
	const struct stat *const checked = &start->runsc_stat;
	struct stat sealed;

	if (fd < 0 || fstat(fd, &sealed) < 0)
		return -1;
	if (S_ISREG(sealed.st_mode) && sealed.st_ino == checked->st_ino &&
	    sealed.st_size == checked->st_size &&
	    sealed.st_mtim.tv_sec == checked->st_mtim.tv_sec &&
	    sealed.st_mtim.tv_nsec == checked->st_mtim.tv_nsec && is_sealed(fd))
		return fd;
	close(fd);
	errno = ESTALE;
	return -1;
}

int overlay_file(struct start *start)
{
	const int mount = mount_overlay(start, open_directory(start));
	const int point = mount < 0 ? -1 : point_open(start->world.root, WORLD_STATE);
	const int fd = point < 0 || tree_move(mount, point) < 0 ? -1 : open_sealed(start, mount);
	const int reason = errno;

	if (mount >= 0)
		close(mount);
	if (point >= 0)
		close(point);
	errno = reason;
	return fd;
}

int overlay_directory(const struct start *start, int directory, int point)
{
	const int mount = mount_overlay(start, directory);
	const int result = mount < 0 || !is_sealed(mount) ? -1 : tree_move(mount, point);
	const int reason = errno;

	if (mount >= 0)
		close(mount);
	errno = reason;
	return result;
}
