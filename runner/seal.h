/* The rungs of the seal ladder; seal.c climbs them. Each failure leaves its errno for the message
 * and the ladder goes on or refuses, as the policy says. */
#pragma once

#include "start.h"

#include <stdbool.h>

/* Is it certain that no process of our uid can change runsc from outside the world? */
bool is_out_of_reach(const struct start *start);

/* Returns a descriptor of runsc inside a read-only overlay, or -1 and errno. The overlay lies on
 * WORLD_STATE, since only a mounted file can be attached a second time, and goes again: it
 * shows runsc's whole directory. */
int overlay_file(struct start *start);

/* Returns a descriptor of a copy in memory that cannot be written, or -1 and errno; EBADMSG when
 * DIGEST is not null and the copy has another. */
int memfd_copy(struct start *start, const char *digest);

/* Is DIGEST that of runsc? False and errno when it cannot be read; EBADMSG when it has another. */
bool has_digest(const struct start *start, const char *digest);
