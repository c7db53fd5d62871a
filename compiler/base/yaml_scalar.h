#pragma once

#include "base/arena.h"
#include "base/text.h"

/* The text as a scalar of YAML, for every place that writes one: in a block, or between brackets or
 * braces. Quoted unless every reader of YAML 1.2 takes it, unquoted, for this very string. Must be
 * valid UTF-8. */
struct text yaml_scalar(struct arena *arena, struct text text);
