#pragma once

#include "base/arena.h"

/* Makes a directory of mode 0700 in TMPDIR, or in /tmp, which is gone when this process is: at its
 * end, which waits for that, and after any signal, SIGKILL too. The path is absolute and without
 * symlinks; owned by the arena. One at a time; failures are fatal(). */
const char *place_make(struct arena *arena);
