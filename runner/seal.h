/* The rungs of the seal ladder; seal.c climbs them. Each failure leaves its errno for the message and the ladder goes on or refuses, as the policy says. */
#pragma once

#include "start.h"

#include <stdbool.h>

/* Is it certain that nothing that runs under our uid, or that such a process could become, can change runsc? Then it needs no seal. Sets no_new_privs,
 * without which it is not. */
bool is_out_of_reach(const struct start *start);

/* Does runsc lie on a read-only mount or file system? */
bool is_read_only(const struct start *start);

/* Returns a descriptor of runsc inside a read-only overlay that nothing else can reach, or -1 and errno. The first needs CAP_SYS_ADMIN; the second makes the
 * overlay in a throw-away user and mount namespace. */
int overlay_here(struct start *start);
int overlay_in_namespace(struct start *start);

/* Returns a descriptor of a copy in memory that cannot be written, or -1 and errno; EBADMSG when DIGEST is not null and the copy has another. */
int memfd_copy(struct start *start, const char *digest);

/* Is DIGEST that of runsc? False and errno when it cannot be read; EBADMSG when it has another. */
bool has_digest(const struct start *start, const char *digest);
