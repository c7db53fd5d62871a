/* What a start with a world cannot do without, and nothing else: reads and hashes both artifacts,
 * forks twice, makes the namespaces, two kept directories, runsc, /proc, /dev/null and the state in
 * one tmpfs, pivots, lets the old root go, reads the list of mounts, locks them, resets the signals
 * and becomes runsc. No check, no message, no decision: what keeprun costs beyond this is
 * its own. */
#include "hash.h"

#include <fcntl.h>
#include <linux/mount.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { DETACH = 2, HERE = O_PATH | O_CLOEXEC };

static char buffer[32 * 1024];

static void must(long result)
{
	if (result < 0)
		_exit(1);
}

static size_t read_whole(const char *path)
{
	const int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t used = 0;
	ssize_t count;

	must(fd);
	while ((count = read(fd, buffer + used, sizeof buffer - used)) > 0)
		used += (size_t)count;
	close(fd);
	return used;
}

static size_t hash(const char *path)
{
	const size_t size = read_whole(path);
	char digest[HASH_TEXT];
	struct hash hash;

	hash_start(&hash);
	hash_add(&hash, buffer, size);
	(void)hash_is(&hash, "", digest);
	return size;
}

static void write_whole(int directory, const char *path, const char *bytes, size_t size)
{
	const int fd = openat(directory, path, O_WRONLY | O_CREAT | O_CLOEXEC, 0400);

	must(fd);
	must(write(fd, bytes, size));
	close(fd);
}

static void make_namespaces(const char *map)
{
	must(unshare(CLONE_NEWUSER | CLONE_NEWNS));
	write_whole(AT_FDCWD, "/proc/self/uid_map", map, strlen(map));
	write_whole(AT_FDCWD, "/proc/self/setgroups", "deny", 4);
	write_whole(AT_FDCWD, "/proc/self/gid_map", map, strlen(map));
}

static void enter_namespaces(void)
{
	make_namespaces("1000 1000 1\n");
	must(syscall(SYS_mount, NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL));
}

static int make_root(void)
{
	const int context = (int)syscall(SYS_fsopen, "tmpfs", FSOPEN_CLOEXEC);
	int root;

	must(context);
	must(syscall(SYS_fsconfig, context, FSCONFIG_SET_STRING, "mode", "0755", 0));
	must(syscall(SYS_fsconfig, context, FSCONFIG_CMD_CREATE, NULL, NULL, 0));
	root = (int)syscall(SYS_fsmount, context, FSMOUNT_CLOEXEC, 0);
	must(root);
	close(context);
	must(syscall(SYS_move_mount, root, "", AT_FDCWD, "/", MOVE_MOUNT_F_EMPTY_PATH));
	return root;
}

static void attach(int from, const char *path, int root, const char *name)
{
	const int source = openat(from, path, HERE);
	const int point = openat(root, name, HERE);
	const int tree = (int)syscall(SYS_open_tree, source, "",
	                              AT_EMPTY_PATH | AT_RECURSIVE | OPEN_TREE_CLONE | O_CLOEXEC);

	must(tree);
	must(syscall(SYS_move_mount, tree, "", point, "",
	             MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH));
	close(tree);
	close(point);
	close(source);
}

static void change(int root, unsigned int flags, struct mount_attr attributes)
{
	must(syscall(SYS_mount_setattr, root, "", AT_EMPTY_PATH | flags, &attributes,
	             sizeof attributes));
}

/* Returns the state's mount. */
static int fill(int root)
{
	static const char *const names[] = {
	    "guest", "guest/keep00", "guest/keep01", "runsc", "dev", "proc", "tmp", "state",
	};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		must(mkdirat(root, names[i], 0755));
	write_whole(root, "runsc/runsc", "", 0);
	write_whole(root, "dev/null", "", 0);
	attach(AT_FDCWD, "/keep00", root, "guest/keep00");
	attach(AT_FDCWD, "/keep01", root, "guest/keep01");
	attach(AT_FDCWD, "/bin/runsc", root, "runsc/runsc");
	change(root, AT_RECURSIVE, (struct mount_attr){.attr_set = MOUNT_ATTR_RDONLY});
	attach(AT_FDCWD, "/proc", root, "proc");
	attach(AT_FDCWD, "/dev/null", root, "dev/null");
	change(root, 0, (struct mount_attr){.attr_clr = MOUNT_ATTR_RDONLY});
	attach(root, "state", root, "state");
	change(root, 0, (struct mount_attr){.attr_set = MOUNT_ATTR_RDONLY});
	return openat(root, "state", HERE);
}

static void become_runsc(int runsc)
{
	static const unsigned long standard[8];
	char name[] = "runsc";
	char *vector[] = {name, NULL};
	char *environment[] = {NULL};

	for (int number = 1; number < NSIG; number++)
		syscall(SYS_rt_sigaction, number, standard, NULL, sizeof standard[0]);
	syscall(SYS_execveat, runsc, "", vector, environment, AT_EMPTY_PATH);
	_exit(1);
}

static void make_world(size_t config)
{
	int root;
	int state;

	enter_namespaces();
	root = make_root();
	state = fill(root);
	must(state);
	must(mkdirat(state, "bundle", 0700));
	write_whole(state, "bundle/config.json", buffer, config);
	must(fchdir(root));
	must(syscall(SYS_pivot_root, ".", "."));
	must(syscall(SYS_umount2, ".", DETACH));
	must(chdir("/"));
	must((long)read_whole("/proc/self/mounts"));
	make_namespaces("0 1000 1\n");
	become_runsc(open("/runsc/runsc", HERE));
}

static pid_t fork_plainly(void)
{
	return (pid_t)syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL);
}

/* The keeper waits for what the child becomes. */
static void keep(size_t config)
{
	int status = 1;
	const pid_t child = fork_plainly();

	if (child == 0)
		make_world(config);
	waitpid(child, &status, 0);
	_exit(status != 0);
}

int main(void)
{
	int status = 1;
	size_t config;
	pid_t child;

	hash("/bundle/argv");
	config = hash("/bundle/config.json");
	child = fork_plainly();
	if (child == 0)
		keep(config);
	waitpid(child, &status, 0);
	return status != 0;
}
