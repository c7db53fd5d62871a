#pragma once

#include "session/inspect.h"
#include "session/summary.h"

/* One self-contained page: no network, no script needed to read it. The report is what was found in
 * the policy or the config.json, shown by areas. */
struct text view_html(struct arena *arena, const struct inspection *inspection,
                      const struct report *report, enum sight sight);
