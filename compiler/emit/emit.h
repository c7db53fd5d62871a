#pragma once

#include "emit/plan.h"

/* config.json: nothing in it that the pinned release does not honour. */
struct text emit_config(struct arena *arena, const struct plan *plan);

/* What runsc writes down about a start. */
enum logging {
	LOGGING_NONE,
	LOGGING_DEBUG, /* what it does itself */
	LOGGING_CALLS  /* the guest's system calls, for keepc learn */
};

/* argv, NUL after each string. Noted offsets are those of config. runsc's state, and
 * the logs in it, go below state, a directory of the outer container that is there at start; NULL:
 * where the policy says, and logs without a word of it to /run/innerkeep. */
struct text emit_argv(struct arena *arena, const struct plan *plan, struct text config,
                      enum logging logging, const char *state);

/* Lower-case hexadecimal SHA-256. */
struct text emit_sha256(struct arena *arena, struct text bytes);
/* The same of what is left to read in fd; empty when that fails. */
struct text emit_sha256_of(struct arena *arena, int fd);
