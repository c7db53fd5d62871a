#include "session/start.h"

#include "base/fatal.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *beside_us(struct arena *arena)
{
	char self[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
	if (length <= 0)
		return NULL;
	self[length] = '\0';
	const char *slash = strrchr(self, '/');
	const char *path = arena_printf(arena, "%.*s/keeprun", (int)(slash - self), self);
	return access(path, X_OK) == 0 ? path : NULL;
}

static const char *in_path(struct arena *arena)
{
	const char *directory = getenv("PATH");
	while (directory && *directory != '\0') {
		const char *end = strchrnul(directory, ':');
		const char *path =
		    arena_printf(arena, "%.*s/keeprun", (int)(end - directory), directory);
		if (directory[0] == '/' && access(path, X_OK) == 0)
			return path;
		directory = end + (*end == ':');
	}
	return NULL;
}

const char *start_find_keeprun(struct arena *arena)
{
	const char *path = beside_us(arena);
	if (!path)
		path = in_path(arena);
	if (!path)
		fatal("there is no keeprun beside keepc, and none in PATH: install it");
	return path;
}

/* A process group of its own: what is sent to ours is passed on, and would arrive twice. */
static _Noreturn void become(const char *program, char *const argv[], const sigset_t *mask,
                             bool has_terminal, pid_t parent)
{
	setpgid(0, 0);
	if (has_terminal)
		tcsetpgrp(STDIN_FILENO, getpid());
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(EXIT_TROUBLE);
	sigprocmask(SIG_SETMASK, mask, NULL);
	execv(program, argv);
	fatal("cannot start %s:", program);
}

static bool is_over(pid_t child, int *status)
{
	pid_t seen = waitpid(child, status, WNOHANG);
	if (seen < 0 && errno != EINTR)
		fatal("cannot wait for keeprun:");
	return seen == child;
}

static int wait_for(pid_t child, const sigset_t *signals)
{
	int status;
	while (!is_over(child, &status)) {
		int number = sigwaitinfo(signals, NULL);
		if (number > 0 && number != SIGCHLD)
			kill(child, number);
	}
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* runsc leaves the files behind its three descriptors nonblocking, and whoever shares them, as a
 * shell does its terminal, would read nothing. */
static void give_back(const int *flags)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (flags[fd] >= 0)
			fcntl(fd, F_SETFL, flags[fd]);
}

int start_program(const char *program, char *const argv[])
{
	static const int passed[] = {SIGHUP,  SIGINT,  SIGQUIT,  SIGTERM, SIGUSR1,
	                             SIGUSR2, SIGALRM, SIGWINCH, SIGCONT, SIGCHLD};
	sigset_t signals, blocked, mask;
	int flags[STDERR_FILENO + 1];
	pid_t self = getpid();
	bool has_terminal = tcgetpgrp(STDIN_FILENO) == getpgrp();
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		flags[fd] = fcntl(fd, F_GETFL);
	sigemptyset(&signals);
	for (size_t i = 0; i < sizeof passed / sizeof *passed; i++)
		sigaddset(&signals, passed[i]);
	blocked = signals;
	sigaddset(&blocked, SIGTTOU); /* of taking the terminal back */
	signal(SIGCHLD, SIG_DFL);     /* who ignores it has no status to wait for */
	sigprocmask(SIG_BLOCK, &blocked, &mask);
	pid_t child = fork();
	if (child < 0)
		fatal("cannot start a process:");
	if (child == 0)
		become(program, argv, &mask, has_terminal, self);
	int status = wait_for(child, &signals);
	give_back(flags);
	if (has_terminal)
		tcsetpgrp(STDIN_FILENO, getpgrp());
	return status;
}
