/* Whether the world's read-only mount is all the seal that runsc needs. It is if both of these hold
 * for every process of our uid, inside the world and out of it:
 *  1 the kernel refuses writing: by the file's mode or an ACL, not by a flag of one mount, beside
 *    which there may be another
 *  2 the owner of the file, who could chmod it, is none of our uids
 * Capabilities do not matter: what runs in the world holds none outside of its own user namespace,
 * in which a plain uid has mapped itself alone. */
#include "seal.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* A read-only mount is asked about first, and answers EROFS: then the mode decides, which
 * open_runsc has seen, and an ACL shows as a mode that lets the group write. Kernels before 5.8 do
 * not know the call, and older seccomp profiles neither. */
static bool is_refused(int fd)
{
	if (syscall(SYS_faccessat2, fd, "", W_OK, AT_EMPTY_PATH | AT_EACCESS) == 0)
		return false;
	return errno == EACCES || errno == EROFS || errno == EPERM || errno == ENOSYS;
}

static bool is_owner(const struct stat *stat)
{
	/* The saved uid is the effective one: keeprun was executed and has changed none. */
	return stat->st_uid == getuid() || stat->st_uid == geteuid();
}

bool is_unchangeable(int fd, const struct stat *stat)
{
	return is_refused(fd) && !is_owner(stat);
}

bool is_out_of_reach(const struct start *start)
{
	return is_unchangeable(start->runsc_fd, &start->runsc_stat);
}
