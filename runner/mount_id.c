/* musl 1.2.3 has no statx, and its <sys/stat.h> does not go with the kernel's <linux/stat.h>: so it
 * is used here alone. */
#include "mount_id.h"

#include <linux/fcntl.h>
#include <linux/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static bool look(int fd, struct statx *result)
{
	return syscall(SYS_statx, fd, "", AT_EMPTY_PATH, STATX_BASIC_STATS | STATX_MNT_ID,
	               result) == 0;
}

bool is_same_mount(int left, int right)
{
	struct statx of_left;
	struct statx of_right;

	if (!look(left, &of_left) || !look(right, &of_right))
		return false;
	if (of_left.stx_dev_major != of_right.stx_dev_major ||
	    of_left.stx_dev_minor != of_right.stx_dev_minor)
		return false;
	if ((of_left.stx_mask & STATX_MNT_ID) == 0)
		return true;
	return of_left.stx_mnt_id == of_right.stx_mnt_id;
}
