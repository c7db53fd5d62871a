/* Where a start keeps what it reads and builds, piece behind piece, so that few pages are ever
 * touched: the first touch of each costs more than a microsecond. It is static memory, large enough
 * for all that the limits of schema/artifact.h and of the kernel's paths allow; nothing is given
 * back. */
#pragma once

#include <stddef.h>

/* Takes SIZE bytes of any content, aligned for a pointer. Null when there are no more. */
void *arena_take(size_t size);

/* Where the next piece will lie: LIMIT bytes to scribble on, up to the next arena_take. Null when
 * there are fewer. */
char *arena_rest(size_t limit);

/* A string of its own: the first LENGTH bytes of FIRST, then SECOND and THIRD. Null when there is
 * no room for it. */
char *arena_join(const char *first, size_t length, const char *second, const char *third);
