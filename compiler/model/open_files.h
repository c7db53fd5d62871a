/* How many files runsc has open for its guest. */
#pragma once

#include "base/arena.h"
#include "model/policy.h"

#include <stdint.h>

/* The most descriptors that runsc's gofer, which has the most of all its processes, holds for a
 * guest that uses up its limit on open files: what the hard limit of the outer container has to
 * allow. 0 when the policy has no such limit. */
uint64_t policy_open_files(struct arena *arena, const struct policy *policy);
