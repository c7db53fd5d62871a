#pragma once

#include "emit/plan.h"

/* Adds what the guest's root holds beside the kept trees: a mount point for each mount of
 * config.json
 * that lies in none of them, and the merged-usr symlinks whose targets are kept. */
void points_plan(struct arena *arena, struct plan *plan, struct rootfs *rootfs);
