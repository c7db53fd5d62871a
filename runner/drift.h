#pragma once

#include <stdbool.h>
#include <stddef.h>

enum { DRIFT_MAX = 256, DRIFT_NAMES_MAX = 128 * 1024 };

/* What `drift: mask` found and the splice step masks. No path lies below another. */
struct drift {
	size_t count;
	size_t names_used;
	struct drift_mask {
		const char *path;
		bool is_directory;
	} masks[DRIFT_MAX];
	char names[DRIFT_NAMES_MAX];
};
