#include "arena.h"
#include "path.h"
#include "start.h"
#include "world/world.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

enum { DIRECTORY_MODE = 0755, FILE_MODE = 0444 };

static const char *relative(const char *path)
{
	path += strspn(path, "/");
	return *path == '\0' ? "." : path;
}

int point_open(int root, const char *path)
{
	return open_without_symlinks(root, relative(path), O_PATH);
}

static int make_file(int directory, const char *name)
{
	const int fd = openat(directory, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
	                      FILE_MODE);

	return fd < 0 ? -1 : close(fd);
}

/* One segment below DIRECTORY, made where it is missing. */
static int enter(int directory, const char *name, bool is_directory)
{
	const int made =
	    is_directory ? mkdirat(directory, name, DIRECTORY_MODE) : make_file(directory, name);

	if (made < 0 && errno != EEXIST && errno != EROFS && errno != EACCES)
		return -1;
	return openat(directory, name,
	              O_PATH | O_NOFOLLOW | O_CLOEXEC | (is_directory ? O_DIRECTORY : 0));
}

/* Segment by segment: what is there already costs one call of point_open's instead. */
static int make_segments(int root, const char *path, bool is_directory)
{
	int current = openat(root, ".", O_PATH | O_DIRECTORY | O_CLOEXEC);

	while (current >= 0 && *path != '\0') {
		const size_t length = strcspn(path, "/");
		const bool is_last = path[length] == '\0';
		char name[NAME_MAX + 1];
		int next;
		int reason;

		if (length >= sizeof name)
			return close(current), errno = ENAMETOOLONG, -1;
		memcpy(name, path, length);
		name[length] = '\0';
		next = enter(current, name, is_directory || !is_last);
		reason = errno;
		close(current);
		errno = reason;
		current = next;
		path += length + !is_last;
	}
	return current;
}

/* On the way to a name of one segment there is nothing that could lead elsewhere: two calls do. */
int point_make(int root, const char *path, bool is_directory)
{
	int fd;

	path = relative(path);
	if (strchr(path, '/') == NULL && strcmp(path, ".") != 0)
		return enter(root, path, is_directory);
	fd = point_open(root, path);
	return fd >= 0 || errno != ENOENT ? fd : make_segments(root, path, is_directory);
}

const char *guest_path(const struct start *start, const char *path)
{
	const char *const inner = value_of(start->options.inner);

	if (inner == NULL || !is_at_or_below(path, inner))
		return path;
	path += strlen(inner);
	return *path == '\0' ? "/" : path;
}

const char *outer_path(const struct start *start, const char *path)
{
	const char *const inner = value_of(start->options.inner);

	return inner == NULL ? path : arena_join(inner, strlen(inner), path, "");
}
