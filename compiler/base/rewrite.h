#pragma once

#include "base/text.h"

/* Puts other bytes into a regular file, all at once or not at all: they are written beside it under
 * another name, with its mode, owner and group, synced, and take its place. A symlink stays one:
 * what it leads to is rewritten. fatal(), with the file as it was, when it cannot be done so, has
 * several names, or no longer holds what it held. */
void file_rewrite(struct arena *arena, const char *path, struct text was, struct text now);
