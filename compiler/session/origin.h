#pragma once

#include "model/claims.h"

/* Who decides about a guest path: "keep-dirs[0] (python.sandbox.yaml:7:14)", or why nothing is
 * said. */
const char *origin_text(struct arena *arena, const struct claims *claims, struct text path);
