/* Ways out of the view. */
#include "probe.h"

#include <sched.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

/* umount PATH: a guest which could take a mount away would see what lies below it */
void task_umount(const char *path)
{
	answer("umount", path, umount2(path, MNT_DETACH) == 0 ? "unmounted" : errno_word());
}

/* mount, remount, chroot, pivot PATH, unshare FLAGS: ways out of the view */
void task_mount(const char *path)
{
	result("mount", path, "mounted", mount("tmpfs", path, "tmpfs", 0, NULL));
}

void task_remount(const char *path)
{
	result("remount", path, "remounted", mount(NULL, path, NULL, MS_REMOUNT | MS_BIND, NULL));
}

void task_chroot(const char *path)
{
	result("chroot", path, "changed", chroot(path));
}

void task_pivot(const char *path)
{
	result("pivot", path, "changed", syscall(SYS_pivot_root, path, path));
}

void task_unshare(const char *flags)
{
	result("unshare", flags, "unshared", unshare((int)strtol(flags, NULL, 0)));
}
