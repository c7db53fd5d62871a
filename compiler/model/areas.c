#include "model/areas.h"

const struct area areas[AREA_COUNT] = {
#define AREA(id, name, meaning) [AREA_##id] = {name, meaning},
#include "model/areas.def"
#undef AREA
};
