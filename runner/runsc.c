#include "path.h"
#include "steps.h"

#include <fcntl.h>
#include <sys/statvfs.h>

/* runsc starts itself again through /proc/self/exe, as nobody when it began as root: 0700 works for the first exec and fails in the third. */
enum fault open_runsc(struct start *start)
{
	const char *const path = value_of(start->options.runsc);
	struct statvfs file_system;

	start->runsc_fd = open_without_symlinks(AT_FDCWD, path, O_PATH);
	if (start->runsc_fd < 0 || fstat(start->runsc_fd, &start->runsc_stat) < 0)
		return fault_errno(&start->note, FAULT_runsc_missing, path);
	if (!S_ISREG(start->runsc_stat.st_mode))
		return fault_at(&start->note, FAULT_runsc_kind, path);
	if (!is_ours(&start->runsc_stat))
		return fault_at(&start->note, FAULT_runsc_owner, path);
	if ((start->runsc_stat.st_mode & 0555) != 0555)
		return fault_at(&start->note, FAULT_runsc_mode, path);
	if (fstatvfs(start->runsc_fd, &file_system) < 0 || (file_system.f_flag & ST_NOEXEC) != 0)
		return fault_at(&start->note, FAULT_runsc_noexec, path);
	return FAULT_none;
}
