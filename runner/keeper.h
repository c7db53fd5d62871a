/* The keeper: a process between the supervisor and the sandbox. runsc leaves the sandbox it has
 * started to the next subreaper, so sentry and gofer become the keeper's children, and their wait
 * statuses are the kernel's own word on how they ended. It is no supervisor: it says who ended and
 * how, passes signals on, and ends all that is below it when the supervisor wants it or is gone. */
#pragma once

#include <stdbool.h>
#include <stdnoreturn.h>
#include <sys/types.h>

/* From the keeper, in the order in which they ended. Before it is told who the sentry is, runsc
 * itself is all that it reaps: nobody is missed. */
struct death {
	pid_t pid;
	int status; /* as wait(2) has it */
};

/* To the keeper. */
struct order {
	pid_t sentry; /* who gets the signals from now on, or 0 */
	int number;   /* a signal to pass on, or 0 */
};

/* What a process that asks to keep CHILD has to be first: the one that orphans come to, and out of
 * reach of what a terminal sends to its foreground. False and errno. */
bool keeper_begin(void);

/* SIGNALS is a signalfd for all of them, and all are blocked. Ends all descendants, and itself,
 * when the other end of CHANNEL is closed. */
noreturn void keep(int channel, int signals, pid_t child);
