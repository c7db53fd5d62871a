#pragma once

#include "base/diag.h"

#include <stdio.h>

/* A file that is being mended, line by line, so that what changed can be shown. Texts have LF only;
 * a line keeps the end that it had. */
struct draft_line {
	struct text was; /* with its line feed, when it has one */
	struct text now; /* any number of lines */
	bool has_return; /* CR LF in the file */
};

struct draft {
	struct arena *arena;
	LIST(struct draft_line) lines;
};

void draft_open(struct draft *draft, struct arena *arena, struct text bytes);
/* As it reads now. */
struct text draft_text(const struct draft *draft);
/* As it goes into the file. */
struct text draft_bytes(const struct draft *draft);
/* Text in place of the bytes from start to end of draft_text. */
void draft_replace(struct draft *draft, size_t start, size_t end, struct text text);
/* A unified diff of the file, for patch(1); nothing when nothing changed. */
void draft_print(const struct draft *draft, const char *name, FILE *stream);
