#pragma once

#include "model/runsc_facts.h"

/* runsc's own command line. */
struct launch {
	release_date release;
	const struct runsc_facts *facts; /* NULL: the binary was not asked */
	const struct flag_line *line;
};

/* The last value given, or the release's default; the empty text when the release lacks the
 * flag. */
struct text launch_value(const struct launch *launch, const char *name);
bool launch_is_true(const struct launch *launch, const char *name);
/* True when what the guest writes to its root goes to the overlay that the value asks for: "root:"
 * and "all:" name no medium, and there is none. */
bool launch_has_overlay(struct text overlay2);
typedef LIST(struct text) flag_faults;

/* Exit status of runsc when it is given these flags and a sound configuration: 0 it starts, 2
 * usage, 128. Every reason is appended to faults; the status is that of the first. */
int view_check_flags(struct arena *arena, const struct launch *launch, flag_faults *faults);
