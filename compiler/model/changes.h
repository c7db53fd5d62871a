#pragma once

#include "model/release.h"
#include "model/since.h"

/* What releases of runsc do otherwise: releases.def. */
enum change {
#define CHANGE(id, without, first, worse, sentence) CHANGE_##id,
#include "model/releases.def"
#undef CHANGE
	CHANGE_COUNT
};

/* Whether the release has the change; where that is not known, whichever is worse. */
bool release_has(release_date release, enum change change);

#define behaves(release, id) release_has((release), CHANGE_##id)

/* Whether a rootless start works in an unprivileged container whose engine masks parts of /proc;
 * the others need a /proc without masks. */
enum nesting { NESTING_WORKS, NESTING_TOO_OLD, NESTING_BROKEN };
enum nesting release_nesting(release_date release);

/* What counts at its worse because only the measured releases on both sides are known, in
 * parentheses after a blank; empty when nothing does. In the arena. */
struct text release_doubts(struct arena *arena, release_date release);
