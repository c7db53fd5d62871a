#pragma once

#include "base/text.h"

/* Where keeprun may insert into a config.json that keepc wrote. Bytes from its start. */
struct offsets {
	size_t args_start, args_end; /* the elements of process.args, without the brackets */
	size_t env_start;            /* the first element of process.env */
};

struct offsets offsets_find(struct arena *arena, struct text config);
