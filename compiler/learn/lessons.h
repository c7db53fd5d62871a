#pragma once

#include "learn/calls.h"
#include "session/load.h"

/* What a policy could learn from what happened. */
struct lessons {
	struct arena *arena;
	struct report *report;
	struct loaded *loaded;
	const struct calls *calls;
};

/* Looked for and not found in the guest, but there outside; needs the rootfs. Changes, made or
 * refused. What is kept, and was not touched, down to the directory that suffices. Limits. Each
 * finding stands where the policy would change. */
void lessons_tell(const struct lessons *lessons);

/* The same as changes of the policy: what was missed is kept, but for what everybody may not read;
 * what was not touched goes; writable directories get twice what was written. */
void lessons_apply(const struct lessons *lessons);
