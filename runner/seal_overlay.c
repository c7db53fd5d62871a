/* An overlay without an upper layer is a read-only file system of its own: what is executed from it cannot be opened for writing through /proc/PID/exe,
 * whatever flags somebody clears on a mount. runc seals itself this way (libcontainer/exeseal); the throw-away user namespace is ours.
 *
 * Two layers are a must. The second is the bundle's empty directory, or, where that will not do (it must not lie below the first), a tmpfs. Layers go by
 * descriptor where the kernel takes that (Linux 6.13): a string is cut at 255 bytes and needs `:` and `\` escaped. */
#include "capabilities.h"
#include "path.h"
#include "room.h"
#include "seal.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/mount.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { OVERLAYFS_MAGIC = 0x794c7630, LAYER_STRING_MAX = 256, STACK_SIZE = 16 * 1024 };

/* The two directories, by their paths: a descriptor from outside the throw-away mount namespace is of no use inside. */
struct layers {
	const struct start *start;
	const char *directory; /* the one that holds runsc */
	const char *empty;
	bool is_thrown_away; /* the mount namespace that they are in */
};

static const char *base_name(const char *path)
{
	return strrchr(path, '/') + 1;
}

static int open_context(const char *type)
{
	return (int)syscall(SYS_fsopen, type, FSOPEN_CLOEXEC);
}

static int configure(int context, unsigned int command, const char *key, const char *value, int auxiliary)
{
	return (int)syscall(SYS_fsconfig, context, command, key, value, auxiliary);
}

