#pragma once

#include "emit/plan.h"

/* config.json: nothing in it that the pinned release does not honour. */
struct text emit_config(struct arena *arena, const struct plan *plan);

/* argv, NUL after each string. Noted offsets are those of config. */
struct text emit_argv(struct arena *arena, const struct plan *plan, struct text config,
                      bool is_debug);

/* Lower-case hexadecimal SHA-256. */
struct text emit_sha256(struct arena *arena, struct text bytes);
