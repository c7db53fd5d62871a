/* How many files runsc has open for its guest. */
#pragma once

#include "base/arena.h"
#include "model/policy.h"

#include <stdbool.h>
#include <stdint.h>

/* The most descriptors that runsc's gofer, which has the most of all its processes, holds for a
 * guest that uses up its limit on open files: the hard limit that the outer container should have.
 * 0 when the policy has no such limit. */
uint64_t policy_open_files(struct arena *arena, const struct policy *policy);

/* The same with the smallest cache that keeprun may choose: what a start demands. */
uint64_t policy_least_open_files(struct arena *arena, const struct policy *policy);

/* Is the size of runsc's cache left to keeprun? */
bool policy_fits_cache(const struct policy *policy);
