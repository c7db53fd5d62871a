#pragma once

#include "emit/emit.h"
#include "session/load.h"

/* The two files that keepc compile writes, as bytes; owned by the arena. */
struct artifacts {
	struct text config, argv;
};

/* What has to be true of a policy before anything is made of it was checked by load_policy().
 * Plans, emits, and proves what was emitted; findings of the proof are printed. Logging and state
 * are emit_argv()'s. Returns keepc's exit status. */
int artifacts_make(struct arena *arena, const struct loaded *loaded, enum logging logging,
                   const char *state, struct artifacts *artifacts);
/* Both or neither; a directory that is new, empty, or was written so before. Otherwise fatal(). */
void artifacts_write(struct arena *arena, const char *directory, const struct artifacts *artifacts);