static int create(int context)
{
	if (configure(context, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0)
		return -1;
	return (int)syscall(SYS_fsmount, context, FSMOUNT_CLOEXEC, MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV);
}

static bool name_layers(struct layers *layers, const struct start *start, bool is_thrown_away)
{
	const char *const runsc = value_of(start->options.runsc);

	layers->start = start;
	layers->is_thrown_away = is_thrown_away;
	layers->directory = room_join(runsc, (size_t)(base_name(runsc) - runsc), "", "");
	layers->empty = room_join(start->bundle_path, strlen(start->bundle_path), "/", ARTIFACT_EMPTY_DIR);
	errno = ENOMEM;
	return layers->directory != NULL && layers->empty != NULL;
}

/* The directory that holds runsc: it must still hold the very file that was checked. */
static int open_directory(const struct layers *layers)
{
	const struct stat *const checked = &layers->start->runsc_stat;
	const int directory = open_without_symlinks(AT_FDCWD, layers->directory, O_PATH | O_DIRECTORY);
	struct stat found;

	if (directory < 0)
		return -1;
	if (fstatat(directory, base_name(value_of(layers->start->options.runsc)), &found, AT_SYMLINK_NOFOLLOW) == 0 && found.st_dev == checked->st_dev &&
	    found.st_ino == checked->st_ino)
		return directory;
	close(directory);
	errno = ESTALE;
	return -1;
}

/* Linux 6.12 takes no layer that is not mounted somewhere: in a namespace of our own that can be over runsc's directory, which is open already. */
static int make_tmpfs(const struct layers *layers)
{
	const int context = open_context("tmpfs");
	const int mount = context < 0 ? -1 : create(context);
	const int reason = errno;

	if (context >= 0)
		close(context);
	if (mount >= 0 && layers->is_thrown_away)
		syscall(SYS_move_mount, mount, "", AT_FDCWD, layers->directory, MOVE_MOUNT_F_EMPTY_PATH);
	errno = reason;
	return mount;
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

/* Takes DUMMY. */
static int mount_over(int directory, int dummy)
{
	const int context = dummy < 0 ? -1 : open_context("overlay");
	const int mount = context < 0 || set_layers(context, directory, dummy) < 0 ? -1 : create(context);
	const int reason = errno;

	if (context >= 0)
		close(context);
	if (dummy >= 0)
		close(dummy);
	errno = reason;
	return mount;
}

/* The bundle's directory is the cheaper one: a tmpfs has to be made, and to be taken down again. */
static int mount_overlay(const struct layers *layers)
{
	const int directory = open_directory(layers);
	int mount = directory < 0 ? -1 : mount_over(directory, open_without_symlinks(AT_FDCWD, layers->empty, O_PATH | O_DIRECTORY));
	int reason;

	if (directory >= 0 && mount < 0)
		mount = mount_over(directory, make_tmpfs(layers));
	reason = errno;
	if (directory >= 0)
		close(directory);
	errno = reason;
	return mount;
}

/* Seen and not believed: the file is the one that was checked, and the file system is an overlay that is read-only as a whole. */
static int open_sealed(const struct start *start, int mount)
{
	const int fd = openat(mount, base_name(value_of(start->options.runsc)), O_PATH | O_NOFOLLOW | O_CLOEXEC);
	const struct stat *const checked = &start->runsc_stat;
	struct stat sealed;
	struct statfs file_system;
	struct statvfs flags;

	if (fd < 0 || fstat(fd, &sealed) < 0 || fstatfs(fd, &file_system) < 0 || fstatvfs(fd, &flags) < 0)
		return -1;
	if (S_ISREG(sealed.st_mode) && sealed.st_ino == checked->st_ino && sealed.st_size == checked->st_size &&
	    sealed.st_mtim.tv_sec == checked->st_mtim.tv_sec && sealed.st_mtim.tv_nsec == checked->st_mtim.tv_nsec &&
	    (unsigned long)file_system.f_type == OVERLAYFS_MAGIC && (flags.f_flag & ST_RDONLY) != 0)
		return fd;
	close(fd);
	errno = ESTALE;
	return -1;
}

static int finish(const struct start *start, int mount)
{
	const int fd = mount < 0 ? -1 : open_sealed(start, mount);
	const int reason = errno;

	if (mount >= 0)
		close(mount);
	errno = reason;
	return fd;
}

int overlay_here(struct start *start)
{
	struct capabilities capabilities;
	struct layers layers;

	if (!capabilities_read(&capabilities) || (capabilities.effective & UINT64_C(1) << CAP_SYS_ADMIN) == 0)
		return errno = EPERM, -1;
	return name_layers(&layers, start, false) ? finish(start, mount_overlay(&layers)) : -1;
}

/* What the child leaves in the memory that it shares with us. */
struct errand {
	struct layers layers;
	int mount;
	int reason;
};

static int run_errand(void *argument)
{
	struct errand *const errand = argument;

	errand->mount = mount_overlay(&errand->layers);
	errand->reason = errno;
	/* What hangs in the tree is taken down with the namespace, and the kernel waits for a grace period once instead of twice. */
	if (errand->mount >= 0)
		syscall(SYS_move_mount, errand->mount, "", AT_FDCWD, "/", MOVE_MOUNT_F_EMPTY_PATH);
	return 0;
}

/* A plain uid may mount an overlay in a user namespace of its own. The child shares our memory and our descriptors, and we stand still until it is gone: so the
 * mount's descriptor is simply ours afterwards, and keeps the mount alive when its namespace ends. No id needs mapping for that. */
int overlay_in_namespace(struct start *start)
{
	struct errand errand = {.mount = -1, .reason = ECHILD};
	const int flags = CLONE_VM | CLONE_VFORK | CLONE_FILES | CLONE_NEWUSER | CLONE_NEWNS | SIGCHLD;
	char *const stack = name_layers(&errand.layers, start, true) ? room_take(STACK_SIZE) : NULL;
	const pid_t child = stack == NULL ? -1 : clone(run_errand, stack + STACK_SIZE, flags, &errand);
	int fd;

	if (child < 0)
		return -1;
	errno = errand.reason;
	fd = finish(start, errand.mount);
	errand.reason = errno;
	/* Only now: meanwhile another processor took the namespaces down. */
	while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
		;
	errno = errand.reason;
	return fd;
}
