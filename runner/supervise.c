#include "supervise.h"
#include "arena.h"
#include "ask.h"
#include "control.h"
#include "orphans.h"
#include "proc.h"
#include "report.h"
#include "shapes.h"
#include "steps.h"
#include "translate.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	EXIT_LIMIT = 124,
	EXIT_SIGNALED = 128,
	RUNSC_FAILED = 128, /* what runsc exits with when it fails itself */
	RUNSC_USAGE = 2,
	WAKE = 1000,
	GRACE = 5000, /* milliseconds between TERM and KILL */
	PATIENCE =
	    60000, /* for the world; a path on a file system that does not answer takes for ever */
	CHUNK = PIPE_BUF, /* a pipe that poll calls writable takes so much without blocking */
};

/* One of the guest's output streams on its way through us. */
struct stream {
	int from; /* our end of the pipe, or -1 */
	int to;   /* descriptor 1 or 2 */
	size_t start;
	size_t end;
	char *bytes; /* CHUNK of them */
};

struct watch {
	struct start *start;
	pid_t child;
	int signals; /* signalfd */
	int wall;    /* timerfds */
	int grace;
	int report; /* our end of what the child says of its start, -1 when that is over */
	struct stream streams[2];
	uint64_t output_left;
	bool is_output_limited;
	bool is_terminating;
	bool is_over; /* the child was reaped */
	int status;
	enum fault fault;  /* why there is no runsc */
	const char *limit; /* the limit that was reached */
	struct tail tail;  /* last: most of it is never touched */
};

static uint64_t now(void)
{
	struct timespec time;

	/* Not musl's clock_gettime: it brings the vDSO's ELF reader along, and we ask twice. */
	syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * 1000 + (uint64_t)time.tv_nsec / 1000000;
}

static int make_timer(uint64_t milliseconds)
{
	const struct itimerspec when = {
	    .it_value = {(time_t)(milliseconds / 1000), (long)(milliseconds % 1000) * 1000000}};
	const int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);

	if (fd >= 0 && timerfd_settime(fd, 0, &when, NULL) < 0)
		return close(fd), -1;
	return fd;
}

static void end_child(struct watch *watch, int number)
{
	if (!watch->is_over)
		kill(watch->child, number);
}

/* The first request is passed on and starts the clock; the second is impatience. */
static void terminate(struct watch *watch, int number)
{
	if (watch->is_terminating)
		number = SIGKILL;
	end_child(watch, number);
	if (!watch->is_terminating && !watch->is_over)
		watch->grace = make_timer(GRACE);
	watch->is_terminating = true;
}

static void reap(struct watch *watch)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (pid != watch->child)
			continue;
		watch->status = status;
		watch->is_over = true;
	}
}

static void take_signals(struct watch *watch)
{
	struct signalfd_siginfo info;

	while (read(watch->signals, &info, sizeof info) == (ssize_t)sizeof info) {
		const int number = (int)info.ssi_signo;

		if (number == SIGCHLD || number == SIGPIPE)
			continue;
		if (number == SIGTERM || number == SIGINT)
			terminate(watch, number);
		else
			end_child(watch, number);
	}
	reap(watch);
}

static void close_stream(struct stream *stream)
{
	close(stream->from);
	stream->from = -1;
	stream->end = stream->start = 0;
}

/* What is within the limit still goes out; then the guest is over. */
static void count_output(struct watch *watch, struct stream *stream)
{
	const size_t length = stream->end;

	if (!watch->is_output_limited)
		return;
	if (length <= watch->output_left) {
		watch->output_left -= length;
		return;
	}
	stream->end = (size_t)watch->output_left;
	watch->output_left = 0;
	watch->limit = "output";
	end_child(watch, SIGKILL);
}

