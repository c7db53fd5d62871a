/* Stands in for runsc where a test asks what can be reached from the world: says all that it finds
 * in its file tree and beside it, one fact a line. What else it tries are orders in config.json,
 * those of the marker: `try PATH` opens PATH by every root that /proc has a name for, `escape`
 * changes the mounts from a child user namespace, `change` changes them from this one, `overwrite`
 * truncates what is executed, `again MILLISECONDS` waits and lists once more. */
#include "detach.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { TEXT = 4096, MOUNTS = 512 };

static const char canary[] = "CANARY";

static bool holds_canary(const char *path)
{
	const int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	char text[TEXT];
	const ssize_t count = fd < 0 ? -1 : read(fd, text, sizeof text - 1);

	if (fd >= 0)
		close(fd);
	text[count > 0 ? count : 0] = '\0';
	return strstr(text, canary) != NULL;
}

static void try_writing(const char *path, bool is_directory)
{
	/* A file without a name: others may list the same directory. */
	const int fd =
	    open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC | (is_directory ? O_TMPFILE : 0), 0600);

	if (fd < 0)
		return;
	close(fd);
	printf("writable %s\n", path);
}

static const char *kind_of(const struct stat *stat)
{
	switch (stat->st_mode & S_IFMT) {
	case S_IFDIR:
		return "directory";
	case S_IFREG:
		return "file";
	case S_IFLNK:
		return "link";
	default:
		return "other";
	}
}

static void list(const char *path);

static void list_entries(const char *path)
{
	DIR *const directory = opendir(path);
	struct dirent *entry;
	char name[TEXT];

	while (directory != NULL && (entry = readdir(directory)) != NULL) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		snprintf(name, sizeof name, "%s/%s", strcmp(path, "/") == 0 ? "" : path,
		         entry->d_name);
		list(name);
	}
	if (directory != NULL)
		closedir(directory);
}

/* /proc is walked by its own functions below. */
static void list(const char *path)
{
	struct stat stat;

	if (lstat(path, &stat) < 0)
		return;
	printf("%s %s\n", kind_of(&stat), path);
	if (strcmp(path, "/proc") == 0)
		return;
	if (S_ISDIR(stat.st_mode))
		list_entries(path);
	if (S_ISREG(stat.st_mode) && holds_canary(path))
		printf("canary %s\n", path);
	if (S_ISDIR(stat.st_mode) || S_ISREG(stat.st_mode))
		try_writing(path, S_ISDIR(stat.st_mode));
}

static void print_lines(const char *label, const char *path)
{
	FILE *const file = fopen(path, "re");
	char line[TEXT];

	while (file != NULL && fgets(line, sizeof line, file) != NULL)
		printf("%s %s%s", label, line, strchr(line, '\n') == NULL ? "\n" : "");
	if (file != NULL)
		fclose(file);
}

static void list_descriptors(void)
{
	for (int fd = 0; fd < 1024; fd++)
		if (fcntl(fd, F_GETFD) >= 0)
			printf("fd %d\n", fd);
}

static void try_file(const char *prefix, const char *path)
{
	char name[2 * TEXT];

	snprintf(name, sizeof name, "%s%s", prefix, path);
	if (holds_canary(name))
		printf("canary %s\n", name);
}

/* Through every root, working directory and descriptor of every process. */
static void try_path(const char *path)
{
	DIR *const directory = opendir("/proc");
	struct dirent *entry;
	char prefix[TEXT];

	try_file("", path);
	try_file("/..", path);
	try_file("/../..", path);
	while (directory != NULL && (entry = readdir(directory)) != NULL) {
		if (strspn(entry->d_name, "0123456789") != strlen(entry->d_name))
			continue;
		snprintf(prefix, sizeof prefix, "/proc/%s/root", entry->d_name);
		try_file(prefix, path);
		snprintf(prefix, sizeof prefix, "/proc/%s/cwd/..", entry->d_name);
		try_file(prefix, path);
		for (int fd = 0; fd < 64; fd++) {
			snprintf(prefix, sizeof prefix, "/proc/%s/fd/%d", entry->d_name, fd);
			try_file(prefix, path);
		}
	}
	if (directory != NULL)
		closedir(directory);
}

static const char *outcome(int result)
{
	return result == 0 ? "done" : strerrorname_np(errno);
}

static unsigned long kept(const char *point)
{
	struct statvfs found;

	if (statvfs(point, &found) < 0)
		return 0;
	return found.f_flag & (MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_RELATIME);
}

