/* gvisor-bin: what runsc executes beside itself. Owners are judged by require_sidecars, outside;
 * from then on each entry is known by its number. */
#pragma once

#include "start.h"

/* Opens gvisor-bin of the outer container by its path. The descriptor is the caller's, or -1 and
 * errno. */
int open_sidecars(const struct start *start);

/* Opens what must still be the very entry of DIRECTORY that was looked at, with FLAGS. The
 * descriptor is the caller's, or -1 and errno; ESTALE when it is another one. */
int open_sidecar(int directory, const struct sidecar *sidecar, int flags);