static void read_stream(struct watch *watch, struct stream *stream)
{
	const ssize_t count = read(stream->from, stream->bytes, CHUNK);

	if (count < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (count <= 0) {
		close_stream(stream);
		return;
	}
	stream->start = 0;
	stream->end = (size_t)count;
	if (stream->to == STDERR_FILENO)
		tail_add(&watch->tail, stream->bytes, stream->end);
	count_output(watch, stream);
}

/* A reader that is gone: the guest gets its EPIPE by our closing the other end. */
static void write_stream(struct stream *stream)
{
	const ssize_t count =
	    write(stream->to, stream->bytes + stream->start, stream->end - stream->start);

	if (count < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (count <= 0) {
		close_stream(stream);
		return;
	}
	stream->start += (size_t)count;
}

static bool is_pending(const struct stream *stream)
{
	return stream->start < stream->end;
}

static struct pollfd watch_stream(const struct stream *stream)
{
	if (stream->from < 0)
		return (struct pollfd){.fd = -1};
	if (is_pending(stream))
		return (struct pollfd){.fd = stream->to, .events = POLLOUT};
	return (struct pollfd){.fd = stream->from, .events = POLLIN};
}

static void serve_stream(struct watch *watch, struct stream *stream, const struct pollfd *polled)
{
	if (stream->from < 0 || polled->revents == 0)
		return;
	if (is_pending(stream))
		write_stream(stream);
	else
		read_stream(watch, stream);
}

/* One turn. Without TIMEOUT it waits until something happens. False when nothing did. */
static bool turn(struct watch *watch, int timeout)
{
	struct pollfd polled[] = {
	    {.fd = watch->signals, .events = POLLIN}, {.fd = watch->wall, .events = POLLIN},
	    {.fd = watch->grace, .events = POLLIN},   watch_stream(&watch->streams[0]),
	    watch_stream(&watch->streams[1]),         {.fd = watch->report, .events = POLLIN},
	};
	const int count = poll(polled, sizeof polled / sizeof *polled, timeout);

	if (count < 0)
		return errno == EINTR;
	if (polled[0].revents != 0)
		take_signals(watch);
	if (polled[1].revents != 0) {
		close(watch->wall);
		watch->wall = -1;
		if (!watch->is_over)
			watch->limit = "wall";
		terminate(watch, SIGTERM);
	}
	if (polled[2].revents != 0) {
		close(watch->grace);
		watch->grace = -1;
		end_child(watch, SIGKILL);
	}
	serve_stream(watch, &watch->streams[0], &polled[3]);
	serve_stream(watch, &watch->streams[1], &polled[4]);
	if (polled[5].revents != 0 && !report_take(watch->start, watch->report, &watch->fault)) {
		close(watch->report);
		watch->report = -1;
	}
	return count > 0;
}

/* What the child does not need. */
static void close_ours(const struct start *start, const struct watch *watch)
{
	close(start->bundle_fd);
	close(watch->signals);
	close(watch->report);
	for (int i = 0; i < 2; i++)
		if (watch->streams[i].from >= 0)
			close(watch->streams[i].from);
}

/* The child's side. */
static void become_child(const struct watch *watch, pid_t parent, const int *outputs, int report)
{
	/* A job in the background takes the terminal from nobody. */
	struct start *const start = watch->start;
	const bool has_terminal = tcgetpgrp(STDIN_FILENO) == getpgrp();
	enum fault fault;

	proc_forget();
	close_ours(start, watch);
	setpgid(0, 0);
	if (has_terminal)
		tcsetpgrp(STDIN_FILENO, getpid());
	for (int i = 0; i < 2; i++)
		if (outputs[i] >= 0 && dup2(outputs[i], i + 1) < 0)
			_exit(EXIT_FAULT);
	fault = make_world(start, false);
	/* Only now: a new user namespace forgets it. */
	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	if (getppid() != parent)
		_exit(EXIT_FAULT);
	if (fault == FAULT_none && !report_state(start, report))
		fault = fault_errno(&start->note, FAULT_supervisor, "sendmsg");
	if (fault == FAULT_none)
		fault = launch(start);
	report_fault(start, report, fault);
	_exit(EXIT_FAULT);
}

/* A pipe for standard error, so that what runsc says can be explained, unless that is a terminal:
 * to
 * programs inside it stays one. For standard output only where output is limited. */
static bool is_piped(const struct watch *watch, int output)
{
	return watch->is_output_limited || (output == 1 && tcgetpgrp(STDERR_FILENO) < 0);
}

static bool open_streams(struct watch *watch, int *outputs)
{
	for (int i = 0; i < 2; i++) {
		int ends[2] = {-1, -1};

		watch->streams[i].to = i + 1;
		if (is_piped(watch, i) && (syscall(SYS_pipe2, ends, O_CLOEXEC) < 0 ||
		                           control(ends[0], F_SETFL, O_NONBLOCK) < 0))
			return false;
		watch->streams[i].from = ends[0];
		outputs[i] = ends[1];
	}
	return true;
}

static bool prepare(struct watch *watch, sigset_t *all)
{
	const struct options *const options = &watch->start->options;

	watch->grace = watch->wall = watch->report = -1;
	watch->is_output_limited = options->output.count > 0;
	if (watch->is_output_limited)
		watch->output_left = number_value(value_of(options->output));
	sigfillset(all);
	if (sigprocmask(SIG_SETMASK, all, NULL) < 0 ||
	    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) < 0)
		return false;
	watch->signals = signalfd(-1, all, SFD_CLOEXEC | SFD_NONBLOCK);
	if (watch->signals < 0)
		return false;
	if (options->wall.count > 0)
		watch->wall = make_timer(number_value(value_of(options->wall)));
	return options->wall.count == 0 || watch->wall >= 0;
}

/* Only what has to be zero: each page that is touched before the fork is copied by it. Null when
 * there is no room. */
static struct watch *make_watch(struct start *start)
{
	struct watch *const watch = arena_take(sizeof *watch);

	if (watch == NULL)
		return NULL;
	memset(watch, 0, offsetof(struct watch, tail.bytes) + 1);
	watch->start = start;
	for (int i = 0; i < 2; i++) {
		watch->streams[i].bytes = arena_take(CHUNK);
		if (watch->streams[i].bytes == NULL)
			return NULL;
	}
	return watch;
}

static bool is_started(const struct start *start)
{
	struct stat stat;

	return fstatat(start->world.state, "pid", &stat, AT_SYMLINK_NOFOLLOW) == 0;
}

/* Another release explains all that it may have said. */
static void explain(struct watch *watch, struct ending *ending)
{
	enum fault fault = ask_again(watch->start);

	if (fault != FAULT_none) {
		fault_print(fault, &watch->start->note);
	} else {
		fault = FAULT_runsc_failed;
		tail_explain(&watch->tail);
	}
	*ending = (struct ending){fault_name(fault), EXIT_FAULT, 0, ending->wall};
}

/* runsc's own failure, and not the guest's status of the same number: it never came to write the
 * pid file, or said that it could not load the command. */
static void judge(struct watch *watch, struct ending *ending)
{
	const int code = WIFEXITED(watch->status) ? WEXITSTATUS(watch->status) : 0;
	const int command = tail_command_status(&watch->tail);

	if (watch->limit != NULL) {
		*ending = (struct ending){watch->limit, EXIT_LIMIT, 0, ending->wall};
		return;
	}
	if (WIFSIGNALED(watch->status)) {
		*ending = (struct ending){"signaled", EXIT_SIGNALED + WTERMSIG(watch->status),
		                          WTERMSIG(watch->status), ending->wall};
		return;
	}
	*ending = (struct ending){"exited", code, 0, ending->wall};
	if (code == RUNSC_FAILED && command != 0) {
		*ending = (struct ending){"command", command, 0, ending->wall};
	} else if ((code == RUNSC_FAILED || code == RUNSC_USAGE) && !is_started(watch->start) &&
	           !watch->is_terminating) {
		explain(watch, ending);
	}
}

/* Nobody writes any more: what is in the pipes is all there is, and it still goes out. A reader
 * that does not read is not waited for when a limit or a signal ended the guest, or comes now. */
static void drain(struct watch *watch)
{
	bool is_moving = true;

	if (watch->grace >= 0)
		close(watch->grace);
	watch->grace = -1;
	while (is_moving) {
		const bool is_waiting =
		    is_pending(&watch->streams[0]) || is_pending(&watch->streams[1]);
		const int patience = watch->is_terminating || watch->limit != NULL ? GRACE : -1;

		is_moving = turn(watch, is_waiting ? patience : 0);
	}
}

/* Its warnings go out meanwhile, and signals come in. */
static void wait_for_world(struct watch *watch)
{
	const uint64_t end = now() + PATIENCE;

	while (watch->report >= 0 && now() < end)
		turn(watch, WAKE);
	if (watch->report < 0)
		return;
	/* What it says when it is killed is not the reason. */
	close(watch->report);
	watch->report = -1;
	watch->fault = fault_at(&watch->start->note, FAULT_stuck, "after a minute");
}

static void wait_for_end(struct watch *watch, uint64_t end)
{
	/* A lost wake-up costs a second and not the end. */
	while (!watch->is_over && now() < end) {
		turn(watch, WAKE);
		reap(watch);
	}
}

/* What the child still has to say goes out before the fault that it died of. The kernel kills
 * nobody whose request a FUSE server has taken and not answered: such a child is left behind, with
 * its namespaces, until the server answers or ends. */
static enum fault give_up(struct watch *watch, struct ending *ending)
{
	kill(watch->child, SIGKILL);
	wait_for_end(watch, now() + GRACE);
	drain(watch);
	/* Whoever ended it knows why. */
	if (watch->is_terminating && watch->fault == FAULT_supervisor) {
		judge(watch, ending);
		return FAULT_none;
	}
	return watch->fault;
}

enum fault supervise(struct start *start, struct ending *ending)
{
	struct watch *const watch = make_watch(start);
	const pid_t self = getpid();
	int report[2];
	int outputs[2];
	sigset_t all;
	uint64_t began;

	if (watch == NULL)
		return fault_at(&start->note, FAULT_supervisor, "set-up");
	if (!prepare(watch, &all) || !open_streams(watch, outputs) || !report_open(report))
		return fault_errno(&start->note, FAULT_supervisor, "set-up");
	watch->report = report[0];
	began = now();
	/* musl's fork is for threads and their locks, of which there are none. */
	watch->child = (pid_t)syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL);
	if (watch->child < 0)
		return fault_errno(&start->note, FAULT_supervisor, "fork");
	if (watch->child == 0)
		become_child(watch, self, outputs, report[1]);
	close(report[1]);
	for (int i = 0; i < 2; i++)
		if (outputs[i] >= 0)
			close(outputs[i]);
	wait_for_world(watch);
	if (watch->fault != FAULT_none)
		return give_up(watch, ending);
	wait_for_end(watch, UINT64_MAX);
	/* Whoever started us reads on from the terminal, and ^C is ours again. */
	if (tcgetpgrp(STDIN_FILENO) == watch->child)
		tcsetpgrp(STDIN_FILENO, getpgrp());
	end_orphans();
	drain(watch);
	ending->wall = now() - began;
	judge(watch, ending);
	return FAULT_none;
}
