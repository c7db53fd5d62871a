#include "supervise.h"
#include "arena.h"
#include "keeper.h"
#include "oom.h"
#include "orphans.h"
#include "proc.h"
#include "report.h"
#include "sandbox.h"
#include "shapes.h"
#include "steps.h"
#include "streams.h"
#include "terminal.h"
#include "verdict.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* milliseconds */
enum {
	WAKE = 1000,
	GRACE = 5000,     /* between TERM and KILL */
	PATIENCE = 60000, /* for the world; a path on a file system that does not answer takes for
	                     ever */
	AFTERMATH = 1000, /* for the gofer's end, where it may be why the sentry ended */
};

struct watch {
	struct start *start;
	pid_t keeper;
	int channel; /* to the keeper, -1 when it is to end */
	int signals; /* signalfd */
	int wall;    /* timerfds */
	int grace;
	int report; /* our end of what the child says of its start, -1 when that is over */
	struct course course;
	struct terminal terminal;
	uint64_t sentry_end; /* when that was told */
	bool is_terminating;
	bool is_over;           /* the keeper was reaped, and all below it */
	enum fault fault;       /* why there is no runsc */
	struct streams streams; /* last, see make_watch */
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

/* Ends the sandbox, whatever it is doing. */
static void kill_sandbox(struct watch *watch)
{
	if (watch->channel >= 0)
		close(watch->channel);
	watch->channel = -1;
}

static void pass_on(struct watch *watch, int number)
{
	const struct order order = {.number = number};

	if (watch->is_over || watch->course.sentry.is_over || watch->channel < 0)
		return;
	watch->course.passed = number;
	if (number == SIGKILL || write(watch->channel, &order, sizeof order) < 0)
		kill_sandbox(watch);
}

/* The first request is passed on and starts the clock; the second is impatience. */
static void terminate(struct watch *watch, int number)
{
	if (watch->is_terminating)
		number = SIGKILL;
	pass_on(watch, number);
	if (!watch->is_terminating && !watch->is_over)
		watch->grace = make_timer(GRACE);
	watch->is_terminating = true;
}

static void reap(struct watch *watch)
{
	pid_t pid;

	while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
		if (pid == watch->keeper)
			watch->is_over = true;
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
			pass_on(watch, number);
	}
	reap(watch);
}

/* The guest was started when runsc ended well: then its status is followed by those of its sentry
 * and gofer. */
static void begin(struct watch *watch)
{
	struct course *const course = &watch->course;
	struct order order = {.number = 0};

	course->has_begun = course->runsc.status == 0 &&
	                    sandbox_find(watch->start, &course->sentry.pid, &course->gofer.pid);
	order.sentry = course->sentry.pid;
	if (!course->has_begun || write(watch->channel, &order, sizeof order) < 0)
		kill_sandbox(watch);
}

static void note_end(struct process *process, int status)
{
	process->status = status;
	process->is_over = true;
}

static void take_death(struct watch *watch)
{
	struct course *const course = &watch->course;
	struct death death;

	if (read(watch->channel, &death, sizeof death) != (ssize_t)sizeof death) {
		kill_sandbox(watch);
	} else if (!course->runsc.is_over) {
		note_end(&course->runsc, death.status);
		begin(watch);
	} else if (death.pid == course->sentry.pid && !course->sentry.is_over) {
		note_end(&course->sentry, death.status);
		watch->sentry_end = now();
	} else if (death.pid == course->gofer.pid && !course->gofer.is_over) {
		note_end(&course->gofer, death.status);
	}
}

/* Once the sentry is over, nothing else below the keeper is wanted. */
static void end_keeper(struct watch *watch)
{
	if (watch->course.sentry.is_over &&
	    (!verdict_needs_gofer(&watch->course) || now() - watch->sentry_end > AFTERMATH))
		kill_sandbox(watch);
}

static void ring_wall(struct watch *watch)
{
	close(watch->wall);
	watch->wall = -1;
	if (!watch->is_over && !watch->course.sentry.is_over)
		watch->course.limit = FAULT_wall;
	terminate(watch, SIGTERM);
}

