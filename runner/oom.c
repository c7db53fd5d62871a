#include "oom.h"
#include "arena.h"
#include "proc.h"
#include "shapes.h"
#include "translate.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* -1 where there is no such file. */
static int open_counter(const char *root, const char *path, size_t length, const char *file)
{
	const char *const own = arena_join(path, length, file, "");
	const char *const name = own == NULL ? NULL : arena_join(root, strlen(root), own, "");

	return name == NULL ? -1 : openat(AT_FDCWD, name, O_RDONLY | O_CLOEXEC);
}

/* The path behind PREFIX in /proc/self/cgroup, when a line has it: cgroups(7). */
static int open_own(const char *root, const char *text, const char *prefix, const char *file)
{
	const char *const found = find_text(text, prefix);
	const char *const path = found == NULL ? "" : found + strlen(prefix);
	const int fd = open_counter(root, path, strcspn(path, "\n"), file);

	/* An engine shows the container's own cgroup as the root, and may not say so. */
	return fd >= 0 ? fd : open_counter(root, "", 0, file);
}

uint64_t oom_kills(void)
{
	static const char key[] = "oom_kill ";
	char text[4096];
	const ssize_t length = proc_read("cgroup", text, sizeof text - 1);
	const char *found;
	ssize_t count;
	int fd;

	text[length > 0 ? length : 0] = '\0';
	fd = open_own("/sys/fs/cgroup", text, "0::", "/memory.events");
	if (fd < 0)
		fd = open_own("/sys/fs/cgroup/memory", text, ":memory:", "/memory.oom_control");
	count = fd < 0 ? 0 : read(fd, text, sizeof text - 1);
	if (fd >= 0)
		close(fd);
	text[count > 0 ? count : 0] = '\0';
	found = find_text(text, key);
	return found == NULL ? 0 : number_value(found + strlen(key));
}
