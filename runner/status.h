#pragma once

#include "start.h"

#include <stdint.h>

/* How a start ended, as the status file says it. */
struct ending {
	const char *reason; /* exited, signaled, or the name of a fault */
	int code;           /* keeprun's exit status */
	int signal;         /* that was passed on, or sent, and ended the guest; or 0 */
	uint64_t wall;      /* milliseconds from the launch to the end */
};

/* Creates the file of --status-file, when there is one; empty until status_write. */
enum fault open_status(struct start *start) MUST_USE;

/* One JSON object and a newline. */
void status_write(const struct start *start, const struct ending *ending);
