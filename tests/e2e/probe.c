/* Runs inside the sandbox (and, for controls, outside of it): does each task of its command line and prints one line per answer. Static; never forks, because
 * some builds of runsc do not survive it; never calls statx, which release 20221219 answers with EINVAL.
 *
 *   probe TASK [ARG...] [';' TASK [ARG...]]...
 *
 * A line is "TASK ARG ANSWER"; the answer of a failed call is the name of its errno. The last line is "done": without it nothing is proved. */
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/xattr.h>
#include <unistd.h>

static const char *errno_word(void)
{
	return strerrorname_np(errno);
}

static void answer(const char *task, const char *argument, const char *text)
{
	printf("%s %s %s\n", task, argument, text);
}

/* Bytes as one word: what is not printable, and the backslash, as \xNN. */
static void print_escaped(const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		unsigned char byte = (unsigned char)bytes[i];
		if (byte > ' ' && byte < 0x7f && byte != '\\')
			putchar(byte);
		else
			printf("\\x%02x", byte);
	}
}

static const char *mode_kind(mode_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFREG:
		return "f";
	case S_IFDIR:
		return "d";
	case S_IFLNK:
		return "l";
	case S_IFCHR:
		return "c";
	case S_IFBLK:
		return "b";
	case S_IFIFO:
		return "p";
	case S_IFSOCK:
		return "s";
	default:
		return "?";
	}
}

/* read FILE: "=" and the first 4096 bytes, escaped */
static void task_read(const char *path)
{
	char bytes[4096];
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	ssize_t length = fd < 0 ? -1 : read(fd, bytes, sizeof bytes);
	if (length < 0) {
		answer("read", path, errno_word());
	} else {
		printf("read %s =", path);
		print_escaped(bytes, (size_t)length);
		putchar('\n');
	}
	if (fd >= 0)
		close(fd);
}

/* cat FILE: its lines as they are, each behind "cat FILE " */
static void task_cat(const char *path)
{
	char line[4096];
	FILE *file = fopen(path, "re");
	if (!file) {
		answer("cat", path, errno_word());
		return;
	}
	while (fgets(line, sizeof line, file)) {
		line[strcspn(line, "\n")] = '\0';
		answer("cat", path, line);
	}
	fclose(file);
}

