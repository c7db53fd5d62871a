#include "requirements.h"
#include "arena.h"
#include "capabilities.h"
#include "line.h"
#include "path.h"
#include "proc.h"
#include "report.h"
#include "shapes.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/capability.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

static const char unasked[] = "the policy does not ask";

#define BIT(capability) (UINT64_C(1) << (capability))

static enum fault skip(struct start *start, const char *reason)
{
	start->skipped = reason;
	return FAULT_none;
}

enum fault require_proc(struct start *start)
{
	return proc_is_genuine() ? FAULT_none : fault_errno(&start->note, FAULT_proc_fake, "/proc");
}

enum fault require_null(struct start *start)
{
	struct stat found;

	if (stat_without_symlinks("/dev/null", &found) < 0)
		return fault_errno(&start->note, FAULT_null, "/dev/null");
	return S_ISCHR(found.st_mode) && found.st_rdev == makedev(1, 3)
	           ? FAULT_none
	           : fault_at(&start->note, FAULT_null, "/dev/null");
}

/* With less than OPEN_FILES runsc's gofer ends, and all that runsc says is EOF: releases 20221219.0
 * and 20240729.0, measured with a single bind. With less than the policy says, a guest that opens
 * as many files as it may is refused some. The soft limit does not matter, Go's runtime raises
 * it. */
enum fault require_open_files(struct start *start)
{
	enum { OPEN_FILES = 259 };
	const char *const said = value_of(start->options.open_files);
	const uint64_t wanted = said == NULL ? 0 : number_value(said);
	const uint64_t least = wanted > OPEN_FILES ? wanted : OPEN_FILES;
	struct line text = {.used = 0};
	struct rlimit limit;

	if (syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, NULL, &limit) < 0)
		return skip(start, "the kernel does not tell the limit");
	if (limit.rlim_max >= least)
		return FAULT_none;
	line_number(&text, limit.rlim_max);
	line_text(&text, " of at least ");
	line_number(&text, least);
	return fault_at(&start->note, FAULT_open_files, line_string(&text));
}

static bool is_rootless(const struct options *options)
{
	for (size_t i = 0; i < options->runsc_flags.count; i++)
		if (strcmp(options->runsc_flags.items[i], "--rootless=true") == 0)
			return true;
	return false;
}

/* Root may map itself into a user namespace only with CAP_SETFCAP (Linux 5.12); a plain uid needs
 * nothing. */
enum fault require_privileges(struct start *start)
{
	struct capabilities capabilities;

	if (!capabilities_read(&capabilities))
		return fault_errno(&start->note, FAULT_privileges, "capget");
	if (capabilities_are_rootful(&capabilities))
		return FAULT_none;
	if (!is_rootless(&start->options))
		return fault_at(&start->note, FAULT_privileges,
		                "--rootless=true is not among the flags");
	if (geteuid() == 0 && (capabilities.effective & BIT(CAP_SETFCAP)) == 0)
		return fault_at(&start->note, FAULT_privileges, "uid 0 without CAP_SETFCAP");
	return FAULT_none;
}

/* The list of the policy as bits. */
static bool allowed_capabilities(const char *list, uint64_t *allowed)
{
	*allowed = 0;
	while (*list != '\0') {
		const size_t length = strcspn(list, ",");
		const int number = capability_number(list, length);

		if (number < 0)
			return false;
		*allowed |= BIT(number);
		list += length + (list[length] == ',');
	}
	return true;
}

/* A capability that is there, or within reach, though the policy does not allow it. */
static enum fault refuse_excess(struct start *start, enum fault fault, bool is_within_reach)
{
	struct capabilities capabilities;
	uint64_t allowed;
	uint64_t excess;
	char name[32];

	if (start->options.capabilities.count == 0)
		return skip(start, unasked);
	if (!capabilities_read(&capabilities))
		return fault_errno(&start->note, fault, "capget");
	if (!allowed_capabilities(value_of(start->options.capabilities), &allowed))
		return fault_at(&start->note, FAULT_argv_value, "outer-capabilities");
	excess = is_within_reach ? capabilities_reach(&capabilities, ~allowed)
	                         : (capabilities.permitted | capabilities.inheritable) & ~allowed;
	if (excess == 0)
		return FAULT_none;
	capability_name(__builtin_ctzll(excess), name, sizeof name);
	return fault_at(&start->note, fault, name);
}

enum fault require_capabilities(struct start *start)
{
	return refuse_excess(start, FAULT_capabilities, false);
}

enum fault require_no_new_privs(struct start *start)
{
	return refuse_excess(start, FAULT_no_new_privs, true);
}

