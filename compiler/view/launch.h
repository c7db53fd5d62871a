#pragma once

#include "model/flags.h"

/* runsc's own command line. */
struct launch {
	release_date release;
	const struct flag_line *line;
};

/* The last value given, or the release's default; the empty text when the release lacks the
 * flag. */
struct text launch_value(const struct launch *launch, const char *name);
bool launch_is_true(const struct launch *launch, const char *name);
/* True when what the guest writes to its root goes to the overlay that the value asks for: "root:"
 * and "all:" name no medium, and there is none. */
bool launch_has_overlay(struct text overlay2);
