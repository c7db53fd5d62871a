#include "session/world.h"

#include <stddef.h>

static const struct {
	const char *option;
	size_t rows; /* offset in struct world */
} kinds[] = {
    {"directory", offsetof(struct world, directories)},
    {"file", offsetof(struct world, files)},
    {"link", offsetof(struct world, links)},
    {"keep", offsetof(struct world, keeps)},
    {"mask", offsetof(struct world, masks)},
    {"mask-file", offsetof(struct world, mask_files)},
    {"engine-file", offsetof(struct world, engine_files)},
    {"source", offsetof(struct world, sources)},
};

static world_rows *rows_for(struct world *world, struct text option)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (text_is(option, kinds[i].option))
			return (world_rows *)(void *)((char *)world + kinds[i].rows);
	return NULL;
}

struct world *world_of_vector(struct arena *arena, const struct vector *vector)
{
	struct world *world = arena_alloc(arena, sizeof *world);
	const struct flag_said *option;
	vector_option(vector, "inner", &world->inner);
	for_each (option, &vector->options) {
		world_rows *rows = rows_for(world, option->name);
		if (rows)
			*list_append(arena, rows) = option->value;
	}
	return world;
}
