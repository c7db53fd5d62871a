#pragma once

#include "base/arena.h"

#include <stdbool.h>

/* keeprun beside this keepc, else in PATH; absolute. None is fatal(). */
const char *start_find_keeprun(struct arena *arena);

/* Runs the program with its arguments, which end with NULL, as if it had been started instead of
 * us: it gets the terminal and every signal that we get, and is killed when we are. Returns its
 * exit status, 128 and the number for a signal. A program that cannot be started is fatal(). */
int start_program(const char *program, char *const argv[]);
