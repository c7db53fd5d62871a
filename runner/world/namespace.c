#include "line.h"
#include "proc.h"
#include "seal.h"
#include "start.h"
#include "world/world.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
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

static bool write_map(const char *name, unsigned int inside, unsigned int outside)
{
	struct line line = {.used = 0};

	line_number(&line, inside);
	line_text(&line, " ");
	line_number(&line, outside);
	line_text(&line, " 1\n");
	return write_file(name, line.bytes, line.used);
}

/* Also in all namespaces below: user_namespaces(7). */
static bool deny_setgroups(void)
{
	static const char deny[] = "deny";

	return write_file("setgroups", deny, sizeof deny - 1);
}

struct ids {
	uid_t uid;
	gid_t gid;
};

/* Namespaces in which OUTSIDE, of those we are in, is INSIDE. setgroups must be denied before a
 * plain uid may map a gid, in the first: user_namespaces(7). Null, or the call that failed, and
 * errno. */
static const char *find_failed_call(struct ids inside, struct ids outside, bool is_first)
{
	if (unshare(CLONE_NEWUSER | CLONE_NEWNS) < 0)
		return "unshare(CLONE_NEWUSER)";
	if (!write_map("uid_map", inside.uid, outside.uid))
		return "/proc/self/uid_map";
	if (is_first && !deny_setgroups())
		return "/proc/self/setgroups";
	return write_map("gid_map", inside.gid, outside.gid) ? NULL : "/proc/self/gid_map";
}

enum fault make_namespaces(struct start *start)
{
	/* Asked before: inside, they have no number until the maps are written. */
	const struct ids own = {geteuid(), getegid()};
	const char *const call = find_failed_call(own, own, true);

	if (call != NULL)
		return fault_errno(&start->note, FAULT_namespaces, call);
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		return fault_errno(&start->note, FAULT_world, "mount(MS_PRIVATE)");
	return FAULT_none;
}

enum fault lock_world(struct start *start)
{
	const struct ids root = {0, 0};
	const struct ids own = {geteuid(), getegid()};
	const char *call = find_failed_call(root, own, false);

	if (call == NULL && follow_seal(start) < 0)
		call = WORLD_RUNSC "/runsc";
	return call == NULL ? FAULT_none : fault_errno(&start->note, FAULT_namespaces, call);
}
