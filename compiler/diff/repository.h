#pragma once

#include "base/input.h"

/* The policies of a git repository, as a revision, the index or the working tree has them. git is
 * asked for objects, and everything else is done here: nothing is checked out, no filter or hook
 * runs, and no path leads out of the repository. */

struct repository {
	const char *top;    /* absolute */
	const char *prefix; /* of the current directory: "" or "policies/" */
};

struct repository repository_open(struct arena *arena);
/* Path below the top of what the user calls path; NULL when it lies outside. */
const char *repository_path(struct arena *arena, const struct repository *repository,
                            const char *path);
/* The way back: what a path below the top is called here, "../a.sandbox.yaml". */
const char *repository_name(struct arena *arena, const struct repository *repository,
                            const char *path);

/* Sorted; paths below the top. */
typedef LIST(const char *) path_list;

/* Revision, index or working tree: a place to read from, with the names of what lies there. The
 * paths that it takes are those of repository_name. A revision that is not there is fatal(). */
struct snapshot {
	const struct input_place *place;
	path_list paths; /* files and symlinks; no submodules */
	const char *name;
};

struct snapshot snapshot_of_revision(struct arena *arena, const struct repository *repository,
                                     const char *revision);
/* Before the first commit. */
struct snapshot snapshot_of_nothing(struct arena *arena, const struct repository *repository);
bool revision_exists(struct arena *arena, const char *revision);
struct snapshot snapshot_of_index(struct arena *arena, const struct repository *repository);
struct snapshot snapshot_of_worktree(struct arena *arena, const struct repository *repository);
