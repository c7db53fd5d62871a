/* The digest in the policy, of what was sealed and not of a file that is read a second time. It is
 * that of runsc; where there is a gvisor-bin with entries, that of the lines which sha256sum(1)
 * prints of runsc and of gvisor-bin/ *, so that both can be had with a shell. */
#include "arena.h"
#include "hash.h"
#include "seal.h"
#include "world/world.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static bool hash_file(int fd, char digest[static HASH_TEXT])
{
	enum { CHUNK_SIZE = 256 * 1024 };
	char *const chunk = arena_rest(CHUNK_SIZE);
	struct hash hash;
	ssize_t count = -1;

	hash_start(&hash);
	while (chunk != NULL && (count = read(fd, chunk, CHUNK_SIZE)) != 0) {
		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return false;
		hash_add(&hash, chunk, (size_t)count);
	}
	hash_end(&hash, digest);
	return count == 0;
}

static bool hash_sealed(const struct start *start, const char *directory, const char *name,
                        char digest[static HASH_TEXT])
{
	const char *const path = arena_join(directory, strlen(directory), name, "");
	const int fd = path == NULL ? -1
	                            : openat(start->world.root, path + 1,
	                                     O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	const bool is_done = fd >= 0 && hash_file(fd, digest);
	const int reason = errno;

	if (fd >= 0)
		close(fd);
	errno = reason;
	return is_done;
}

/* A memfd is nowhere in the world, and was left where the copy ended. */
static bool hash_runsc(const struct start *start, char digest[static HASH_TEXT])
{
	if (strcmp(start->seal, "memfd") != 0)
		return hash_sealed(start, WORLD_RUNSC, "/runsc", digest);
	return lseek(start->runsc_fd, 0, SEEK_SET) == 0 && hash_file(start->runsc_fd, digest);
}

static void add_line(struct hash *hash, const char *digest, const char *directory, const char *name)
{
	hash_add(hash, digest, strlen(digest));
	hash_add(hash, directory, strlen(directory));
	hash_add(hash, name, strlen(name));
	hash_add(hash, "\n", 1);
}

/* DIGEST is that of runsc, and becomes that of the release. */
static bool add_sidecars(const struct start *start, char digest[static HASH_TEXT])
{
	const char *const name = strrchr(value_of(start->options.runsc), '/') + 1;
	struct hash hash;

	if (start->sidecars.count == 0)
		return true;
	hash_start(&hash);
	add_line(&hash, digest, "  ", name);
	for (size_t i = 0; i < start->sidecars.count; i++) {
		const char *const entry = start->sidecars.items[i].name;

		if (!hash_sealed(start, WORLD_RUNSC "/gvisor-bin/", entry, digest))
			return false;
		add_line(&hash, digest, "  gvisor-bin/", entry);
	}
	hash_end(&hash, digest);
	return true;
}

enum fault check_digest(struct start *start)
{
	const char *const wanted = value_of(start->options.runsc_sha256);
	const char *const path = value_of(start->options.runsc);
	char digest[HASH_TEXT] = "";
	const char *detail;

	if (wanted == NULL)
		return FAULT_none;
	if (!hash_runsc(start, digest) || !add_sidecars(start, digest))
		return fault_errno(&start->note, FAULT_seal_read, path);
	if (strcmp(wanted, digest) == 0)
		return FAULT_none;
	detail = arena_join(path, strlen(path), ": ", digest);
	return fault_at(&start->note, FAULT_runsc_digest, detail == NULL ? path : detail);
}
