#pragma once

#include "base/text.h"

/* The policies of policies/builtin/, compiled in: extends: [builtin:NAME]. */
struct builtin {
	const char *name;
	const char *bytes;
	size_t length;
};

extern const struct builtin builtins[]; /* in the order of their names */
extern const size_t builtin_count;

const struct builtin *builtin_find(struct text name);
/* Names for hints, ending with NULL. */
const char *const *builtin_names(struct arena *arena);
