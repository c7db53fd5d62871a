#pragma once

#include "check/rule.h"

/* Inside check/: where a path leads in the guest, symlinks followed as the guest would. */
struct guest_target {
	struct text path, outer; /* the end, in the guest and in the outer rootfs; outer is empty
	                            for what is made */
	struct entry entry;
	struct text broken; /* where it ended: the guest does not see this */
};

/* Needs check->rootfs. False when some step is not visible or missing. */
bool resolve_in_guest(struct check *check, struct text path, struct guest_target *target);
/* The program that env(1) finds for the command, which is env or a script for it. False when there
 * is none, and when it is the environment's to say which. */
bool find_by_env(struct check *check, struct guest_target *target);
/* The next component of a search path, between colons; false after the last. *at begins as 0. */
bool search_path_next(struct arena *arena, struct text path, size_t *at, struct text *component);
