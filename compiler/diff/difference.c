#include "diff/diff.h"

#include <inttypes.h>
#include <stdlib.h>

void diff_add(struct arena *arena, differences *found, enum direction direction,
              const char *subject, const char *before, const char *after)
{
	*list_append(arena, found) = (struct difference){direction, subject, before, after, NULL};
}

const char *direction_name(enum direction direction)
{
	static const char *const names[] = {
	    [DIFF_CHANGED] = "changed", [DIFF_TIGHTER] = "tighter", [DIFF_LOOSER] = "looser"};
	return names[direction];
}

uint64_t diff_bound(struct text text)
{
	return text.length > 0 ? strtoull(text.data, NULL, 10) : UINT64_MAX;
}

static const char *bound_text(struct arena *arena, uint64_t value, const char *unit)
{
	return value == UINT64_MAX ? "unlimited"
	                           : arena_printf(arena, "%" PRIu64 "%s", value, unit);
}

void diff_number(struct arena *arena, differences *found, const char *subject, uint64_t before,
                 uint64_t after, const char *unit)
{
	if (before != after)
		diff_add(arena, found, after > before ? DIFF_LOOSER : DIFF_TIGHTER, subject,
		         bound_text(arena, before, unit), bound_text(arena, after, unit));
}
