#include "proc.h"
#include "mount_id.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdbool.h>
#include <sys/stat.h>
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

static int open_root(void)
{
	const int fd = openat(AT_FDCWD, "/proc", O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct stat stat;

	if (fd < 0)
		return -1;
	if (!is_procfs(fd) || fstat(fd, &stat) < 0 || stat.st_ino != PROC_ROOT_INODE)
		return failed(fd, EXDEV);
	return fd;
}

static int open_self(void)
{
	const int root = open_root();
	const int self = root < 0 ? -1 : openat(root, "self", O_PATH | O_DIRECTORY | O_CLOEXEC);
	const int reason = errno;

	if (root >= 0)
		close(root);
	errno = reason;
	return self;
}

int proc_open(const char *name)
{
	const int root = open_root();
	const int self = root < 0 ? -1 : openat(root, "self", O_PATH | O_DIRECTORY | O_CLOEXEC);
	const int fd = self < 0 ? -1 : openat(self, name, O_RDONLY | O_CLOEXEC);
	const int reason = errno;
	const bool is_genuine = fd >= 0 && is_procfs(fd) && is_same_mount(root, fd);

	if (root >= 0)
		close(root);
	if (self >= 0)
		close(self);
	return is_genuine ? fd : failed(fd, fd < 0 ? reason : EXDEV);
}

ssize_t proc_link(const char *name, char *buffer, size_t size)
{
	const int self = open_self();
	const ssize_t length = self < 0 ? -1 : readlinkat(self, name, buffer, size);

	if (length < 0 || (size_t)length >= size)
		return failed(self, length < 0 ? errno : ENAMETOOLONG);
	close(self);
	buffer[length] = '\0';
	return length;
}

ssize_t proc_read(const char *name, char *buffer, size_t size)
{
	const int fd = proc_open(name);
	size_t used = 0;

	while (fd >= 0) {
		const ssize_t count = read(fd, buffer + used, size - used);

		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return failed(fd, errno);
		if (count == 0)
			break;
		used += (size_t)count;
		if (used == size)
			return failed(fd, EFBIG);
	}
	if (fd < 0)
		return -1;
	close(fd);
	return (ssize_t)used;
}
