#include "session/runsc_probe.h"

#include "base/fatal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* `runsc flags` prints 11 KB today. */
#define OUTPUT_MAX ((size_t)256 * 1024)
/* It takes a tenth of a second. */
#define ANSWER_SECONDS 20

static pid_t start(const char *path, char *const argv[], int output)
{
	static char variable[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";
	char *environment[] = {variable, NULL};
	posix_spawn_file_actions_t actions;
	pid_t child;
	/* Rootful runsc gives its stdio another owner: it gets pipes, never a device. */
	if (posix_spawn_file_actions_init(&actions) != 0 ||
	    posix_spawn_file_actions_addclose(&actions, STDIN_FILENO) != 0 ||
	    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO) != 0 ||
	    posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO) != 0)
		fatal("cannot start %s: out of memory", path);
	errno = posix_spawn(&child, path, &actions, NULL, argv, environment);
	if (errno != 0)
		fatal("cannot run %s:", path);
	posix_spawn_file_actions_destroy(&actions);
	return child;
}

static int64_t milliseconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Until there is something to read, or the time is over. */
static void await(int fd, int64_t deadline, pid_t child, const char *path)
{
	struct pollfd ready = {.fd = fd, .events = POLLIN};
	int count;
	do {
		int64_t left = deadline - milliseconds();
		count = poll(&ready, 1, left > 0 ? (int)left : 0);
	} while (count < 0 && errno == EINTR);
	if (count > 0)
		return;
	kill(child, SIGKILL);
	fatal("%s does not answer within %d seconds: is it runsc?", path, ANSWER_SECONDS);
}

static struct text read_output(struct arena *arena, int fd, pid_t child, const char *path)
{
	int64_t deadline = milliseconds() + ANSWER_SECONDS * 1000;
	char *bytes = arena_alloc(arena, OUTPUT_MAX + 1);
	size_t length = 0;
	for (ssize_t count;; length += (size_t)count) {
		await(fd, deadline, child, path);
		count = read(fd, bytes + length, OUTPUT_MAX - length);
		if (count == 0)
			break;
		if (count < 0)
			fatal("cannot read what %s prints:", path);
		if (length + (size_t)count == OUTPUT_MAX)
			fatal("%s prints more than runsc would", path);
	}
	return (struct text){bytes, length};
}

static struct text output_of(struct arena *arena, const char *path, const char *argument)
{
	int ends[2], status;
	if (pipe2(ends, O_CLOEXEC) != 0)
		fatal("cannot make a pipe:");
	char *argv[] = {arena_printf(arena, "%s", path), arena_printf(arena, "%s", argument), NULL};
	pid_t child = start(path, argv, ends[1]);
	close(ends[1]);
	struct text output = read_output(arena, ends[0], child, path);
	close(ends[0]);
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			fatal("cannot wait for %s:", path);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		fatal("%s %s failed: is it runsc?", path, argument);
	return output;
}

struct runsc_facts *probe_runsc(struct arena *arena, const char *path)
{
	struct text version = output_of(arena, path, "--version");
	return runsc_facts_parse(arena, path, version, output_of(arena, path, "flags"));
}
