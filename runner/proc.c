#include "proc.h"
#include "mount_id.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

enum { PROC_ROOT_INODE = 1 }; /* PROC_ROOT_INO of the kernel's proc_fs.h */

static bool is_procfs(int fd)
{
	struct statfs file_system;

	return fstatfs(fd, &file_system) == 0 && file_system.f_type == PROC_SUPER_MAGIC;
}

static int failed(int fd, int reason)
{
	if (fd >= 0)
		close(fd);
	errno = reason;
	return -1;
}

/* Opens NAME below DIRECTORY, on the same mount: EXDEV where another one lies over it. Kernels
 * before 5.6 and older seccomp profiles have no openat2. */
static int open_on_mount(int directory, const char *name, int flags)
{
	const struct open_how how = {.flags = (unsigned)(flags | O_CLOEXEC),
	                             .resolve = RESOLVE_NO_XDEV | RESOLVE_NO_MAGICLINKS};
	int fd = (int)syscall(SYS_openat2, directory, name, &how, sizeof how);

	if (fd >= 0 || (errno != ENOSYS && errno != EPERM))
		return fd;
	fd = openat(directory, name, flags | O_CLOEXEC);
	if (fd >= 0 && (!is_procfs(fd) || !is_same_mount(directory, fd)))
		return failed(fd, EXDEV);
	return fd;
}

static int open_self(void)
{
	const int root = openat(AT_FDCWD, "/proc", O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct stat stat;
	int opened;

	if (root < 0)
		return -1;
	if (!is_procfs(root) || fstat(root, &stat) < 0 || stat.st_ino != PROC_ROOT_INODE)
		return failed(root, EXDEV);
	opened = open_on_mount(root, "self", O_PATH | O_DIRECTORY);
	if (opened < 0)
		return failed(root, errno);
	close(root);
	return opened;
}

/* Looked up once: each look-up makes the kernel build a process's whole entry. */
static int self = -1;

static int self_directory(void)
{
	if (self < 0)
		self = open_self();
	return self;
}

void proc_forget(void)
{
	if (self >= 0)
		close(self);
	self = -1;
}

bool proc_is_genuine(void)
{
	return self_directory() >= 0;
}

int proc_open_for(const char *name, int flags)
{
	const int directory = self_directory();

	return directory < 0 ? -1 : open_on_mount(directory, name, flags);
}

int proc_open(const char *name)
{
	return proc_open_for(name, O_RDONLY);
}

ssize_t proc_link(const char *name, char *buffer, size_t size)
{
	const int directory = self_directory();
	const ssize_t length = directory < 0 ? -1 : readlinkat(directory, name, buffer, size);

	if (length < 0)
		return -1;
	if ((size_t)length >= size)
		return errno = ENAMETOOLONG, -1;
	buffer[length] = '\0';
	return length;
}

ssize_t proc_pass(int fd, char *buffer, size_t size)
{
	size_t used = 0;
	unsigned int ends = 0;

	if (lseek(fd, 0, SEEK_SET) < 0)
		return -1;
	/* The end has to be said twice: what is missing at the end of a list would pass for what is
	 * not there. */
	while (ends < 2) {
		const ssize_t count = read(fd, buffer + used, size - used);

		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return -1;
		ends = count == 0 ? ends + 1 : 0;
		used += (size_t)count;
		if (used == size)
			return errno = EFBIG, -1;
	}
	return (ssize_t)used;
}

ssize_t proc_read(const char *name, char *buffer, size_t size)
{
	const int fd = proc_open(name);
	const ssize_t length = fd < 0 ? -1 : proc_pass(fd, buffer, size);
	const int reason = errno;

	if (fd >= 0)
		close(fd);
	errno = reason;
	return length;
}
