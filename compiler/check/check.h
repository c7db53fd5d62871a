#pragma once

#include "model/policy.h"
#include "model/rootfs.h"
#include "model/rules.h"

/* Runs every rule over a policy. rootfs may be NULL: rules about the outer rootfs then stay silent.
 * Findings that an entry under allow lets pass are taken out, unless ignores_allow. today is
 * YYYY-MM-DD, for allow entries that end. */
struct check_options {
	struct rootfs *rootfs;
	bool ignores_allow;
	struct text today;
	struct text output; /* where in the outer rootfs the artifacts go; empty: nobody says */
};

void check_policy(struct arena *arena, struct report *report, struct policy *policy,
                  const struct check_options *options);

/* The rules that hold of any configuration of a sandbox, over what session/posture.c reads into the
 * model: no rootfs, and nothing is allowed. */
void check_posture(struct arena *arena, struct report *report, struct policy *policy);
