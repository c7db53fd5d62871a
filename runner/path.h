#pragma once

/* stat(2), lstat(2), open(2) and rmdir(2) are not used in keeprun: a narrow seccomp profile knows
 * only their successors. */

#include <stdbool.h>
#include <stddef.h>

/* Opens PATH below DIRECTORY (or from / when it is absolute) without following a symlink in any of
 * its segments, O_CLOEXEC added to FLAGS. Returns the descriptor, which the caller owns, or -1 and
 * errno; ELOOP or ENOTDIR where a symlink was met. */
int open_without_symlinks(int directory, const char *path, int flags);

/* What lies at PATH, an absolute one. 0, or -1 and errno: ELOOP or ENOTDIR when it is a symlink or
 * lies behind one. */
struct stat;
int stat_without_symlinks(const char *path, struct stat *stat);

/* Did root make it with the image, or the own uid? Outside the world alone: an owner who is not
 * mapped there shows as the overflow uid, which is ours only where all uids are mapped. */
bool is_owner(const struct stat *stat);

/* The same, and nobody else may have had a hand in it. */
bool is_ours(const struct stat *stat);

/* Did an open without symlinks fail because there is nothing of that name? */
bool is_nowhere(int error);

/* Is PATH the directory PARENT or something below it? Both are canonical. */
bool is_at_or_below(const char *path, const char *parent);

/* Could somebody else put another file at PATH, by renaming a directory above it? Returns 0 when
 * every one belongs to root or to the own uid and nobody else may rename in it, else the length of
 * the first one, as a prefix of PATH, of which that cannot be said. */
size_t find_unsafe_parent(const char *path);

/* Does a directory belong to root or to the own uid, and may nobody else rename in it? In a sticky
 * one others may make names, and not rename or remove ours: inode(7). */
bool is_safe_directory(const struct stat *stat);
