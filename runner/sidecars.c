/* Newer releases execute other binaries from gvisor-bin beside runsc: a sealed runsc beside a
 * sentry that anybody may replace would be no seal. Nobody asks which entries a release executes
 * today: every one is looked at, whatever the release. */
#include "sidecars.h"
#include "arena.h"
#include "mount_id.h"
#include "path.h"
#include "requirements.h"
#include "seal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { SIDECARS_MAX = 64 }; /* a release has four */

/* Under these two the very files outside are executed, and their owner could change them. */
static bool is_executed_in_place(const struct options *options)
{
	return value_is(options->seal, "world") || value_is(options->seal, "overlay");
}

static enum fault check_owner(struct start *start, const struct stat *stat, const char *name)
{
	if (!is_ours(stat))
		return fault_at(&start->note, FAULT_sidecars_owner, name);
	if (is_executed_in_place(&start->options) && geteuid() != 0 && stat->st_uid == geteuid())
		return fault_at(&start->note, FAULT_sidecars_owner, name);
	return FAULT_none;
}

/* FD is the entry of DIRECTORY. A mount on it would show another file than the one that an overlay
 * executes. */
static enum fault look_at(struct start *start, int directory, int fd, struct sidecar *sidecar)
{
	const char *const name = sidecar->name;
	struct stat stat;

	if (fd < 0 || fstat(fd, &stat) < 0)
		return fault_errno(&start->note, FAULT_sidecars, name);
	if (!S_ISREG(stat.st_mode) || (stat.st_mode & 0555) != 0555)
		return fault_at(&start->note, FAULT_sidecars, name);
	if (!is_same_mount(directory, fd))
		return fault_at(&start->note, FAULT_own_mount, name);
	sidecar->device = stat.st_dev;
	sidecar->inode = stat.st_ino;
	start->sidecars.is_out_of_reach &= is_unchangeable(fd, &stat);
	return check_owner(start, &stat, name);
}

static enum fault check_entry(struct start *start, int directory, struct sidecar *sidecar)
{
	const int fd = openat(directory, sidecar->name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	const enum fault fault = look_at(start, directory, fd, sidecar);

	if (fd >= 0)
		close(fd);
	return fault;
}

/* In the order of bytes, as a shell's * has it in the locale C. */
static void insert(struct sidecars *sidecars, char *name)
{
	struct sidecar *const items = sidecars->items;
	size_t at = sidecars->count++;

	for (; at > 0 && strcmp(items[at - 1].name, name) > 0; at--)
		items[at] = items[at - 1];
	items[at].name = name;
}

/* sha256sum(1) writes a name with a backslash or a line feed otherwise: the digest of a release
 * could mean two. */
static bool is_plain(const char *name)
{
	for (; *name != '\0'; name++)
		if (*name < '!' || *name > '~' || *name == '\\')
			return false;
	return true;
}

static enum fault note_entry(struct start *start, const char *name)
{
	char *copy;

	if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return FAULT_none;
	copy = arena_join(name, strlen(name), "", "");
	if (!is_plain(name) || copy == NULL || start->sidecars.count == SIDECARS_MAX)
		return fault_at(&start->note, FAULT_sidecars, name);
	insert(&start->sidecars, copy);
	return FAULT_none;
}

static enum fault list_entries(struct start *start, int directory)
{
	_Alignas(struct dirent) char buffer[4096];
	enum fault fault = FAULT_none;
	int size = 0;

	while (fault == FAULT_none &&
	       (size = getdents(directory, (void *)buffer, sizeof buffer)) > 0)
		for (int at = 0; at < size && fault == FAULT_none;) {
			const struct dirent *const entry = (const void *)(buffer + at);

			fault = note_entry(start, entry->d_name);
			at += entry->d_reclen;
		}
	if (fault == FAULT_none && size < 0)
		fault = fault_errno(&start->note, FAULT_sidecars, start->own[OWN_sidecars]);
	return fault;
}

/* What a release that needs them cannot do without. */
static enum fault check_needed(struct start *start, int directory)
{
	static const char names[][24] = {"gvisor_sentry", "checkpointgofer",
	                                 "gvisor-sentry-prewarmer"};
	struct stat stat;

	if (start->options.sidecars.count == 0)
		return FAULT_none;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (fstatat(directory, names[i], &stat, AT_SYMLINK_NOFOLLOW) < 0)
			return fault_errno(&start->note, FAULT_sidecars, names[i]);
	return FAULT_none;
}

static enum fault check_directory(struct start *start, int directory)
{
	const char *const path = start->own[OWN_sidecars];
	struct sidecars *const sidecars = &start->sidecars;
	enum fault fault;
	struct stat stat;

	sidecars->items = arena_take(SIDECARS_MAX * sizeof *sidecars->items);
	if (sidecars->items == NULL || directory < 0 || fstat(directory, &stat) < 0)
		return fault_errno(&start->note, FAULT_sidecars, path);
	sidecars->is_out_of_reach = is_unchangeable(directory, &stat);
	fault = check_owner(start, &stat, path);
	if (fault == FAULT_none)
		fault = check_needed(start, directory);
	if (fault == FAULT_none)
		fault = list_entries(start, directory);
	for (size_t i = 0; i < sidecars->count && fault == FAULT_none; i++)
		fault = check_entry(start, directory, &sidecars->items[i]);
	return fault;
}

enum fault require_sidecars(struct start *start)
{
	enum fault fault;
	int directory;

	if (start->own[OWN_sidecars] == NULL) {
		start->skipped = "there is no gvisor-bin";
		start->sidecars.is_out_of_reach = true;
		return FAULT_none;
	}
	directory = open_sidecars(start);
	fault = check_directory(start, directory);
	if (directory >= 0)
		close(directory);
	return fault;
}

int open_sidecars(const struct start *start)
{
	return open_without_symlinks(AT_FDCWD, start->own[OWN_sidecars], O_RDONLY | O_DIRECTORY);
}

int open_sidecar(int directory, const struct sidecar *sidecar, int flags)
{
	const int fd = openat(directory, sidecar->name, flags | O_NOFOLLOW | O_CLOEXEC);
	struct stat stat;

	if (fd < 0)
		return -1;
	if (fstat(fd, &stat) == 0 && stat.st_dev == sidecar->device &&
	    stat.st_ino == sidecar->inode)
		return fd;
	close(fd);
	errno = ESTALE;
	return -1;
}
