/* What can be changed, and what can be executed. */
#include "probe.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

/* write PATH: creates or extends it by one byte */
void task_write(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
	ssize_t written = fd < 0 ? -1 : write(fd, "x", 1);
	answer("write", path, written == 1 ? "written" : errno_word());
	if (fd >= 0)
		close(fd);
}

/* fill PATH: writes until it may no longer, and says how many KiB there was room for (at most 64
 * MiB) */
void task_fill(const char *path)
{
	static char block[65536];
	long bytes = 0;
	ssize_t written = 1;
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	while (fd >= 0 && written > 0 && bytes < 64L << 20) {
		written = write(fd, block, sizeof block);
		bytes += written > 0 ? written : 0;
	}
	printf("fill %s %ld %s\n", path, bytes / 1024,
	       bytes < 64L << 20 ? errno_word() : "unlimited");
	if (fd >= 0)
		close(fd);
}

void task_mkdir(const char *path)
{
	answer("mkdir", path, mkdir(path, 0755) == 0 ? "made" : errno_word());
}

void task_unlink(const char *path)
{
	answer("unlink", path, unlink(path) == 0 ? "gone" : errno_word());
}

void task_chmod(const char *path)
{
	answer("chmod", path, chmod(path, 0777) == 0 ? "changed" : errno_word());
}

static const char *beside(const char *path, const char *ending)
{
	static char name[4096];
	snprintf(name, sizeof name, "%s%s", path, ending);
	return name;
}

/* rename, link, symlink, mknod, xattr, truncate PATH: what else can be done to what is kept */
void task_rename(const char *path)
{
	result("rename", path, "renamed", rename(path, beside(path, ".renamed")));
}

void task_link(const char *path)
{
	result("link", path, "linked", link(path, beside(path, ".linked")));
}

void task_symlink(const char *path)
{
	result("symlink", path, "made", symlink("target", path));
}

void task_mknod(const char *path)
{
	result("mknod", path, "made", mknod(path, S_IFCHR | 0666, makedev(1, 8)));
}

void task_xattr(const char *path)
{
	result("xattr", path, "set", setxattr(path, "user.innerkeep", "x", 1, 0));
}

void task_truncate(const char *path)
{
	result("truncate", path, "truncated", truncate(path, 0));
}

/* sync PATH: writes it and waits until it is on the disk */
void task_sync(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	result("sync", path, "synced",
	       fd < 0 || write(fd, "x", 1) != 1 || fallocate(fd, 0, 0, 8192) != 0 ||
	           fsync(fd) != 0);
	if (fd >= 0)
		close(fd);
}

#define INTERPRETER "#!/usr/bin/probe executed\n"

/* script PATH: a program of a few bytes */
void task_script(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0755);
	ssize_t written = fd < 0 ? -1 : write(fd, INTERPRETER, sizeof INTERPRETER - 1);
	answer("script", path,
	       written == (ssize_t)sizeof INTERPRETER - 1 ? "written" : errno_word());
	if (fd >= 0)
		close(fd);
}

/* exec PATH: becomes the script there, by which the probe comes back and goes on with its input */
void task_exec(const char *path)
{
	execl(path, path, ";", "stdin", (char *)NULL);
	answer("exec", path, errno_word());
}

void task_executed(const char *path)
{
	answer("exec", path, "executed");
}
