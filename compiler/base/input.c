#include "base/input.h"

#include "base/fatal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Behind the head, which was read before. */
static bool read_all(struct arena *arena, int fd, size_t limit, struct text head,
                     struct text *bytes)
{
	char *data = arena_alloc(arena, limit + 1);
	size_t length = head.length;
	if (length > 0)
		memcpy(data, head.data, length);
	while (length < limit) {
		ssize_t count = read(fd, data + length, limit - length);
		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return false;
		if (count == 0)
			break;
		length += (size_t)count;
	}
	*bytes = (struct text){data, length};
	return true;
}

/* A FIFO that no program has open for writing is at its end, and would be waited for without one.
 * What <(...) of a shell makes has a writer, or what that left. Returns how many bytes it took to
 * see that. */
static size_t open_fifo(int fd, const char *path, char *first)
{
	struct stat status;
	if (fstat(fd, &status) != 0)
		fatal("cannot read %s:", path);
	ssize_t count = S_ISFIFO(status.st_mode) ? read(fd, first, 1) : -1;
	if (count == 0)
		fatal("%s is a FIFO into which no program writes", path);
	if (fcntl(fd, F_SETFL, O_RDONLY) != 0)
		fatal("cannot read %s:", path);
	return count > 0 ? 1 : 0;
}

/* Standard input when path is "-". */
static bool read_path(struct arena *arena, const char *path, size_t limit, struct text *bytes)
{
	bool is_stdin = strcmp(path, "-") == 0;
	int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return false;
	char first;
	struct text head = {&first, is_stdin ? 0 : open_fifo(fd, path, &first)};
	if (!read_all(arena, fd, limit, head, bytes))
		fatal("cannot read %s:", is_stdin ? "standard input" : path);
	if (!is_stdin)
		close(fd);
	return true;
}

struct text input_read(struct arena *arena, const char *path)
{
	struct text bytes;
	if (!read_path(arena, path, INPUT_MAX, &bytes))
		fatal("cannot open %s:", path);
	return bytes;
}

bool input_descriptor(struct arena *arena, int fd, struct text *bytes,
                      struct input_identity *identity)
{
	struct stat status;
	if (fstat(fd, &status) != 0)
		return false;
	if (!S_ISREG(status.st_mode)) {
		errno = S_ISDIR(status.st_mode) ? EISDIR : ENOTSUP;
		return false;
	}
	*identity = (struct input_identity){status.st_dev, status.st_ino};
	return read_all(arena, fd, INPUT_MAX, TEXT(""), bytes);
}

bool input_try(struct arena *arena, const char *path, struct text *bytes)
{
	struct input_identity identity;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return false;
	bool is_read = input_descriptor(arena, fd, bytes, &identity);
	int error = errno;
	close(fd);
	errno = error;
	return is_read;
}

bool input_identify(const char *path, struct input_identity *identity)
{
	struct stat status;
	if (stat(path, &status) != 0)
		return false;
	*identity = (struct input_identity){status.st_dev, status.st_ino};
	return true;
}

bool input_file(struct arena *arena, const char *path, size_t limit, struct text *bytes)
{
	if (!read_path(arena, path, limit + 1, bytes))
		return false;
	if (bytes->length > limit)
		fatal("%s is larger than %zu bytes", path, limit);
	return true;
}
