#pragma once

#include "start.h"

/* The doctor: takes every step but the launch, whatever the earlier ones came to, and prints a line
 * for each on standard output, or one JSON object. Returns the exit status: a failure, too, when
 * the answer could not be written. */
int check_all(struct start *start);
