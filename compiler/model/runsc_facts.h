#pragma once

#include "model/flags.h"

/* What a real runsc said of itself. */
struct runsc_facts {
	const char *path;
	struct text version;     /* as printed */
	release_date release;    /* 0: the version names none */
	LIST(struct text) flags; /* in its own order, without dashes */
};

/* Reads what `runsc --version` and `runsc flags` print. */
struct runsc_facts *runsc_facts_parse(struct arena *arena, const char *path, struct text version,
                                      struct text flags_output);
/* The releases that a binary names in itself, as far as it was read. */
struct release_marks {
	release_date release; /* 0: none so far */
	bool is_several;
};
/* Notes those in a piece of a binary, of which end is one behind the last byte and writable. */
void release_marks_find(const unsigned char *start, unsigned char *end,
                        struct release_marks *marks);
bool runsc_facts_has(const struct runsc_facts *facts, const char *flag);
