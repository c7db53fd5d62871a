/* What is there: contents, names, modes, owners. */
#include "probe.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

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
void task_read(const char *path)
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
void task_cat(const char *path)
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
void task_ls(const char *path)
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
void task_stat(const char *path)
{
	struct stat status;
	if (lstat(path, &status) < 0)
		answer("stat", path, errno_word());
	else if (S_ISDIR(status.st_mode))
		printf("stat %s d %04o -\n", path, status.st_mode & 07777U);
	else
		printf("stat %s %s %04o %lld\n", path, mode_kind(status.st_mode),
		       status.st_mode & 07777U, (long long)status.st_size);
}

/* owner PATH: uid and gid */
void task_owner(const char *path)
{
	struct stat status;
	if (lstat(path, &status) < 0)
		answer("owner", path, errno_word());
	else
		printf("owner %s %u %u\n", path, status.st_uid, status.st_gid);
}

/* target PATH: where a symlink leads, as it is spelt */
void task_target(const char *path)
{
	char target[4096] = "";
	answer("target", path,
	       readlink(path, target, sizeof target - 1) < 0 ? errno_word() : target);
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
	if (snprintf(path, sizeof path, "%s/%s", strcmp(directory, "/") == 0 ? "" : directory,
	             name) >= (int)sizeof path)
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

/* The kernel's own record, read without libc's directory streams: what a listing says is exactly
 * what getdents64 gave. */
struct record {
	unsigned long long inode;
	long long offset;
	unsigned short length;
	unsigned char type;
	char name[];
};

static int is_synthetic(const char *directory)
{
	return strcmp(directory, "/proc") == 0 || strcmp(directory, "/sys") == 0 ||
	       strcmp(directory, "/dev") == 0;
}

static void walk(const char *directory)
{
	char *records = malloc(65536);
	int fd = is_synthetic(directory)
	             ? -1
	             : open(directory, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 && !is_synthetic(directory)) {
		printf("walk %s ", errno_word());
		print_escaped(directory, strlen(directory));
		putchar('\n');
	}
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

/* walk DIRECTORY: every entry below it as kind, mode, path, and target or size; does not enter
 * /proc, /sys and /dev */
void task_walk(const char *directory)
{
	walk(directory);
}
