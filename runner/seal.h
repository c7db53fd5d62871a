/* The rungs of the seal ladder; seal.c climbs them. Each failure leaves its errno for the message
 * and the ladder goes on or refuses, as the policy says. */
#pragma once

#include "start.h"

#include <stdbool.h>
#include <sys/stat.h>

/* Is it certain that no process of our uid can change runsc from outside the world? */
bool is_out_of_reach(const struct start *start);

/* Can none change FD, a file or the names in a directory, of which STAT tells? Owners have their
 * numbers outside the world alone. */
bool is_unchangeable(int fd, const struct stat *stat);

/* Returns a descriptor of runsc inside a read-only overlay, or -1 and errno. The overlay lies on
 * WORLD_STATE, since only a mounted file can be attached a second time, and goes again: it
 * shows runsc's whole directory. */
int overlay_file(struct start *start);

/* The same for DIRECTORY, gvisor-bin, which is taken: an overlay of it is attached on POINT. 0, or
 * -1 and errno. */
int overlay_directory(const struct start *start, int directory, int point);

/* Returns a descriptor of a copy in memory that cannot be written, or -1 and errno. */
int memfd_copy(const struct start *start);

/* Copies the SIZE bytes of FROM into TO. False and errno; ESTALE when FROM has more or fewer. */
bool copy_file(int to, int from, off_t size);

/* Attaches the tree at FROM, which is taken, as NAME in the world's directory of runsc. 0, or -1
 * and errno. */
int attach_beside(struct start *start, int from, const char *name, bool is_directory);

/* The descriptor of what was sealed leads through the namespace that it was attached in; opens the
 * same in the one that was entered since. 0, or -1 and errno. */
int follow_seal(struct start *start);

/* Brings gvisor-bin, where there is one, into the world, under the seal that runsc has. */
enum fault seal_sidecars(struct start *start) MUST_USE;

/* Compares what was sealed with the digest in the policy, if there is one. */
enum fault check_digest(struct start *start) MUST_USE;
