#pragma once

/* What somebody asks about who judges a whole sandbox, not a line of it. */
enum area_id {
#define AREA(id, name, meaning) AREA_##id,
#include "model/areas.def"
#undef AREA
	AREA_COUNT
};

struct area {
	const char *name, *meaning;
};

extern const struct area areas[AREA_COUNT];
