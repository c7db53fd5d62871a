#include "path.h"
#include "proc.h"
#include "translate.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* openat2 came with Linux 5.6; older engines' seccomp profiles answer EPERM or ENOSYS for it. The
 * walk below gives the same answer with one call per segment. / */
static int open_by_segments(int directory, const char *path, int flags)
{
	int current =
	    openat(directory, path[0] == '/' ? "/" : ".", O_PATH | O_DIRECTORY | O_CLOEXEC);

	while (current >= 0) {
		char segment[NAME_MAX + 1];
		size_t length;
		int next;
		int reason;

		path += strspn(path, "/");
		length = strcspn(path, "/");
		if (length == 0)
			memcpy(segment, ".", sizeof ".");
		else if (length < sizeof segment)
			memcpy(segment, path, length), segment[length] = '\0';
		else
			return close(current), errno = ENAMETOOLONG, -1;
		path += length;
		if (*path == '\0')
			next = openat(current, segment, flags | O_NOFOLLOW | O_CLOEXEC);
		else
			next =
			    openat(current, segment, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		reason = errno;
		close(current);
		errno = reason;
		if (*path == '\0')
			return next;
		current = next;
	}
	return -1;
}

int open_without_symlinks(int directory, const char *path, int flags)
{
	struct open_how how = {
	    .flags = (unsigned)(flags | O_NOFOLLOW | O_CLOEXEC),
	    .resolve = RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
	};
	const long fd = syscall(SYS_openat2, directory, path, &how, sizeof how);

	if (fd >= 0 || (errno != ENOSYS && errno != EPERM))
		return (int)fd;
	return open_by_segments(directory, path, flags);
}

static int stat_by_opening(const char *path, struct stat *stat)
{
	const int fd = open_without_symlinks(AT_FDCWD, path, O_PATH);
	const int result = fd < 0 ? -1 : fstat(fd, stat);
	const int reason = errno;

	if (fd >= 0)
		close(fd);
	errno = reason;
	return result;
}

/* On the way to a path of one segment there is nothing that could be a symlink: one call does. */
int stat_without_symlinks(const char *path, struct stat *stat)
{
	const bool is_short = path[0] == '/' && strchr(path + 1, '/') == NULL;

	if ((is_short ? fstatat(AT_FDCWD, path, stat, AT_SYMLINK_NOFOLLOW)
	              : stat_by_opening(path, stat)) < 0)
		return -1;
	if (!S_ISLNK(stat->st_mode))
		return 0;
	errno = ELOOP;
	return -1;
}

/* user_namespaces(7): the one range of the first namespace, and of none in which somebody is not
 * mapped. */
static bool is_everybody_mapped(void)
{
	char map[64] = "";

	return proc_read("uid_map", map, sizeof map - 1) > 0 &&
	       find_text(map, " 4294967295\n") != NULL;
}

bool is_owner(const struct stat *stat)
{
	enum { OVERFLOW_UID = 65534 }; /* sysctl kernel.overflowuid, as the kernel has it */

	return stat->st_uid == 0 || (stat->st_uid == geteuid() &&
	                             (stat->st_uid != OVERFLOW_UID || is_everybody_mapped()));
}

bool is_ours(const struct stat *stat)
{
	return is_owner(stat) && (stat->st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

bool is_nowhere(int error)
{
	return error == ENOENT || error == ENOTDIR || error == ELOOP;
}

bool is_at_or_below(const char *path, const char *parent)
{
	const size_t length = strlen(parent);

	if (strcmp(parent, "/") == 0)
		return true;
	return strncmp(path, parent, length) == 0 && (path[length] == '/' || path[length] == '\0');
}

bool is_safe_directory(const struct stat *stat)
{
	return is_ours(stat) || (is_owner(stat) && (stat->st_mode & S_ISVTX) != 0);
}

size_t find_unsafe_parent(const char *path)
{
	size_t length = 0;

	for (const char *slash = path; slash != NULL; slash = strchr(slash + 1, '/')) {
		char parent[PATH_MAX];
		struct stat stat;
		int fd;
		bool is_safe;

		length = slash == path ? 1 : (size_t)(slash - path);
		if (length >= sizeof parent)
			return length;
		memcpy(parent, path, length);
		parent[length] = '\0';
		fd = open_without_symlinks(AT_FDCWD, parent, O_PATH | O_DIRECTORY);
		is_safe = fd >= 0 && fstat(fd, &stat) == 0 && is_safe_directory(&stat);
		if (fd >= 0)
			close(fd);
		if (!is_safe)
			return length;
	}
	return 0;
}
