#include "keeper.h"
#include "orphans.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WAKE = 1000 }; /* milliseconds: a lost wake-up costs no more */

struct keeper {
	int channel;
	int signals;
	pid_t runsc;  /* 0 once it has ended */
	pid_t target; /* of signals, 0 once it has ended */
	bool is_told; /* who the sentry is */
};

bool keeper_begin(void)
{
	static const char name[] = "keeper";
	int is_reaper = 0;

	/* A name of its own: whoever kills keeprun by its name should not leave a sandbox without
	 * both. */
	prctl(PR_SET_NAME, name, 0, 0, 0);
	/* Asked back: a filter that answers in the kernel's place would leave a sandbox that nobody
	 * waits for. */
	return setsid() >= 0 && prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0 &&
	       prctl(PR_GET_CHILD_SUBREAPER, &is_reaper, 0, 0, 0) == 0 && is_reaper == 1;
}

/* A process that is reaped may have given its number to another: it gets no more signals. */
static bool tell(struct keeper *keeper, pid_t pid, int status)
{
	const struct death death = {pid, status};

	if (pid == keeper->target)
		keeper->target = 0;
	if (pid == keeper->runsc)
		keeper->runsc = 0;
	return write(keeper->channel, &death, sizeof death) == (ssize_t)sizeof death;
}

static bool reap(struct keeper *keeper)
{
	int status;
	pid_t pid;

	while ((keeper->runsc > 0 || keeper->is_told) &&
	       (pid = waitpid(keeper->runsc > 0 ? keeper->runsc : -1, &status, WNOHANG)) > 0)
		if (!tell(keeper, pid, status))
			return false;
	return true;
}

static bool obey(struct keeper *keeper)
{
	struct order order;
	const ssize_t count = read(keeper->channel, &order, sizeof order);

	if (count < 0 && errno == EINTR)
		return true;
	if (count != (ssize_t)sizeof order)
		return false;
	if (order.sentry > 0) {
		keeper->target = order.sentry;
		keeper->is_told = true;
	}
	if (order.number > 0 && keeper->target > 0)
		kill(keeper->target, order.number);
	return true;
}

static void clear_signals(const struct keeper *keeper)
{
	struct signalfd_siginfo info;

	while (read(keeper->signals, &info, sizeof info) == (ssize_t)sizeof info)
		;
}

void keep(int channel, int signals, pid_t child)
{
	struct keeper keeper = {
	    .channel = channel, .signals = signals, .runsc = child, .target = child};
	bool is_wanted = true;

	while (is_wanted) {
		struct pollfd polled[] = {{.fd = channel, .events = POLLIN},
		                          {.fd = signals, .events = POLLIN}};

		(void)poll(polled, sizeof polled / sizeof *polled, WAKE);
		if (polled[1].revents != 0)
			clear_signals(&keeper);
		if (polled[0].revents != 0)
			is_wanted = obey(&keeper);
		is_wanted = is_wanted && reap(&keeper);
	}
	end_orphans();
	_exit(0);
}
