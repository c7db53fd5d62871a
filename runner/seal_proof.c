/* The cheapest seal: the proof that none is needed. Sound if all of these hold, for this process and for all that it could become:
 *  1 the kernel refuses writing now: mode, ACL, immutable flag or read-only file system
 *  2 the owner of the file, who could chmod it, is none of our uids
 *  3 no capability that gets around 1 and 2 is held or can be inherited, and no exec gives one: no_new_privs, which is set here where it is not. runsc executes
 *    nothing but itself, and needs the same for its own seccomp filters
 *  4 the file has no other owner in a child user namespace: a plain uid can map only itself there, so root's file stays root's
 * runsc is then executed by the descriptor that all this was asked about. */
#include "capabilities.h"
#include "seal.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#define BIT(capability) (UINT64_C(1) << (capability))

static const uint64_t dangerous = BIT(CAP_CHOWN) | BIT(CAP_DAC_OVERRIDE) | BIT(CAP_FOWNER) | BIT(CAP_SETUID) | BIT(CAP_SETGID) | BIT(CAP_SETFCAP) |
                                  BIT(CAP_SETPCAP) | BIT(CAP_SYS_ADMIN) | BIT(CAP_SYS_PTRACE) | BIT(CAP_MKNOD) | BIT(CAP_SYS_RAWIO) | BIT(CAP_LINUX_IMMUTABLE) |
                                  BIT(CAP_SYS_MODULE) | BIT(CAP_MAC_ADMIN) | BIT(CAP_BPF);

/* Is writing refused now? Kernels before 5.8 do not say. */
static bool is_refused(const struct start *start)
{
	return syscall(SYS_faccessat2, start->runsc_fd, "", W_OK, AT_EMPTY_PATH | AT_EACCESS) < 0 && (errno == EACCES || errno == EROFS || errno == EPERM);
}

static bool is_owner(const struct start *start)
{
	/* The saved uid is the effective one: keeprun was executed and has changed none. */
	return start->runsc_stat.st_uid == getuid() || start->runsc_stat.st_uid == geteuid();
}

static bool holds_dangerous(void)
{
	struct capabilities capabilities;

	return !capabilities_read(&capabilities) || ((capabilities.permitted | capabilities.inheritable) & dangerous) != 0;
}

/* Asked again: a seccomp filter may answer in the kernel's place. */
static bool gives_up_gaining(void)
{
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1;
}

bool is_out_of_reach(const struct start *start)
{
	return is_refused(start) && !is_owner(start) && !holds_dangerous() && gives_up_gaining();
}

bool is_read_only(const struct start *start)
{
	struct statvfs file_system;

	return fstatvfs(start->runsc_fd, &file_system) == 0 && (file_system.f_flag & ST_RDONLY) != 0;
}
