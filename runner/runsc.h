#pragma once

#include "start.h"

/* Opens runsc for reading; it is the file that open_runsc opened. Returns the descriptor, or -1 and
 * errno. */
int reopen_runsc(const struct start *start);
