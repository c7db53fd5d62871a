#pragma once

#include "base/text.h"

#include <sys/types.h>

/* A policy is at most 256 KiB; the reader says so with a position, so that one byte more is enough
 * to read. */
#define INPUT_MAX (256 * 1024 + 1)

/* What file a path led to, however it was written. */
struct input_identity {
	dev_t device;
	ino_t inode;
};

/* Where the policies of a run lie when it is not the file system: a revision of a repository. A
 * source that comes from there says so, and what it names is looked for there. */
struct input_place {
	/* As input_try, with the file's identity. */
	bool (*read)(const struct input_place *place, struct arena *arena, const char *path,
	             struct text *bytes, struct input_identity *identity);
};

/* The first INPUT_MAX bytes of the file, of standard input when path is "-". Whatever cannot be
 * read is fatal(). */
struct text input_read(struct arena *arena, const char *path);
/* The same of a regular file that a policy names; false with errno when there is none to read.
 * Symlinks are followed, as for the policy itself. */
bool input_try(struct arena *arena, const char *path, struct text *bytes);
/* The same of an open file, which stays open. */
bool input_descriptor(struct arena *arena, int fd, struct text *bytes,
                      struct input_identity *identity);
/* A whole file that is no policy, "-" as above; one larger than limit bytes is fatal(). False with
 * errno when it cannot be opened. */
bool input_file(struct arena *arena, const char *path, size_t limit, struct text *bytes);
/* False when there is no such file. */
bool input_identify(const char *path, struct input_identity *identity);