static int is_named(const struct dirent *entry)
{
	return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

/* ls DIRECTORY: its names in order */
static void task_ls(const char *path)
{
	struct dirent **entries;
	int count = scandir(path, &entries, is_named, alphasort);
	if (count < 0) {
		answer("ls", path, errno_word());
		return;
	}
	printf("ls %s =", path);
	for (int i = 0; i < count; i++) {
		if (i > 0)
			putchar(' ');
		print_escaped(entries[i]->d_name, strlen(entries[i]->d_name));
		free(entries[i]);
	}
	putchar('\n');
	free(entries);
}

/* stat PATH: kind, mode, size (directories: -) */
static void task_stat(const char *path)
{
	struct stat status;
	if (lstat(path, &status) < 0)
		answer("stat", path, errno_word());
	else if (S_ISDIR(status.st_mode))
		printf("stat %s d %04o -\n", path, status.st_mode & 07777U);
	else
		printf("stat %s %s %04o %lld\n", path, mode_kind(status.st_mode), status.st_mode & 07777U, (long long)status.st_size);
}

static void print_entry(const char *path, const struct stat *status)
{
	char target[4096];
	printf("walk %s %04o ", mode_kind(status->st_mode), status->st_mode & 07777U);
	print_escaped(path, strlen(path));
	if (S_ISLNK(status->st_mode)) {
		ssize_t length = readlink(path, target, sizeof target);
		fputs(" -> ", stdout);
		print_escaped(target, length < 0 ? 0 : (size_t)length);
	} else if (S_ISREG(status->st_mode)) {
		printf(" %lld", (long long)status->st_size);
	}
	putchar('\n');
}

static void walk(const char *directory);

static void walk_entry(const char *directory, const char *name)
{
	char path[4096];
	struct stat status;
	if (snprintf(path, sizeof path, "%s/%s", strcmp(directory, "/") == 0 ? "" : directory, name) >= (int)sizeof path)
		return;
	if (lstat(path, &status) < 0) {
		printf("walk ? %s ", errno_word());
		print_escaped(path, strlen(path));
		putchar('\n');
		return;
	}
	print_entry(path, &status);
	if (S_ISDIR(status.st_mode))
		walk(path);
}

/* The kernel's own record, read without libc's directory streams: what a listing says is exactly what getdents64 gave. */
struct record {
	unsigned long long inode;
	long long offset;
	unsigned short length;
	unsigned char type;
	char name[];
};

static int is_synthetic(const char *directory)
{
	return strcmp(directory, "/proc") == 0 || strcmp(directory, "/sys") == 0 || strcmp(directory, "/dev") == 0;
}

/* walk DIRECTORY: every entry below it as kind, mode, path, and target or size; does not enter /proc, /sys and /dev */
static void walk(const char *directory)
{
	char *records = malloc(65536);
	int fd = is_synthetic(directory) ? -1 : open(directory, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 && !is_synthetic(directory))
		printf("walk %s %s\n", errno_word(), directory);
	for (long filled; fd >= 0 && (filled = syscall(SYS_getdents64, fd, records, 65536)) > 0;) {
		for (long at = 0; at < filled;) {
			const struct record *record = (const void *)(records + at);
			if (strcmp(record->name, ".") != 0 && strcmp(record->name, "..") != 0)
				walk_entry(directory, record->name);
			at += record->length;
		}
	}
	if (fd >= 0)
		close(fd);
	free(records);
}

/* write PATH: creates or extends it by one byte */
static void task_write(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
	ssize_t written = fd < 0 ? -1 : write(fd, "x", 1);
	answer("write", path, written == 1 ? "written" : errno_word());
	if (fd >= 0)
		close(fd);
}

/* fill PATH: writes until it may no longer, and says how many KiB there was room for (at most 64 MiB) */
static void task_fill(const char *path)
{
	static char block[65536];
	long bytes = 0;
	ssize_t written = 1;
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	while (fd >= 0 && written > 0 && bytes < 64L << 20) {
		written = write(fd, block, sizeof block);
		bytes += written > 0 ? written : 0;
	}
	printf("fill %s %ld %s\n", path, bytes / 1024, bytes < 64L << 20 ? errno_word() : "unlimited");
	if (fd >= 0)
		close(fd);
}

static void task_mkdir(const char *path)
{
	answer("mkdir", path, mkdir(path, 0755) == 0 ? "made" : errno_word());
}

static void task_unlink(const char *path)
{
	answer("unlink", path, unlink(path) == 0 ? "gone" : errno_word());
}

/* umount PATH: a guest which could take a mount away would see what lies below it */
static void task_umount(const char *path)
{
	answer("umount", path, umount2(path, MNT_DETACH) == 0 ? "unmounted" : errno_word());
}

/* chmod PATH, exec PATH: rights on what is kept */
static void task_chmod(const char *path)
{
	answer("chmod", path, chmod(path, 0777) == 0 ? "changed" : errno_word());
}

static int connect_as(const char *name, int type)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	size_t length = strlen(name);
	if (length >= sizeof address.sun_path) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(address.sun_path, name, length);
	for (size_t i = 0; name[0] == '@' && i < length; i++)
		if (name[i] == '@')
			address.sun_path[i] = '\0';
	int fd = socket(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -1;
	int result = connect(fd, (const struct sockaddr *)&address, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length));
	int error = errno;
	close(fd);
	errno = error;
	return result;
}

/* connect PATH or @ABSTRACT, spelt as in /proc/net/unix (each NUL an @): any type of socket that is accepted there */
static void task_connect(const char *name)
{
	int is_connected = connect_as(name, SOCK_STREAM) == 0;
	if (!is_connected && errno == EPROTOTYPE)
		is_connected = connect_as(name, SOCK_SEQPACKET) == 0;
	answer("connect", name, is_connected ? "connected" : errno_word());
}

/* env -: the whole environment, an entry a line */
static void task_env(const char *unused)
{
	for (char **entry = environ; *entry; entry++) {
		printf("env %s ", unused);
		print_escaped(*entry, strlen(*entry));
		putchar('\n');
	}
}

static void result(const char *task, const char *argument, const char *success, long returned)
{
	answer(task, argument, returned == 0 ? success : errno_word());
}

static const char *beside(const char *path, const char *ending)
{
	static char name[4096];
	snprintf(name, sizeof name, "%s%s", path, ending);
	return name;
}

/* rename, link, symlink, mknod, xattr, truncate PATH: what else can be done to what is kept */
static void task_rename(const char *path)
{
	result("rename", path, "renamed", rename(path, beside(path, ".renamed")));
}

static void task_link(const char *path)
{
	result("link", path, "linked", link(path, beside(path, ".linked")));
}

static void task_symlink(const char *path)
{
	result("symlink", path, "made", symlink("target", path));
}

static void task_mknod(const char *path)
{
	result("mknod", path, "made", mknod(path, S_IFCHR | 0666, makedev(1, 8)));
}

static void task_xattr(const char *path)
{
	result("xattr", path, "set", setxattr(path, "user.innerkeep", "x", 1, 0));
}

static void task_truncate(const char *path)
{
	result("truncate", path, "truncated", truncate(path, 0));
}

/* sync PATH: writes it and waits until it is on the disk */
static void task_sync(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	result("sync", path, "synced", fd < 0 || write(fd, "x", 1) != 1 || fallocate(fd, 0, 0, 8192) != 0 || fsync(fd) != 0);
	if (fd >= 0)
		close(fd);
}

