#pragma once

#include "options.h"

#include <stdbool.h>

/* What the guest gets to see at an outer path, after the rows of argv. */
enum sight {
	SIGHT_unlisted, /* no row speaks of it: absent in layouts bind and split, shown in layout mask */
	SIGHT_hidden,
	SIGHT_visible,
	SIGHT_source,
};

/* The nearest row at or above PATH decides. PATH is canonical. */
enum sight sight_of(const struct options *options, const char *path);

/* Can the guest reach PATH in the outer file system? */
bool is_seen(const struct options *options, const char *path);

/* Is a visible path strictly below PATH? What a bind shows is not counted: it is meant to come from elsewhere. */
bool is_above_visible(const struct options *options, const char *path);

/* Is a visible path or a source strictly below PATH? */
bool leads_to_row(const struct options *options, const char *path);

bool is_expected(const struct options *options, const char *path);
