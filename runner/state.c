#include "arena.h"
#include "path.h"
#include "steps.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

static int open_state(const char *path)
{
	return open_without_symlinks(AT_FDCWD, path, O_RDONLY | O_DIRECTORY);
}

/* Makes the last segment of PATH, in a directory that is there. */
static int make_last_segment(const char *path)
{
	const char *const slash = strrchr(path, '/');
	char parent[PATH_MAX];
	int fd;
	int made;

	if ((size_t)(slash - path) >= sizeof parent)
		return errno = ENAMETOOLONG, -1;
	memcpy(parent, path, (size_t)(slash - path));
	parent[slash - path] = '\0';
	fd = open_without_symlinks(AT_FDCWD, slash == path ? "/" : parent, O_PATH | O_DIRECTORY);
	if (fd < 0)
		return -1;
	made = mkdirat(fd, slash + 1, 0711);
	if (made < 0 && errno == EEXIST)
		made = 0;
	close(fd);
	return made;
}

/* 64 random bits: two starts never meet in practice, and mkdir tells when they do. */
static bool make_id(char id[static 32])
{
	static const char digits[] = "0123456789abcdef";
	static const char prefix[] = "keep-";
	uint8_t random[8];
	size_t used = strlen(prefix);

	if (getrandom(random, sizeof random, 0) != (ssize_t)sizeof random)
		return false;
	memcpy(id, prefix, used);
	for (size_t i = 0; i < sizeof random; i++) {
		id[used++] = digits[random[i] >> 4];
		id[used++] = digits[random[i] & 15];
	}
	id[used] = '\0';
	return true;
}

static enum fault make_fresh(struct start *start, int parent)
{
	const char *const state = start->options.state;

	start->state_path = arena_join(state, strlen(state), "/", start->id);
	if (start->state_path == NULL || strlen(start->state_path) >= PATH_MAX)
		return fault_at(&start->note, FAULT_state_fresh, "path too long");
	if (mkdirat(parent, start->id, 0700) < 0)
		return fault_errno(&start->note, FAULT_state_fresh, start->state_path);
	start->has_state = true;
	return FAULT_none;
}

static enum fault make_outside(struct start *start)
{
	const char *const path = start->options.state;
	enum fault fault;
	struct stat stat;
	int parent = open_state(path);

	if (parent < 0 && errno == ENOENT && make_last_segment(path) == 0)
		parent = open_state(path);
	if (parent < 0 || fstat(parent, &stat) < 0)
		return fault_errno(&start->note, FAULT_state_missing, path);
	/* Whoever may rename in STATE could swap STATE/ID between our look at it and runsc's. */
	if (!is_safe_directory(&stat) || find_unsafe_parent(path) != 0)
		return fault_at(&start->note, FAULT_state_owner, path);
	fault = make_fresh(start, parent);
	close(parent);
	return fault;
}

enum fault make_state(struct start *start)
{
	start->state_path = WORLD_STATE;
	if (!make_id(start->id))
		return fault_errno(&start->note, FAULT_state_fresh, "getrandom");
	return strcmp(start->options.state, WORLD_STATE) == 0 ? FAULT_none : make_outside(start);
}

/* runsc takes its files away itself, unless it was killed. Logs of a debug build stay. */
static void discard_files(int directory)
{
	_Alignas(struct dirent) char buffer[2048];
	int size;

	while ((size = getdents(directory, (void *)buffer, sizeof buffer)) > 0)
		for (int at = 0; at < size;) {
			const struct dirent *const entry = (const void *)(buffer + at);

			unlinkat(directory, entry->d_name, 0);
			at += entry->d_reclen;
		}
}

void discard_state(struct start *start)
{
	const int directory = start->has_state ? open_state(start->state_path) : -1;

	if (directory < 0)
		return;
	unlinkat(directory, "bundle/" ARTIFACT_CONFIG, 0);
	unlinkat(directory, "bundle", AT_REMOVEDIR);
	discard_files(directory);
	close(directory);
	unlinkat(AT_FDCWD, start->state_path, AT_REMOVEDIR);
}
