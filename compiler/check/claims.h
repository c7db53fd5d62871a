#pragma once

#include "check/rule.h"

/* Inside check/: what the guest has at a path, as far as the policy and a rootfs tell. */

/* The longest claim that holds a path. What a writable directory or a mask hides is not there. */
struct claim {
	struct text top; /* in the guest; empty when nothing claims the path */
	struct text outer;
	bool shows; /* outer files, read-only or not */
	bool is_file;
};

struct claim claim_over(struct check *check, struct text path);
/* True for a directory that some claim makes on its way. */
bool claim_on_the_way(const struct policy *policy, struct text path);

/* Where a path leads in the guest, symlinks followed as the guest would. */
struct sight {
	struct text path, outer; /* the end, in the guest and in the outer rootfs; outer is empty for what is made */
	struct entry entry;
	struct text broken; /* where it ended: the guest does not see this */
};

/* Needs check->rootfs. False when some step is not visible or missing. */
bool sight_follow(struct check *check, struct text path, struct sight *sight);
