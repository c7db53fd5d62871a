/* Which release runsc is, asked of the sealed file in the world: in --check, and once more in a
 * world of its own when a start came to nothing. A start that works does not ask: the answer costs
 * more than all else that keeprun does. */
#include "ask.h"
#include "proc.h"
#include "report.h"
#include "steps.h"
#include "translate.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	ANSWER_MAX = 1024,
	PATIENCE = 10000,      /* milliseconds for a line that takes 10 */
	WORLD_PATIENCE = 60000 /* for a world and that */
};

static pid_t make_child(void)
{
	return (pid_t)syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL);
}

static void end(pid_t child)
{
	kill(child, SIGKILL);
	while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
		;
}

static void speak(const struct start *start, int output)
{
	static char name[] = "runsc";
	static char question[] = "--version";
	static char path[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";
	char *const vector[] = {name, question, NULL};
	char *const environment[] = {path, NULL};

	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	if (dup2(output, STDOUT_FILENO) >= 0 && dup2(output, STDERR_FILENO) >= 0)
		syscall(SYS_execveat, start->runsc_fd, "", vector, environment, AT_EMPTY_PATH);
	_exit(EXIT_FAULT);
}

/* What comes out of FROM until its end, or until there is enough or no more patience. */
static void listen(int from, char answer[static ANSWER_MAX])
{
	struct pollfd polled = {.fd = from, .events = POLLIN};
	size_t length = 0;
	ssize_t count = 1;

	while (count > 0 && length < ANSWER_MAX - 1 && poll(&polled, 1, PATIENCE) > 0) {
		count = read(from, answer + length, ANSWER_MAX - 1 - length);
		length += count > 0 ? (size_t)count : 0;
	}
	answer[length] = '\0';
}

static bool hear(const struct start *start, char answer[static ANSWER_MAX])
{
	int ends[2];
	pid_t child;

	if (syscall(SYS_pipe2, ends, O_CLOEXEC) < 0)
		return false;
	child = make_child();
	if (child == 0)
		speak(start, ends[1]);
	close(ends[1]);
	if (child > 0) {
		listen(ends[0], answer);
		end(child);
	}
	close(ends[0]);
	return child > 0;
}

enum fault ask_release(struct start *start)
{
	const char *const release = value_of(start->options.release);
	char answer[ANSWER_MAX];

	if (release == NULL) {
		start->skipped = "the artifacts name no release";
		return FAULT_none;
	}
	if (!hear(start, answer))
		return fault_errno(&start->note, FAULT_supervisor, "fork");
	if (find_text(answer, release) != NULL)
		return FAULT_none;
	answer[strcspn(answer, "\n")] = '\0';
	if (find_text(answer, "runsc version ") == NULL)
		return fault_at(&start->note, FAULT_runsc_silent, value_of(start->options.runsc));
	return fault_at(&start->note, FAULT_runsc_release, answer);
}

/* What a world says while it is made has been said. */
static void become_child(struct start *start, int output)
{
	const int null = openat(AT_FDCWD, "/dev/null", O_WRONLY | O_CLOEXEC);
	enum fault fault;

	proc_forget();
	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	if (null < 0 || dup2(null, STDERR_FILENO) < 0)
		_exit(EXIT_FAULT);
	fault = make_world(start, true);
	if (fault == FAULT_none)
		report_fault(start, output, ask_release(start));
	_exit(EXIT_FAULT);
}

enum fault ask_again(struct start *start)
{
	struct pollfd polled = {.events = POLLIN};
	enum fault fault = FAULT_none;
	int ends[2];
	pid_t child;

	if (!report_open(ends))
		return FAULT_none;
	child = make_child();
	if (child == 0)
		become_child(start, ends[1]);
	close(ends[1]);
	polled.fd = ends[0];
	if (child > 0) {
		if (poll(&polled, 1, WORLD_PATIENCE) > 0)
			(void)!report_take(start, ends[0], &fault);
		end(child);
	}
	close(ends[0]);
	return fault == FAULT_runsc_release || fault == FAULT_runsc_silent ? fault : FAULT_none;
}
