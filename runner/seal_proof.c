/* The cheapest seal: the proof that none is needed. Sound if all of these hold, for this process and for all that it could become:
 *  1 the kernel refuses writing now: mode, ACL, immutable flag or read-only file system
 *  2 the owner of the file, who could chmod it, is none of our uids
 *  3 no capability that gets around 1 and 2 is in any set that an exec draws from; without no_new_privs that is the bounding set too
 *  4 the file has no other owner in a child user namespace: a plain uid can map only itself there, so root's file stays root's
 * runsc is then executed by the descriptor that all this was asked about. */
#include "capabilities.h"
#include "seal.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#define BIT(capability) (UINT64_C(1) << (capability))

static const uint64_t dangerous = BIT(CAP_CHOWN) | BIT(CAP_DAC_OVERRIDE) | BIT(CAP_FOWNER) | BIT(CAP_SETUID) | BIT(CAP_SETGID) | BIT(CAP_SETFCAP) |
                                  BIT(CAP_SETPCAP) | BIT(CAP_SYS_ADMIN) | BIT(CAP_SYS_PTRACE) | BIT(CAP_MKNOD) | BIT(CAP_SYS_RAWIO) | BIT(CAP_LINUX_IMMUTABLE) |
                                  BIT(CAP_SYS_MODULE) | BIT(CAP_MAC_ADMIN) | BIT(CAP_BPF);

/* 0 when writing is refused now, with the kernel's reason in errno. */
static bool is_writable(const struct start *start)
{
	return syscall(SYS_faccessat2, start->runsc_fd, "", W_OK, AT_EMPTY_PATH | AT_EACCESS) == 0;
}

static bool is_owner(const struct start *start)
{
	/* The saved uid is the effective one: keeprun was executed and has changed none. */
	return start->runsc_stat.st_uid == getuid() || start->runsc_stat.st_uid == geteuid();
}

const char *reason_to_seal(const struct start *start)
{
	struct capabilities capabilities;

	if (is_writable(start))
		return "this uid can write runsc";
	if (errno != EACCES && errno != EROFS && errno != EPERM)
		return "the kernel does not say whether this uid can write runsc";
	if (is_owner(start))
		return "this uid owns runsc";
	if (!capabilities_read(&capabilities))
		return "the kernel does not tell the capabilities";
	if (capabilities_reach(&capabilities, dangerous) != 0)
		return "capabilities in reach get around the file's mode";
	return NULL;
}

/* The owner, and whoever may write, can change the file by its path, and the overlay shows it; a read-only mount or file system stops both. */
bool may_change_in_place(const struct start *start)
{
	struct statvfs file_system;

	if (fstatvfs(start->runsc_fd, &file_system) == 0 && (file_system.f_flag & ST_RDONLY) != 0)
		return false;
	return is_writable(start) || errno == ENOSYS || is_owner(start);
}