/* mount, remount, chroot, pivot PATH, unshare FLAGS: ways out of the view */
static void task_mount(const char *path)
{
	result("mount", path, "mounted", mount("tmpfs", path, "tmpfs", 0, NULL));
}

static void task_remount(const char *path)
{
	result("remount", path, "remounted", mount(NULL, path, NULL, MS_REMOUNT | MS_BIND, NULL));
}

static void task_chroot(const char *path)
{
	result("chroot", path, "changed", chroot(path));
}

static void task_pivot(const char *path)
{
	result("pivot", path, "changed", syscall(SYS_pivot_root, path, path));
}

static void task_unshare(const char *flags)
{
	result("unshare", flags, "unshared", unshare((int)strtol(flags, NULL, 0)));
}

/* socket FAMILY,TYPE: whether there is such a thing */
static void task_socket(const char *words)
{
	char *end;
	int family = (int)strtol(words, &end, 0);
	int fd = socket(family, (int)strtol(*end ? end + 1 : end, NULL, 0), 0);
	answer("socket", words, fd >= 0 ? "made" : errno_word());
	if (fd >= 0)
		close(fd);
}

/* reach ADDRESS: a TCP connection to port 80 there, within two seconds */
static void task_reach(const char *address)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(80)};
	struct timeval patience = {.tv_sec = 2};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	inet_pton(AF_INET, address, &to.sin_addr);
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
	result("reach", address, "connected", connect(fd, (const struct sockaddr *)&to, sizeof to));
	if (fd >= 0)
		close(fd);
}

/* fds -: open descriptors above 2 */
static void task_fds(const char *unused)
{
	printf("fds %s =", unused);
	for (int fd = 3; fd < 1024; fd++)
		if (fcntl(fd, F_GETFD) >= 0)
			printf(" %d", fd);
	putchar('\n');
}

/* host -: hostname, cwd and ids */
static void task_self(const char *unused)
{
	char name[256] = "", cwd[4096] = "";
	gethostname(name, sizeof name - 1);
	printf("self %s hostname %s cwd %s uid %u gid %u groups %d\n", unused, name, getcwd(cwd, sizeof cwd) ? cwd : errno_word(), getuid(), getgid(),
	       getgroups(0, NULL));
}

/* rlimit NUMBER: soft and hard of that resource */
static void task_rlimit(const char *number)
{
	struct rlimit limit;
	if (getrlimit((__rlimit_resource_t)strtol(number, NULL, 10), &limit) < 0)
		answer("rlimit", number, errno_word());
	else
		printf("rlimit %s %llu %llu\n", number, (unsigned long long)limit.rlim_cur, (unsigned long long)limit.rlim_max);
}

/* say WORD: a sign for whoever reads along */
static void task_say(const char *word)
{
	answer("say", word, "");
}

static void task_stdin(const char *unused);

static const struct task {
	const char *name;
	void (*run)(const char *argument);
} tasks[] = {
    {"read", task_read},     {"cat", task_cat},     {"ls", task_ls},           {"stat", task_stat},     {"walk", walk},        {"write", task_write},
    {"fill", task_fill},     {"mkdir", task_mkdir}, {"unlink", task_unlink},   {"umount", task_umount}, {"chmod", task_chmod}, {"connect", task_connect},
    {"rename", task_rename}, {"link", task_link},   {"symlink", task_symlink}, {"mknod", task_mknod},   {"xattr", task_xattr}, {"truncate", task_truncate},
    {"sync", task_sync},     {"mount", task_mount}, {"remount", task_remount}, {"chroot", task_chroot}, {"pivot", task_pivot}, {"unshare", task_unshare},
    {"socket", task_socket}, {"reach", task_reach}, {"env", task_env},         {"fds", task_fds},       {"self", task_self},   {"rlimit", task_rlimit},
    {"say", task_say},       {"stdin", task_stdin},
};

static void run_task(const char *name, const char *argument)
{
	for (size_t i = 0; i < sizeof tasks / sizeof tasks[0]; i++) {
		if (strcmp(tasks[i].name, name) == 0) {
			tasks[i].run(argument);
			fflush(stdout);
			return;
		}
	}
	fprintf(stderr, "probe: no task %s\n", name);
	exit(100);
}

/* stdin -: more tasks, "TASK ARGUMENT" a line, until the end of the input */
static void task_stdin(const char *unused)
{
	static char line[8192];
	(void)unused;
	while (fgets(line, sizeof line, stdin)) {
		line[strcspn(line, "\n")] = '\0';
		char *space = strchr(line, ' ');
		if (space)
			*space = '\0';
		run_task(line, space ? space + 1 : "-");
	}
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		const char *name = argv[i];
		int has_argument = i + 1 < argc && strcmp(argv[i + 1], ";") != 0;
		run_task(name, has_argument ? argv[++i] : "-");
		if (i + 1 < argc && strcmp(argv[i + 1], ";") == 0)
			i++;
	}
	puts("done");
	return 0;
}
