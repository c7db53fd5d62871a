#pragma once

#include "options.h"

#include <stdbool.h>

/* What the guest gets to see at an outer path, after the rows of argv. */
enum sight {
	SIGHT_absent, /* no row speaks of it */
	SIGHT_hidden,
	SIGHT_kept,
	SIGHT_source,
};

/* The nearest row at or above PATH decides. PATH is canonical. */
enum sight sight_of(const struct options *options, const char *path);

bool is_kept_row(const struct options *options, const char *path);

/* Does a row that shows something name PATH, or something below it? */
bool is_named(const struct options *options, const char *path);

/* Is a kept path at PATH or below it? What a bind shows is not counted: it is meant to come from
 * elsewhere. */
bool is_above_kept(const struct options *options, const char *path);

bool is_expected(const struct options *options, const char *path);