static void ring_grace(struct watch *watch)
{
	close(watch->grace);
	watch->grace = -1;
	pass_on(watch, SIGKILL);
}

static void carry(struct watch *watch, const struct pollfd *polled)
{
	streams_serve(&watch->streams, polled);
	if (watch->streams.is_exceeded && watch->course.limit == FAULT_none) {
		watch->course.limit = FAULT_output;
		kill_sandbox(watch);
	}
}

/* One turn. Without TIMEOUT it waits until something happens. False when nothing did. */
static bool turn(struct watch *watch, int timeout)
{
	struct pollfd polled[8] = {
	    {.fd = watch->signals, .events = POLLIN}, {.fd = watch->wall, .events = POLLIN},
	    {.fd = watch->grace, .events = POLLIN},   {.fd = watch->report, .events = POLLIN},
	    {.fd = watch->channel, .events = POLLIN},
	};
	int count;

	streams_watch(&watch->streams, &polled[5]);
	count = poll(polled, sizeof polled / sizeof *polled, timeout);
	if (count < 0)
		return errno == EINTR;
	if (polled[0].revents != 0)
		take_signals(watch);
	if (polled[1].revents != 0)
		ring_wall(watch);
	if (polled[2].revents != 0)
		ring_grace(watch);
	carry(watch, &polled[5]);
	/* Where the state lies is told before runsc can end. */
	if (polled[3].revents != 0 && !report_take(watch->start, watch->report, &watch->fault)) {
		close(watch->report);
		watch->report = -1;
	}
	if (polled[4].revents != 0 && watch->channel >= 0)
		take_death(watch);
	end_keeper(watch);
	return count > 0;
}

/* What goes down to the processes below us. */
struct ends {
	int guest[3]; /* streams_open */
	int report;
	int channel;
};

/* The child's side. */
static noreturn void become_child(struct start *start, pid_t parent, const struct ends *ends)
{
	enum fault fault;

	for (int i = 0; i < 3; i++)
		if (ends->guest[i] >= 0 && dup2(ends->guest[i], i) < 0)
			_exit(EXIT_FAULT);
	fault = make_world(start, false);
	/* Only now: a new user namespace forgets it. */
	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	if (getppid() != parent)
		_exit(EXIT_FAULT);
	if (fault == FAULT_none && !report_state(start, ends->report))
		fault = fault_errno(&start->note, FAULT_supervisor, "sendmsg");
	if (fault == FAULT_none)
		fault = launch(start);
	report_fault(start, ends->report, fault);
	_exit(EXIT_FAULT);
}

static void close_ends(const struct ends *ends)
{
	for (int i = 0; i < 3; i++)
		if (ends->guest[i] >= 0)
			close(ends->guest[i]);
	close(ends->report);
	close(ends->channel);
}

/* musl's fork is for threads and their locks, of which there are none. */
static pid_t fork_plainly(void)
{
	return (pid_t)syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL);
}

/* The keeper's side: it keeps nothing but its channel, or others would wait for an end that it
 * holds. */
static noreturn void become_keeper(const struct watch *watch, const struct ends *ends)
{
	struct start *const start = watch->start;
	const pid_t self = getpid();
	pid_t child;

	proc_forget();
	close(start->bundle_fd);
	close(watch->report);
	close(watch->channel);
	streams_forget(&watch->streams);
	if (!keeper_begin() || (child = fork_plainly()) < 0) {
		report_fault(start, ends->report,
		             fault_errno(&start->note, FAULT_supervisor, "keeper"));
		_exit(EXIT_FAULT);
	}
	if (child == 0) {
		close(watch->signals);
		become_child(start, self, ends);
	}
	for (int i = 0; i < 3; i++)
		if (ends->guest[i] >= 0)
			close(ends->guest[i]);
	close(ends->report);
	keep(ends->channel, watch->signals, child);
}

