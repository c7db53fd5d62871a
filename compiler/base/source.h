#pragma once

#include "base/text.h"

struct input_place;

/* A character's offset in bytes and its number; marks at regular distances make positions cheap in
 * files of one long line, and two that are as many bytes as characters apart need no counting. */
struct source_mark {
	size_t offset, number;
};

/* A file read for messages: its name as given, its bytes, where its lines begin. */
struct source {
	const char *name;
	struct text bytes;
	size_t *line_starts;
	size_t line_count;
	struct source_mark *marks; /* one more than mark_count: the end */
	size_t mark_count;
	const struct input_place *place; /* NULL: the file system; see base/input.h */
};

/* A range of bytes in a source; source is NULL for what no file said (a default). */
struct span {
	const struct source *source;
	size_t start, end;
};

/* 1-based; columns count characters (code points), a tab is one. GNU coding standards 4.4. */
struct position {
	size_t line, column;
};

struct source *source_from_bytes(struct arena *arena, const char *name, struct text bytes);
/* The same for a file that people write: a line that ends in CR LF is read as if it ended in LF, so
 * that nothing behind this meets the CR. Lines and columns are the file's; offsets are of the bytes
 * here. A CR anywhere else stays, and is refused where the file is read. */
struct source *source_from_lines(struct arena *arena, const char *name, struct text bytes);
struct position source_position(const struct source *source, size_t offset);
/* Line without its newline; number is 1-based. */
struct text source_line(const struct source *source, size_t number);
/* Byte offset of the character with this 0-based number in the file, which is how libyaml counts
 * (mark.index). */
size_t source_offset(const struct source *source, size_t number);
