#include "runsc.h"
#include "path.h"
#include "steps.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

/* runsc starts itself again through /proc/self/exe, as nobody when it began as root: 0700 works for
 * the first exec and fails in the third. */
enum fault open_runsc(struct start *start)
{
	const char *const path = value_of(start->options.runsc);
	struct statfs file_system;

	start->runsc_fd = open_without_symlinks(AT_FDCWD, path, O_PATH);
	if (start->runsc_fd < 0 || fstat(start->runsc_fd, &start->runsc_stat) < 0)
		return fault_errno(&start->note, FAULT_runsc_missing, path);
	if (!S_ISREG(start->runsc_stat.st_mode))
		return fault_at(&start->note, FAULT_runsc_kind, path);
	if (!is_ours(&start->runsc_stat))
		return fault_at(&start->note, FAULT_runsc_owner, path);
	if ((start->runsc_stat.st_mode & 0555) != 0555)
		return fault_at(&start->note, FAULT_runsc_mode, path);
	if (syscall(SYS_fstatfs, start->runsc_fd, &file_system) < 0 ||
	    (file_system.f_flags & ST_NOEXEC) != 0)
		return fault_at(&start->note, FAULT_runsc_noexec, path);
	return FAULT_none;
}

int reopen_runsc(const struct start *start)
{
	const int fd = open_without_symlinks(AT_FDCWD, value_of(start->options.runsc),
	                                     O_RDONLY | O_NONBLOCK | O_NOCTTY);
	struct stat stat;

	if (fd < 0)
		return -1;
	if (fstat(fd, &stat) == 0 && stat.st_dev == start->runsc_stat.st_dev &&
	    stat.st_ino == start->runsc_stat.st_ino)
		return fd;
	close(fd);
	errno = ESTALE;
	return -1;
}
