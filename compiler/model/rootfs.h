#pragma once

#include "base/text.h"

#include <stdint.h>

/* The outer root filesystem as the compiler knows it: a directory (read lazily, never following a
 * symlink), or a saved listing. */
enum entry_kind {
	ENTRY_ABSENT,
	ENTRY_FILE,
	ENTRY_DIRECTORY,
	ENTRY_SYMLINK,
	ENTRY_CHARACTER,
	ENTRY_BLOCK,
	ENTRY_FIFO,
	ENTRY_SOCKET,
	ENTRY_OTHER
};

struct entry {
	enum entry_kind kind;
	uint32_t mode; /* permission bits, 07777 */
	uint32_t uid, gid;
	struct text target; /* of a symlink */
};

struct rootfs;

/* A directory, or a file holding a listing (schema/listing.md). NULL and errno when it cannot be
 * opened; a listing that cannot be parsed is fatal(). */
struct rootfs *rootfs_open(struct arena *arena, const char *path);
/* A listing in memory; name is for messages. */
struct rootfs *rootfs_parse(struct arena *arena, const char *name, struct text listing);
/* Like lstat of path inside the rootfs, except that a symlink in a directory component gives
 * ENTRY_ABSENT: callers walk symlinks themselves (rootfs_resolve). / */
struct entry rootfs_lookup(struct rootfs *rootfs, struct text path);
/* Names in a directory, in byte order; false when path is no directory. */
bool rootfs_list(struct rootfs *rootfs, struct text path, struct text **names, size_t *count);
/* A regular file for reading, which the caller closes; -1 for anything else, for what may not be
 * read, and always with a listing. */
int rootfs_open_file(struct rootfs *rootfs, struct text path);
/* The first bytes, at most limit, of a regular file; false for anything else, for what may not be
 * read, and always with a listing. */
bool rootfs_read(struct rootfs *rootfs, struct text path, size_t limit, struct text *bytes);
/* Follows every symlink inside the rootfs, as chroot(2) would; false when something is missing or
 * after 40 links. */
bool rootfs_resolve(struct rootfs *rootfs, struct text path, struct text *resolved);
/* The first prefix of path (or path itself) that is a symlink; false when none is. */
bool rootfs_symlink_in(struct rootfs *rootfs, struct text path, struct text *prefix);
