#pragma once

#include "base/text.h"

typedef LIST(struct text) mount_points;

/* The mount points of proc_pid_mountinfo(5) text, unescaped, in the file's order; false at a
 * malformed line. */
bool mountinfo_read(struct arena *arena, struct text bytes, mount_points *points);
