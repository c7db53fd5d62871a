#pragma once

#include "model/rootfs.h"

#include <stdio.h>

/* One line of a saved listing, schema/listing.md. */
struct listing_line {
	struct text path;
	struct entry entry;
};

enum listing_result { LISTING_LINE, LISTING_END, LISTING_MALFORMED };

/* Reads the line at *cursor and moves past it. The byte at limit must be NUL. Texts are unescaped
 * into the arena. */
enum listing_result listing_read(struct arena *arena, const char **cursor, const char *limit,
                                 struct listing_line *line);
/* A path or a target, escaped as in a listing. */
void listing_write_text(FILE *stream, struct text text);
