#pragma once

#include <stdbool.h>
#include <stddef.h>

enum { DRIFT_MAX = 256 };

struct drift_mask {
	const char *path;
	bool is_directory;
};

/* What `drift: mask` found and the splice step masks. No path lies below another. */
struct drift {
	size_t count;
	struct drift_mask *masks; /* room for DRIFT_MAX, or null as long as there are none */
};
