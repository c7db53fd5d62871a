#pragma once

#include "base/text.h"

/* What writing all or nothing takes. */

/* Who interrupts gets what was there or what is new, and nothing beside them: the signal waits
 * until one or the other is done. SIG_BLOCK or SIG_UNBLOCK. From the first call on, a file larger
 * than RLIMIT_FSIZE is a failed write, so that what was begun is removed. */
void hold_signals(int how);
/* False with errno. */
bool write_all(int fd, struct text bytes);
/* False with errno; a symlink is none. */
bool sync_directory(const char *path);
