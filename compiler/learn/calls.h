#pragma once

#include "base/index.h"

#include <stdbool.h>
#include <stdint.h>

/* What a guest did to one path. */
struct touch {
	struct text path;
	bool was_found, was_missed; /* ENOENT or ENOTDIR */
	bool was_refused; /* a write, for a read-only file system or for want of permission */
	uint64_t written; /* bytes */
};

/* What runsc's log of system calls says, of any number of starts. */
struct calls {
	struct arena *arena;
	LIST(struct touch) touches;
	struct index paths;
	uint64_t count;       /* of calls that ended */
	uint64_t descriptors; /* the highest number that a call gave, and one */
	uint64_t tasks;       /* processes and threads, all that were seen in one start */
	uint64_t output;      /* bytes to what the guest was started with: descriptors 1 and 2 */
};

/* Adds a log. Lines of another kind are passed over; so is a call whose path is relative to a
 * directory that the line does not name. The format is gVisor's, pkg/sentry/strace/strace.go, and
 * the same in every measured release. */
void calls_read(struct calls *calls, struct text log);
/* Notes that the guest had the file: runsc itself opens the program and its loader. */
void calls_add_found(struct calls *calls, struct text path);
