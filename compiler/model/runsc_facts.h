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
bool runsc_facts_has(const struct runsc_facts *facts, const char *flag);
