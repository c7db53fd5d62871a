#pragma once

#include "session/inspect.h"

/* The view which runsc makes of the artifacts must be the one which the policy states, path by
 * path.
 * What the policy states is asked of model/claims.h, which knows nothing of the emitter; every
 * difference becomes a finding that names the path. Config findings of the resolver (weakness)
 * count
 * as differences too. */
void prove_view(struct arena *arena, struct report *report, const struct claims *claims,
                const struct view *view, const struct report *weakness);
/* The same for artifacts that are about to be written: reads them back first. */
void prove_artifacts(struct arena *arena, struct report *report, const struct loaded *loaded,
                     struct text config, struct text argv);
