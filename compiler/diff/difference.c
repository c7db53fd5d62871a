#include "diff/diff.h"

void diff_add(struct arena *arena, differences *found, enum direction direction, const char *subject, const char *before, const char *after)
{
	*list_append(arena, found) = (struct difference){direction, subject, before, after};
}

const char *direction_name(enum direction direction)
{
	static const char *const names[] = {[DIFF_CHANGED] = "changed", [DIFF_TIGHTER] = "tighter", [DIFF_LOOSER] = "looser"};
	return names[direction];
}
