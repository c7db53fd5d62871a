#include "base/child.h"

#include "base/fatal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { CHUNK = 64 * 1024, PAUSE_MS = 2 };

static int64_t now_ms(void)
{
	struct timespec now;
	if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
		fatal("cannot read the clock:");
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static pid_t start(const struct child *child, int output)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	pid_t pid;
	/* Rootful runsc gives its stdio another owner: it gets pipes, never a device. */
	if (posix_spawn_file_actions_init(&actions) != 0 ||
	    posix_spawn_file_actions_addclose(&actions, STDIN_FILENO) != 0 ||
	    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO) != 0 ||
	    (child->has_errors ? posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO)
	                       : posix_spawn_file_actions_addopen(&actions, STDERR_FILENO,
	                                                          "/dev/null", O_WRONLY, 0)) != 0 ||
	    posix_spawnattr_init(&attributes) != 0 ||
	    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP) != 0)
		fatal("cannot start %s: out of memory", child->name);
	errno = posix_spawnp(&pid, child->name, &actions, &attributes, child->argv,
	                     child->environment ? child->environment : environ);
	if (errno != 0)
		fatal("cannot run %s:", child->name);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return pid;
}

/* Whether there is something to read, or the end, before the deadline. */
static bool wait_readable(int fd, int64_t deadline)
{
	struct pollfd entry = {.fd = fd, .events = POLLIN};
	for (int64_t left; (left = deadline - now_ms()) > 0;) {
		int count = poll(&entry, 1, (int)left);
		if (count > 0)
			return true;
		if (count < 0 && errno != EINTR)
			fatal("cannot wait for a program:");
	}
	return false;
}

static char *grow(struct arena *arena, char *bytes, size_t length, size_t room)
{
	char *moved = arena_alloc(arena, room + 1);
	if (length > 0)
		memcpy(moved, bytes, length);
	return moved;
}

static enum child_end read_output(struct arena *arena, const struct child *child, int fd,
                                  int64_t deadline, struct text *output)
{
	size_t room = child->limit < CHUNK ? child->limit : CHUNK, length = 0;
	char *bytes = grow(arena, NULL, 0, room);
	enum child_end end = CHILD_LINGERS;
	while (wait_readable(fd, deadline)) {
		if (length == room && room < child->limit) {
			room = room * 2 < child->limit ? room * 2 : child->limit;
			bytes = grow(arena, bytes, length, room);
		}
		/* One byte behind the limit tells a flood from an end. */
		ssize_t count = read(fd, bytes + length, length < room ? room - length : 1);
		if (count < 0 && errno != EINTR)
			fatal("cannot read what %s prints:", child->name);
		if (count > 0 && length < room) {
			length += (size_t)count;
		} else if (count >= 0) {
			end = count == 0 ? CHILD_ENDED : CHILD_FLOODS;
			break;
		}
	}
	*output = (struct text){bytes, length};
	return end;
}

/* It may close its output and go on. */
static bool wait_ended(pid_t pid, int64_t deadline, int *status)
{
	static const struct timespec pause = {0, PAUSE_MS * 1000000L};
	for (;;) {
		pid_t ended = waitpid(pid, status, WNOHANG);
		if (ended == pid)
			return true;
		if (ended < 0 && errno != EINTR)
			fatal("cannot wait for a program:");
		if (now_ms() >= deadline)
			return false;
		nanosleep(&pause, NULL);
	}
}

struct child_result child_run(struct arena *arena, const struct child *child)
{
	struct child_result result = {0};
	int ends[2];
	if (pipe2(ends, O_CLOEXEC) != 0)
		fatal("cannot make a pipe:");
	int64_t deadline = now_ms() + (int64_t)child->seconds * 1000;
	pid_t pid = start(child, ends[1]);
	close(ends[1]);
	result.end = read_output(arena, child, ends[0], deadline, &result.output);
	close(ends[0]);
	if (result.end == CHILD_ENDED && !wait_ended(pid, deadline, &result.status))
		result.end = CHILD_LINGERS;
	if (result.end != CHILD_ENDED) {
		kill(-pid, SIGKILL);
		while (waitpid(pid, &result.status, 0) < 0 && errno == EINTR)
			;
	}
	return result;
}
