/* Starts several programs in turn, many times, and prints what each start took: interleaved, so
 * that whatever else the machine does meets all alike.
 *
 * usage: spawn ROUNDS ROOT MOUNTS UID -- PROGRAM ARGUMENT... [-- PROGRAM ARGUMENT...]...
 * It happens as UID in a container of sorts: ROOT is the root directory and there are exactly
 * MOUNTS mounts; proc, usr, dev and the directory that BENCH_ALSO names are the machine's, state is
 * a tmpfs, and the environment is that of a container. ROOT `-` stays where it is, and who it is.
 * A line for each round and in it, for each program, three numbers, in microseconds: until it was
 * reaped; until its first instruction, 0 where it did not say so on standard output (noop.c); what
 * all its processes took of the processors.
 * Every start must end with 0. Linked with musl and small, because a child that was vforked counts
 * its parent's memory as its own peak. */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PROGRAMS_MAX = 16, ROUNDS_MAX = 4000 };

extern char **environ;

struct start {
	double reaped, began, cpu;
};

struct program {
	char **argv;
	struct start starts[ROUNDS_MAX];
};

static struct program programs[PROGRAMS_MAX];
static char path[] = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
static char home[] = "HOME=/";
static char host[] = "HOSTNAME=container";
static char *environment[] = {path, home, host, NULL};

static double microseconds(struct timespec time)
{
	return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return microseconds(time);
}

static void die(const char *what)
{
	fprintf(stderr, "spawn: %s\n", what);
	exit(1);
}

static void check(int result, const char *what)
{
	if (result < 0) {
		perror(what);
		exit(1);
	}
}

/* The mounts of a container: /proc, /usr and /dev, ALSO unless it is null, and tmpfs until there
 * are enough. pivot_root(".", ".") and the umount leave none of the machine's. */
static void enter(const char *root, const char *also, long mounts)
{
	const long first = also == NULL ? 5 : 6;
	char name[64];

	check(unshare(CLONE_NEWNS), "unshare");
	check(mount("", "/", NULL, MS_REC | MS_PRIVATE, NULL), "private");
	check(mount(root, root, NULL, MS_BIND, NULL), root);
	check(chdir(root), root);
	check(mount("/proc", "proc", NULL, MS_BIND, NULL), "proc");
	check(mount("/usr", "usr", NULL, MS_BIND, NULL), "usr");
	if (also != NULL)
		check(mount(also, also + 1, NULL, MS_BIND, NULL), also);
	check(mount("/dev", "dev", NULL, MS_BIND, NULL), "dev");
	check(mount("bench", "state", "tmpfs", 0, "mode=1777"), "state");
	for (long made = first; made < mounts; made++) {
		snprintf(name, sizeof name, "mounts/%ld", made);
		check(mkdir(name, 0755) < 0 && errno != EEXIST ? -1 : 0, name);
		check(mount("bench", name, "tmpfs", 0, "size=4k"), name);
	}
	check((int)syscall(SYS_pivot_root, ".", "."), "pivot_root");
	check(umount2(".", MNT_DETACH), "umount");
	check(chdir("/"), "/");
}

/* A plain uid without anything. */
static void become(uid_t uid)
{
	for (int capability = 0; prctl(PR_CAPBSET_READ, capability) >= 0; capability++)
		check(prctl(PR_CAPBSET_DROP, capability), "capability");
	check(setgroups(0, NULL), "setgroups");
	check(setresgid(uid, uid, uid), "setresgid");
	check(setresuid(uid, uid, uid), "setresuid");
	check(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs");
}

/* What came through the pipe END: a time of this clock, or what a program prints. */
static double first_instruction(int end)
{
	struct timespec time[2];
	char rest[4096];
	const ssize_t count = read(end, time, sizeof time);

	while (read(end, rest, sizeof rest) > 0)
		;
	return count == sizeof time[0] ? microseconds(time[0]) : 0;
}

/* All that ended so far, and what they had reaped themselves. */
static double cpu_of_children(void)
{
	struct rusage usage;

	check(getrusage(RUSAGE_CHILDREN, &usage), "getrusage");
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6 +
	       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

static struct start start(struct program *program, const posix_spawn_file_actions_t *actions,
                          int end)
{
	const double used = cpu_of_children();
	const double before = now();
	struct start start;
	int status;
	pid_t pid;

	if (posix_spawn(&pid, program->argv[0], actions, NULL, program->argv, environ) != 0)
		die(program->argv[0]);
	if (waitpid(pid, &status, 0) != pid || status != 0)
		die("a program did not end with 0");
	start.reaped = now() - before;
	/* Whom it left behind is ours now. */
	while (waitpid(-1, NULL, 0) > 0)
		;
	start.cpu = cpu_of_children() - used;
	start.began = first_instruction(end);
	if (start.began != 0)
		start.began -= before;
	return start;
}

static int split(char **argv)
{
	int count = 0;

	for (; *argv != NULL; argv++) {
		if (strcmp(*argv, "--") != 0)
			continue;
		*argv = NULL;
		if (count == PROGRAMS_MAX || argv[1] == NULL)
			die("too many programs");
		programs[count++].argv = argv + 1;
	}
	return count;
}

int main(int argc, char **argv)
{
	const long rounds = argc > 1 ? strtol(argv[1], NULL, 10) : 0;
	const int is_usage = argc < 6;
	const int count = is_usage ? 0 : split(argv);
	posix_spawn_file_actions_t actions;
	int ends[2];

	if (rounds < 1 || rounds > ROUNDS_MAX || count == 0)
		die("usage: spawn ROUNDS ROOT MOUNTS UID -- PROGRAM ARGUMENT... [-- PROGRAM "
		    "ARGUMENT...]...");
	if (strcmp(argv[2], "-") != 0) {
		enter(argv[2], getenv("BENCH_ALSO"), strtol(argv[3], NULL, 10));
		environ = environment;
		become((uid_t)strtol(argv[4], NULL, 10));
	}
	check(prctl(PR_SET_CHILD_SUBREAPER, 1), "subreaper");
	/* Not before: who becomes somebody else forgets it. */
	check(prctl(PR_SET_PDEATHSIG, SIGKILL), "parent");
	check(pipe2(ends, O_CLOEXEC | O_NONBLOCK), "pipe");
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
	for (int i = 0; i < count; i++)
		start(&programs[i], &actions, ends[0]);
	for (long round = 0; round < rounds; round++)
		for (int i = 0; i < count; i++)
			programs[i].starts[round] = start(&programs[i], &actions, ends[0]);
	for (long round = 0; round < rounds; round++)
		for (int i = 0; i < count; i++) {
			const struct start *const one = &programs[i].starts[round];

			printf("%.1f %.1f %.1f%c", one->reaped, one->began, one->cpu,
			       i + 1 < count ? ' ' : '\n');
		}
	return 0;
}
