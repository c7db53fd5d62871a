#pragma once

#include "session/vector.h"
#include "view/world.h"

/* The world that keeprun's vector asks for. */
struct world *world_of_vector(struct arena *arena, const struct vector *vector);