static void change_mount(const char *point)
{
	printf("remount %s %s\n", point,
	       outcome(mount(NULL, point, NULL, MS_REMOUNT | MS_BIND | kept(point), NULL)));
	printf("umount %s %s\n", point, outcome(umount2(point, MNT_DETACH)));
}

/* Each mount is made writable, and taken away, or not; first one of its own. */
static void change_mounts(void)
{
	static const char own[] = "/tmp";
	static char points[MOUNTS][TEXT];
	FILE *const file = fopen("/proc/self/mounts", "re");
	char line[2 * TEXT];
	int count = 0;

	while (file != NULL && count < MOUNTS && fgets(line, sizeof line, file) != NULL)
		if (sscanf(line, "%*s %4095s", points[count]) == 1)
			count++;
	if (file != NULL)
		fclose(file);
	if (mount("own", own, "tmpfs", 0, NULL) == 0)
		change_mount(own);
	for (int i = count - 1; i >= 0; i--)
		if (strncmp(points[i], "/proc", 5) != 0)
			change_mount(points[i]);
}

static void write_map(const char *path, unsigned int id)
{
	FILE *const file = fopen(path, "we");

	if (file == NULL)
		return;
	fprintf(file, "%u %u 1\n", id, id);
	fclose(file);
}

/* A truncation is refused for a read-only mount before it is for a program that runs. */
static void overwrite(const char *who)
{
	static const char *const paths[] = {"/runsc/runsc", "/proc/self/exe",
	                                    "/runsc/gvisor-bin/gvisor_sentry"};
	struct stat stat;

	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		if (lstat(paths[i], &stat) < 0)
			continue;
		chmod(paths[i], 0777);
		printf("truncate %s %s %s\n", who, paths[i], outcome(truncate(paths[i], 0)));
	}
}

/* As what broke out of runsc's gofer could: with all capabilities of a namespace below. */
static void escape(void)
{
	const unsigned int uid = geteuid();

	fflush(stdout);
	if (fork() == 0) {
		printf("unshare / %s\n", outcome(unshare(CLONE_NEWUSER | CLONE_NEWNS)));
		write_map("/proc/self/uid_map", uid);
		change_mounts();
		overwrite("escaped");
		fflush(stdout);
		_exit(0);
	}
	wait(NULL);
}

/* "ORDER REST", as one line of a JSON array. */
static void obey(const char *line)
{
	char order[16];
	char rest[TEXT] = "";

	if (sscanf(line, " \"%15[a-z] %4095[^\"]\"", order, rest) < 1 &&
	    sscanf(line, " \"%15[a-z]\"", order) < 1)
		return;
	if (strcmp(order, "try") == 0)
		try_path(rest);
	if (strcmp(order, "escape") == 0)
		escape();
	if (strcmp(order, "change") == 0)
		change_mounts();
	if (strcmp(order, "overwrite") == 0)
		overwrite("plain");
	if (strcmp(order, "again") == 0) {
		nanosleep(&(struct timespec){0, strtol(rest, NULL, 10) * 1000000L}, NULL);
		list("/");
		print_lines("mount", "/proc/self/mountinfo");
	}
}

static const char *bundle_of(char **argv)
{
	static const char flag[] = "--bundle=";

	for (; *argv != NULL; argv++)
		if (strncmp(*argv, flag, strlen(flag)) == 0)
			return *argv + strlen(flag);
	return NULL;
}

static void follow(const char *path)
{
	FILE *const file = fopen(path, "re");
	char line[TEXT];
	bool is_order = false;

	while (file != NULL && fgets(line, sizeof line, file) != NULL) {
		if (is_order)
			obey(line);
		is_order |= strstr(line, "\"marker\": [") != NULL;
	}
	if (file != NULL)
		fclose(file);
}

int main(int argc, char **argv)
{
	const char *const bundle = bundle_of(argv);
	char config[TEXT];

	detach(argv);
	printf("MARKER\n");
	for (int i = 0; i < argc; i++)
		printf("arg %s\n", argv[i]);
	for (char **entry = environ; *entry != NULL; entry++)
		printf("env %s\n", *entry);
	printf("cwd %s\n", getcwd(config, sizeof config));
	list_descriptors();
	print_lines("mount", "/proc/self/mountinfo");
	print_lines("status", "/proc/self/status");
	print_lines("config", bundle == NULL ? "/dev/null" : "/state/bundle/config.json");
	list("/");
	for (int i = 1; bundle == NULL && i < argc; i++)
		try_path(argv[i]);
	if (bundle != NULL) {
		snprintf(config, sizeof config, "%s/config.json", bundle);
		follow(config);
	}
	fflush(stdout);
	return 42;
}
