#pragma once

#include "base/text.h"

/* A program that keepc asks, and how much of it: nothing is waited for without end. */
struct child {
	const char *name;         /* a path, or a name that is looked up in PATH */
	char *const *argv;        /* no shell reads it */
	char *const *environment; /* NULL: keepc's own */
	size_t limit;             /* bytes that it may print */
	unsigned int seconds;     /* that it may take */
	bool has_errors;          /* what it prints as errors is taken, too; otherwise nobody's */
};

enum child_end { CHILD_ENDED, CHILD_FLOODS, CHILD_LINGERS };

struct child_result {
	enum child_end end;
	int status;         /* as waitpid(2) has it; of CHILD_ENDED */
	struct text output; /* at most limit bytes */
};

/* Runs it in a process group of its own, without standard input, which is killed as a whole when a
 * bound is passed. A program that cannot be started is fatal(). */
struct child_result child_run(struct arena *arena, const struct child *child);
