#pragma once

#include "emit/plan.h"

/* Fills plan->stub: a mount point for every mount that no bind mount covers, and the merged-usr symlinks whose targets are kept. */
void stub_plan(struct arena *arena, struct plan *plan, struct rootfs *rootfs);
