#include "base/place.h"

#include "base/fatal.h"
#include "base/remove.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* Whoever is killed cannot clean up: another process does, once our end of a pipe is closed, which
 * no way to end leaves undone. */
static int held = -1;
static pid_t remover;

/* In a session of its own, where neither a terminal's signals nor a group's find it, and without
 * our descriptors: a reader of our output must not wait for it. */
static _Noreturn void remove_at_end(int end, const char *path)
{
	sigset_t all;
	char byte;
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	setsid();
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		close(fd);
	while (read(end, &byte, 1) < 0 && errno == EINTR)
		;
	_exit(remove_tree(path) == 0 ? EXIT_FINE : EXIT_TROUBLE);
}

static void let_go(void)
{
	close(held);
	while (waitpid(remover, NULL, 0) < 0 && errno == EINTR)
		;
}

const char *place_make(struct arena *arena)
{
	const char *given = getenv("TMPDIR");
	char *top = realpath(given && given[0] != '\0' ? given : "/tmp", NULL);
	int ends[2];
	if (!top)
		fatal("cannot use %s for temporary files:", given ? given : "/tmp");
	char *path = arena_printf(arena, "%s/keepc-XXXXXX", top);
	free(top);
	if (pipe2(ends, O_CLOEXEC) != 0)
		fatal("cannot make a pipe:");
	if (!mkdtemp(path))
		fatal("cannot make a directory for temporary files at %s:", path);
	remover = fork();
	if (remover < 0 && rmdir(path) == 0)
		fatal("cannot start a process:");
	if (remover == 0) {
		close(ends[1]);
		remove_at_end(ends[0], path);
	}
	close(ends[0]);
	held = ends[1];
	atexit(let_go);
	return path;
}