/* The kernel never fails to tell an ID. What a seccomp filter answers in its place, libc hands on
 * as one: an error's number, negated. */
static bool is_error(unsigned int id)
{
	enum { ERROR_MAX = 4095 };

	if (id <= UINT_MAX - ERROR_MAX)
		return false;
	errno = (int)(UINT_MAX - id + 1);
	return true;
}

/* What the supervisor could not be without: it would wait for ever, or not know for whom. */
static const char *find_own_blocked_call(void)
{
	if (is_error(geteuid()))
		return "geteuid";
	if (is_error(getegid()))
		return "getegid";
	if (poll(NULL, 0, 0) < 0)
		return "poll";
	return waitpid(-1, NULL, WNOHANG) < 0 && errno != ECHILD ? "wait4" : NULL;
}

/* Each call is made so that the kernel refuses it for its arguments, before it looks at any
 * privilege: another answer is that of a seccomp filter. */
static const char *find_blocked_call(void)
{
	if (syscall(SYS_mount, "", "", "", 0UL, NULL) < 0 && errno != ENOENT)
		return "mount";
	if (syscall(SYS_umount2, "", 0) < 0 && errno != ENOENT)
		return "umount2";
	if (chroot("") < 0 && errno != ENOENT)
		return "chroot";
	if (syscall(SYS_clone, CLONE_NEWUSER | CLONE_NEWNS | CLONE_FS | SIGCHLD, NULL, NULL, NULL,
	            NULL) < 0 &&
	    errno != EINVAL)
		return "clone(CLONE_NEWUSER)";
	return NULL;
}

enum fault require_calls(struct start *start)
{
	const char *call = find_blocked_call();

	if (call == NULL)
		call = find_own_blocked_call();
	return call == NULL ? FAULT_none : fault_errno(&start->note, FAULT_seccomp, call);
}

enum fault require_seccomp(struct start *start)
{
	if (prctl(PR_GET_SECCOMP, 0, 0, 0, 0) == 0)
		return skip(start, "there is no filter; outer-seccomp.json is a narrow one");
	return FAULT_none;
}

/* A name of those can be given to any device; none that was not brought up carries anything. */
static bool is_up(const char *name, size_t length)
{
	struct ifreq request = {.ifr_flags = 0};
	int ends[2];
	bool is_told;

	if (length >= sizeof request.ifr_name || !report_open(ends))
		return true;
	memcpy(request.ifr_name, name, length);
	is_told = syscall(SYS_ioctl, ends[0], SIOCGIFFLAGS, &request) == 0;
	close(ends[0]);
	close(ends[1]);
	return !is_told || (request.ifr_flags & IFF_UP) != 0;
}

/* The loopback, and what kernel modules put into each new network namespace: tunnels without an
 * end, which are down. */
static bool is_harmless(const char *name, size_t length)
{
	static const char harmless[] =
	    " lo tunl0 gre0 gretap0 erspan0 ip_vti0 ip6_vti0 sit0 ip6tnl0 ip6gre0 ";
	const char *next = harmless;

	while ((next = strchr(next, ' ')) != NULL && next[1] != '\0') {
		next++;
		if (strncmp(next, name, length) == 0 && next[length] == ' ')
			return next == harmless + 1 || !is_up(name, length);
	}
	return false;
}

/* A netlink socket would tell the same, but a narrow seccomp profile has none. */
enum fault require_network(struct start *start)
{
	enum { TEXT_MAX = 64 * 1024 };
	char *const text = arena_rest(TEXT_MAX);
	const char *next = text;
	ssize_t length;

	if (!value_is(start->options.network, "none"))
		return skip(start, unasked);
	length = text == NULL ? -1 : proc_read("net/dev", text, TEXT_MAX - 1);
	if (length < 0)
		return fault_errno(&start->note, FAULT_network, "/proc/self/net/dev");
	text[length] = '\0';
	while ((next = strchr(next, '\n')) != NULL) {
		size_t size;

		next++;
		next += strspn(next, " ");
		size = strcspn(next, ":|\n");
		if (next[size] == ':' && !is_harmless(next, size)) {
			text[next - text + (ssize_t)size] = '\0';
			return fault_at(&start->note, FAULT_network, next);
		}
	}
	return FAULT_none;
}

enum fault require_read_only(struct start *start)
{
	struct statfs root;

	if (!value_is(start->options.read_only, "true"))
		return skip(start, unasked);
	if (syscall(SYS_statfs, "/", &root) < 0)
		return fault_errno(&start->note, FAULT_read_only, "/");
	return (root.f_flags & ST_RDONLY) != 0 ? FAULT_none
	                                       : fault_at(&start->note, FAULT_read_only, "/");
}
