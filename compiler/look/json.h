#pragma once

#include "session/inspect.h"
#include "session/summary.h"

/* The view as one JSON document: what starts, the points, the findings of a report, where there is
 * one (else NULL), and the named paths. */
struct text view_json(struct arena *arena, const struct inspection *inspection,
                      const struct report *report, enum sight sight, char **paths,
                      size_t path_count);
/* One path alone. */
struct text view_json_path(struct arena *arena, const struct inspection *inspection,
                           const char *path);
const char *view_mount_name(struct arena *arena, int mount);
const char *entry_kind_name(const struct view_point *point);
