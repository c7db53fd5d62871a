#pragma once

#include "base/text.h"

/* The rows of argv from which keeprun assembles the world (schema/artifact.h), in their order. */
typedef LIST(struct text) world_rows;

struct world {
	struct text inner; /* layout split; else empty: a path is the same on both sides */
	world_rows directories, files;                     /* of the guest */
	world_rows links;                                  /* "/NAME:TARGET" */
	world_rows keeps, masks, mask_files, engine_files; /* of the outer container */
	world_rows sources;                                /* "ro:PATH" or "rw:PATH" */
};

/* The guest's path of an outer one. */
struct text world_guest_path(const struct world *world, struct text outer);
/* The outer path of a source row. */
struct text world_source_path(struct text row);
