#pragma once

#include "session/inspect.h"

/* One self-contained page: no network, no script needed to read it. */
struct text view_html(struct arena *arena, const struct inspection *inspection);
