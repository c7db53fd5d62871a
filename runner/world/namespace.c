#include "control.h"
#include "line.h"
#include "proc.h"
#include "start.h"
#include "world/world.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static bool write_file(const char *name, const char *text, size_t length)
{
	const int fd = proc_open_for(name, O_WRONLY);
	const bool is_written = fd >= 0 && write(fd, text, length) == (ssize_t)length;
	const int reason = errno;

	if (fd >= 0)
		close(fd);
	errno = reason;
	return is_written;
}

static bool write_map(const char *name, unsigned int id)
{
	struct line line = {.used = 0};

	line_number(&line, id);
	line_text(&line, " ");
	line_number(&line, id);
	line_text(&line, " 1\n");
	return write_file(name, line.bytes, line.used);
}

/* setgroups must be denied before a plain uid may map a gid: user_namespaces(7). */
static const char *find_refused_map(uid_t uid, gid_t gid)
{
	static const char deny[] = "deny";

	if (!write_map("uid_map", uid))
		return "/proc/self/uid_map";
	if (!write_file("setgroups", deny, sizeof deny - 1))
		return "/proc/self/setgroups";
	return write_map("gid_map", gid) ? NULL : "/proc/self/gid_map";
}

enum fault make_namespaces(struct start *start)
{
	/* Asked before: inside, they have no number until the maps are written. */
	const uid_t uid = geteuid();
	const gid_t gid = getegid();
	const char *refused;

	if (unshare(CLONE_NEWUSER | CLONE_NEWNS) < 0)
		return fault_errno(&start->note, FAULT_namespaces, "unshare(CLONE_NEWUSER)");
	refused = find_refused_map(uid, gid);
	if (refused != NULL)
		return fault_errno(&start->note, FAULT_namespaces, refused);
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		return fault_errno(&start->note, FAULT_world, "mount(MS_PRIVATE)");
	return FAULT_none;
}

enum fault drop_bounding_set(struct start *start)
{
	enum { MORE_THAN_ANY = 64 };
	const bool is_root = geteuid() == 0;

	for (int number = 0; number < MORE_THAN_ANY; number++) {
		if (is_root && number == CAP_SETFCAP)
			continue;
		if (prctl(PR_CAPBSET_DROP, number, 0, 0, 0) == 0)
			continue;
		/* The first number that this kernel does not know. */
		if (errno == EINVAL)
			break;
		return fault_errno(&start->note, FAULT_world, "prctl(PR_CAPBSET_DROP)");
	}
	/* Asked back: a seccomp filter may answer in the kernel's place. */
	if (prctl(PR_CAPBSET_READ, CAP_SYS_ADMIN, 0, 0, 0) != 0)
		return fault_at(&start->note, FAULT_world, "prctl(PR_CAPBSET_DROP)");
	return FAULT_none;
}
