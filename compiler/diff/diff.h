#pragma once

#include "session/inspect.h"

/* What one side of a comparison promises, read from its artifacts. */
enum direction { DIFF_CHANGED, DIFF_TIGHTER, DIFF_LOOSER };

struct difference {
	enum direction direction;
	const char *subject; /* "path /etc", "flag directfs", "limit wall" */
	const char *before, *after;
	const char *policy; /* in a comparison of revisions; NULL otherwise */
};

typedef LIST(struct difference) differences;

/* "changed", "tighter" or "looser". */
const char *direction_name(enum direction direction);

void diff_add(struct arena *arena, differences *found, enum direction direction,
              const char *subject, const char *before, const char *after);

/* A limit as its artifact writes it; the empty text is no limit, UINT64_MAX. */
uint64_t diff_bound(struct text text);
/* The higher limit is the looser one. */
void diff_number(struct arena *arena, differences *found, const char *subject, uint64_t before,
                 uint64_t after, const char *unit);

/* Each compares one thing which the two sides have: what the guest sees and may write, runsc's
 * flags, keeprun's options, the guest's process. */
void diff_views(struct arena *arena, differences *found, const struct inspection *old,
                const struct inspection *new);
void diff_flags(struct arena *arena, differences *found, const struct inspection *old,
                const struct inspection *new);
void diff_options(struct arena *arena, differences *found, const struct inspection *old,
                  const struct inspection *new);
void diff_processes(struct arena *arena, differences *found, const struct inspection *old,
                    const struct inspection *new);

/* All four, sorted: looser first. */
void diff_all(struct arena *arena, differences *found, const struct inspection *old,
              const struct inspection *new);

/* Which two states of a repository are compared, and of what. */
struct revisions {
	const char *base; /* NULL: HEAD */
	bool is_cached;   /* the index, not the working tree */
	char **paths;     /* none: all policies of the repository */
	size_t path_count;
};

/* Every policy of the two; false when one of the newer side does not compile: its findings are
 * printed, and the others are compared all the same. */
bool diff_revisions(struct arena *arena, differences *found, const struct revisions *revisions,
                    const struct inspect_options *options);
