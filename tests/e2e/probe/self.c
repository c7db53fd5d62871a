/* What a process has from its start: environment, descriptors, ids, limits. */
#include "probe.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* env -: the whole environment, an entry a line */
void task_env(const char *unused)
{
	for (char **entry = environ; *entry; entry++) {
		printf("env %s ", unused);
		print_escaped(*entry, strlen(*entry));
		putchar('\n');
	}
}

/* fds -: open descriptors above 2 */
void task_fds(const char *unused)
{
	printf("fds %s =", unused);
	for (int fd = 3; fd < 1024; fd++)
		if (fcntl(fd, F_GETFD) >= 0)
			printf(" %d", fd);
	putchar('\n');
}

/* open PATH: a descriptor that stays open, whatever the process becomes */
void task_open(const char *path)
{
	result("open", path, "open", open(path, O_RDONLY) < 0);
}

/* self -: hostname, cwd and ids */
void task_self(const char *unused)
{
	char name[256] = "", cwd[4096] = "";
	gethostname(name, sizeof name - 1);
	printf("self %s hostname %s cwd %s uid %u gid %u groups %d\n", unused, name,
	       getcwd(cwd, sizeof cwd) ? cwd : errno_word(), getuid(), getgid(),
	       getgroups(0, NULL));
}

/* rlimit NUMBER: soft and hard of that resource */
void task_rlimit(const char *number)
{
	struct rlimit limit;
	if (getrlimit((__rlimit_resource_t)strtol(number, NULL, 10), &limit) < 0)
		answer("rlimit", number, errno_word());
	else
		printf("rlimit %s %llu %llu\n", number, (unsigned long long)limit.rlim_cur,
		       (unsigned long long)limit.rlim_max);
}
