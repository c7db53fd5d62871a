/* What is sealed lies in one directory of the world. */
#include "seal.h"

#include <errno.h>
#include <unistd.h>

int attach_beside(struct start *start, int from, const char *name, bool is_directory)
{
	const int point = from < 0 ? -1 : point_make(start->world.root, name, is_directory);
	const int result = point < 0 ? -1 : tree_attach(from, point, TREE_AS_IS);
	const int reason = errno;

	if (from >= 0)
		close(from);
	if (point >= 0)
		close(point);
	errno = reason;
	return result;
}
