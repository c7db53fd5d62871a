#pragma once

#include "model/rootfs.h"

/* What keeprun compares with runsc.sha256 (schema/keeprun.md, "The seal") for the runsc at path, of
 * which the last segment in the outer container is name: 64 digits, in the arena. Empty where it
 * cannot be had: with a listing, which holds no contents, and of what keeprun refuses anyway. */
struct text runsc_digest(struct arena *arena, struct rootfs *rootfs, struct text path,
                         struct text name);
