#include "diff/diff.h"

#include <stdlib.h>
#include <string.h>

static int compare_differences(const void *a, const void *b)
{
	const struct difference *left = a, *right = b;
	if (left->direction != right->direction)
		return (int)right->direction - (int)left->direction;
	return strcmp(left->subject, right->subject);
}

void diff_all(struct arena *arena, differences *found, const struct inspection *old,
              const struct inspection *new)
{
	diff_views(arena, found, old, new);
	diff_flags(arena, found, old, new);
	diff_options(arena, found, old, new);
	diff_processes(arena, found, old, new);
	if (found->count > 0)
		qsort(found->items, found->count, sizeof *found->items, compare_differences);
}
