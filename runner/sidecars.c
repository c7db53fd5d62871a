/* Newer releases execute other binaries, found through GVISOR_SIDECAR_BINARIES_DIR: a sealed runsc beside a sentry that anybody may replace
 * would be no seal. They cannot be copied or overlaid one by one, so they must need no seal. */
#include "path.h"
#include "requirements.h"

#include <fcntl.h>
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

enum fault require_sidecars(struct start *start)
{
	static const char names[][24] = {"gvisor_sentry", "checkpointgofer"};
	const char *const path = value_of(start->options.sidecars);
	enum fault fault = FAULT_none;
	struct stat stat;
	int directory;

	if (path == NULL) {
		start->skipped = "this release has none";
		return FAULT_none;
	}
	directory = open_without_symlinks(AT_FDCWD, path, O_PATH | O_DIRECTORY);
	if (directory < 0 || fstat(directory, &stat) < 0)
		return fault_errno(&start->note, FAULT_sidecars, path);
	if (!is_ours(&stat))
		fault = fault_at(&start->note, FAULT_sidecars_owner, path);
	for (size_t i = 0; fault == FAULT_none && i < sizeof names / sizeof *names; i++)
		fault = check_sidecar(start, directory, names[i]);
	close(directory);
	return fault;
}