static bool open_signals(struct watch *watch)
{
	sigset_t all;

	sigfillset(&all);
	if (sigprocmask(SIG_SETMASK, &all, NULL) < 0 ||
	    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) < 0)
		return false;
	watch->signals = signalfd(-1, &all, SFD_CLOEXEC | SFD_NONBLOCK);
	return watch->signals >= 0;
}

static bool prepare(struct watch *watch, struct ends *ends)
{
	const struct options *const options = &watch->start->options;
	const bool is_limited = options->output.count > 0;
	const uint64_t limit = is_limited ? number_value(value_of(options->output)) : 0;
	int report[2];
	int channel[2];

	watch->grace = watch->wall = -1;
	if (!open_signals(watch) ||
	    !streams_open(&watch->streams, is_limited, limit, ends->guest) ||
	    !report_open(report) || !report_open(channel))
		return false;
	watch->report = report[0];
	ends->report = report[1];
	watch->channel = channel[0];
	ends->channel = channel[1];
	if (options->wall.count > 0)
		watch->wall = make_timer(number_value(value_of(options->wall)));
	return options->wall.count == 0 || watch->wall >= 0;
}

/* Nobody writes any more: what is in the pipes is all there is, and it still goes out. A reader
 * that does not read is not waited for when a limit or a signal ended the guest, or comes now. */
static void drain(struct watch *watch)
{
	bool is_moving = true;

	if (watch->grace >= 0)
		close(watch->grace);
	watch->grace = -1;
	streams_end_input(&watch->streams);
	while (is_moving) {
		const int patience =
		    watch->is_terminating || watch->course.limit != FAULT_none ? GRACE : -1;

		is_moving = turn(watch, streams_are_pending(&watch->streams) ? patience : 0);
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
		turn(watch, verdict_needs_gofer(&watch->course) ? WAKE / 10 : WAKE);
		reap(watch);
	}
	terminal_restore(&watch->terminal);
}

/* What the child still has to say goes out before the fault that it died of. The kernel kills
 * nobody whose request a FUSE server has taken and not answered: such a child is left behind, with
 * its namespaces, until the server answers or ends. */
static enum fault give_up(struct watch *watch, struct ending *ending)
{
	kill_sandbox(watch);
	wait_for_end(watch, now() + GRACE);
	if (!watch->is_over)
		kill(watch->keeper, SIGKILL);
	drain(watch);
	/* Whoever ended it knows why. */
	if (watch->is_terminating && watch->fault == FAULT_supervisor) {
		judge(watch->start, &watch->course, &watch->streams.tail, ending);
		return FAULT_none;
	}
	return watch->fault;
}

/* Only what has to be zero: each page that is touched before the fork is copied by it. Null when
 * there is no room. */
static struct watch *make_watch(struct start *start)
{
	struct watch *const watch = arena_take(sizeof *watch);

	if (watch == NULL)
		return NULL;
	memset(watch, 0, offsetof(struct watch, streams.tail.bytes) + 1);
	watch->start = start;
	watch->course.oom_before = oom_kills();
	return watch;
}

enum fault supervise(struct start *start, struct ending *ending)
{
	struct watch *const watch = make_watch(start);
	struct ends ends;
	uint64_t began;

	if (watch == NULL)
		return fault_at(&start->note, FAULT_supervisor, "set-up");
	if (!prepare(watch, &ends))
		return fault_errno(&start->note, FAULT_supervisor, "set-up");
	terminal_note(&watch->terminal);
	began = now();
	watch->keeper = fork_plainly();
	if (watch->keeper < 0)
		return fault_errno(&start->note, FAULT_supervisor, "fork");
	if (watch->keeper == 0)
		become_keeper(watch, &ends);
	close_ends(&ends);
	wait_for_world(watch);
	if (watch->fault != FAULT_none)
		return give_up(watch, ending);
	wait_for_end(watch, UINT64_MAX);
	end_orphans();
	drain(watch);
	ending->wall = now() - began;
	judge(start, &watch->course, &watch->streams.tail, ending);
	return FAULT_none;
}
