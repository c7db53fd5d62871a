#pragma once

#include "base/text.h"

#include <stdio.h>
#include <sys/types.h>

/* A file for a report, truncated; a FIFO or a terminal will do, a disk will not: that and every
 * failure is fatal(). The caller closes it. */
FILE *output_stream(const char *path);

/* A directory of files that appears all at once or not at all: built beside its place under another
 * name, synced, and exchanged with what was there. Every failure is fatal() and leaves the place as
 * it was. Modes do not depend on the umask. */
struct output;

/* By what an older output is known: the file begins with the text and a NUL. What begins with the
 * family and another text is of another version. */
struct output_mark {
	const char *name, *family, *text;
};

/* The canonical name of a directory that may not exist yet; owned by the arena. */
const char *output_place(struct arena *arena, const char *directory);
/* The directory is new, empty, or an older output: it bears the mark, and holds nothing but regular
 * files with names from owned (which ends with NULL). Anything else is fatal(). */
struct output *output_begin(struct arena *arena, const char *directory, const char *const *owned,
                            const struct output_mark *mark);
void output_file(struct output *output, const char *name, struct text bytes, mode_t mode);
void output_commit(struct output *output);
