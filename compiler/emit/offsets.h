#pragma once

#include "base/text.h"

/* Where keeprun may insert into a config.json that keepc wrote. Bytes from its start. */
struct offsets {
	size_t args_start, args_end; /* the elements of process.args, without the brackets */
	size_t env_start;            /* the first element of process.env */
	size_t mounts_end;           /* behind the last element of mounts */
	LIST(size_t) bundle_paths;   /* first byte of root.path and of each mount source that is relative to the bundle */
};

struct offsets offsets_find(struct arena *arena, struct text config);
