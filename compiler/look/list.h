#pragma once

#include "session/inspect.h"

#include <stdio.h>

/* Every path that the guest sees, one a line, parents first: kind, mode, state, what backs it,
 * path, target of a symlink. What the sentry makes itself ("kernel") is not entered. Escaped as in
 * a listing (schema/listing.md). */
void view_print_list(struct arena *arena, const struct view *view, FILE *stream);
