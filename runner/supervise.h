#pragma once

#include "status.h"

/* The other end of the start: a child makes the world and becomes runsc in it; we stay outside,
 * where
 * the engine looks for process 1.
 * Should:
 *  - hold all signals back before there is a child, and pass each on
 *  - reap whatever is orphaned below us, as process 1 must and a subreaper may
 *  - end the guest at the policy's limits: TERM, then KILL after a grace period or a second TERM
 *  - leave nothing behind: no process, no state directory
 * Mustn't:
 *  - block in anything but poll: a reader that does not read must not stop the clock
 * Returns FAULT_none and the ENDING, or why runsc could not be executed. */
enum fault supervise(struct start *start, struct ending *ending) MUST_USE;
