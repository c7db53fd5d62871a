/* Newer releases execute other binaries from gvisor-bin beside runsc: a sealed runsc beside a
 * sentry that anybody may replace would be no seal. They are attached read-only in the world; so
 * that their owner cannot change them from outside, every entry has to be somebody else's. */
#include "path.h"
#include "requirements.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static enum fault check_sidecar(struct start *start, int directory, const char *name)
{
	struct stat stat;

	if (fstatat(directory, name, &stat, AT_SYMLINK_NOFOLLOW) < 0)
		return fault_errno(&start->note, FAULT_sidecars, name);
	if (!S_ISREG(stat.st_mode) || (stat.st_mode & 0555) != 0555)
		return fault_at(&start->note, FAULT_sidecars, name);
	if (!is_ours(&stat))
		return fault_at(&start->note, FAULT_sidecars_owner, name);
	if (!value_is(start->options.seal, "off") && geteuid() != 0 && stat.st_uid == geteuid())
		return fault_at(&start->note, FAULT_sidecars_owner, name);
	return FAULT_none;
}

static enum fault check_entries(struct start *start, int directory)
{
	_Alignas(struct dirent) char buffer[4096];
	enum fault fault = FAULT_none;
	int size;

	while (fault == FAULT_none &&
	       (size = getdents(directory, (void *)buffer, sizeof buffer)) > 0)
		for (int at = 0; at < size && fault == FAULT_none;) {
			const struct dirent *const entry = (const void *)(buffer + at);

			if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
				fault = check_sidecar(start, directory, entry->d_name);
			at += entry->d_reclen;
		}
	if (fault == FAULT_none && size < 0)
		fault = fault_errno(&start->note, FAULT_sidecars, start->own[OWN_sidecars]);
	return fault;
}

/* What a release that needs them cannot do without. */
static enum fault check_needed(struct start *start, int directory)
{
	static const char names[][24] = {"gvisor_sentry", "checkpointgofer"};
	struct stat stat;

	if (start->options.sidecars.count == 0)
		return FAULT_none;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (fstatat(directory, names[i], &stat, AT_SYMLINK_NOFOLLOW) < 0)
			return fault_errno(&start->note, FAULT_sidecars, names[i]);
	return FAULT_none;
}

enum fault require_sidecars(struct start *start)
{
	const char *const path = start->own[OWN_sidecars];
	enum fault fault;
	struct stat stat;
	int directory;

	if (path == NULL) {
		start->skipped = "there is no gvisor-bin";
		return FAULT_none;
	}
	directory = open_without_symlinks(AT_FDCWD, path, O_RDONLY | O_DIRECTORY);
	if (directory < 0 || fstat(directory, &stat) < 0)
		return fault_errno(&start->note, FAULT_sidecars, path);
	if (!is_ours(&stat))
		fault = fault_at(&start->note, FAULT_sidecars_owner, path);
	else
		fault = check_needed(start, directory);
	if (fault == FAULT_none)
		fault = check_entries(start, directory);
	close(directory);
	return fault;
}
