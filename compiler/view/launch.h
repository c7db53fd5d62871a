#pragma once

#include "model/flags.h"

/* runsc's own command line, as Go's flag package reads it. */
struct launch {
	release_date release;
	const struct text *words;
	size_t count;
};

/* Splits "--name=value", "-name" and so on; false when it is no flag. A flag without value has the value "true" (a boolean's meaning). */
bool launch_split(struct text word, struct text *name, struct text *value);
/* The last value given, or the release's default; the empty text when the release lacks the flag. */
struct text launch_value(const struct launch *launch, const char *name);
bool launch_is_true(const struct launch *launch, const char *name);
