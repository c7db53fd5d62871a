#pragma once

#include "start.h"

/* In the world, before anything of the guest runs: is runsc of the release that the policy pins? */
enum fault ask_release(struct start *start) MUST_USE;

/* The same from outside, when runsc has ended without a sandbox, in a world that is made for it.
 * FAULT_none, too, where nothing could be learned. */
enum fault ask_again(struct start *start) MUST_USE;
