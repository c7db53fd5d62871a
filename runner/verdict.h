/* Why a start ended, by what no guest can write: the kernel's word on each process, files in
 * runsc's state, and what keeprun did itself. */
#pragma once

#include "status.h"
#include "translate.h"

#include <stdbool.h>

/* A process that is waited for; its status as wait(2) has it. */
struct process {
	pid_t pid;
	int status;
	bool is_over;
};

struct course {
	struct process runsc;
	struct process sentry;
	struct process gofer;
	bool has_begun;      /* runsc ended with 0: the guest's first program was started */
	int passed;          /* the last signal that keeprun passed on or sent, or 0 */
	enum fault limit;    /* the limit of the policy that was reached */
	uint64_t oom_before; /* oom_kills() at the start */
};

/* Whether the gofer's end may be behind the sentry's: the sentry kills the guest then. */
bool verdict_needs_gofer(const struct course *course);

/* Fills all of ENDING but the time, and says on standard error what was not the guest's own end.
 * TAIL is what came on the guest's standard error: it explains, and decides nothing. */
void judge(struct start *start, const struct course *course, struct tail *tail,
           struct ending *ending);
