/* What the child that makes the world tells the supervisor: why it could not, or that runsc is
 * about to be executed and where its state lies. The channel closes by itself at the exec. */
#pragma once

#include "start.h"

/* A pair of connected sockets: the supervisor's end and the child's. False and errno. */
bool report_open(int ends[static 2]);

/* The child's side. */
void report_fault(const struct start *start, int end, enum fault fault);
bool report_state(const struct start *start, int end);

/* Takes one message from END, without waiting for it. False when it was the last: then FAULT says
 * how the start went, FAULT_none when runsc runs. */
bool report_take(struct start *start, int end, enum fault *fault) MUST_USE;
