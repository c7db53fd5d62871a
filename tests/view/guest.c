/* The guest of the probes (measure.py): /t VERB [PATH] prints one word, /bin/sh -c "/t ...; /t ..."
 * a row of them. A word is an observation of tests/view/semantics.tsv. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static const char *failure(void)
{
	static const struct {
		int number;
		const char *name;
	} names[] = {{ENOENT, "ENOENT"}, {EACCES, "EACCES"},  {EROFS, "EROFS"},
	             {EISDIR, "EISDIR"}, {EPERM, "EPERM"},    {ECONNREFUSED, "ECONNREFUSED"},
	             {ENOSPC, "ENOSPC"}, {ENOTDIR, "ENOTDIR"}};
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (names[i].number == errno)
			return names[i].name;
	return strerror(errno);
}

static void show_content(const char *path)
{
	char bytes[64] = "";
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t length = fd < 0 ? -1 : read(fd, bytes, sizeof bytes - 1);
	if (length < 0)
		printf("%s:%s", path, failure());
	else
		printf("%s:'%.*s'", path, (int)strcspn(bytes, "\n"), bytes);
}

static void show_status(const char *path)
{
	struct stat status;
	if (lstat(path, &status) != 0) {
		printf("%s:%s", path, failure());
		return;
	}
	char letter = S_ISDIR(status.st_mode)   ? 'd'
	              : S_ISLNK(status.st_mode) ? 'l'
	              : S_ISCHR(status.st_mode) ? 'c'
	                                        : 'f';
	long long size = S_ISREG(status.st_mode) ? (long long)status.st_size : 0;
	printf("%s:%c%o,%lld", path, letter, status.st_mode & 07777u, size);
}

static void show_write(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	bool is_written = fd >= 0 && write(fd, "x", 1) == 1;
	printf("%s:%s", path, is_written ? "WROTE" : failure());
}

static void show_count(const char *path)
{
	DIR *directory = opendir(path);
	int count = -2;
	if (!directory) {
		printf("%s:%s", path, failure());
		return;
	}
	while (readdir(directory))
		count++;
	printf("%s:n=%d", path, count);
}

static void show_socket(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "/uds"};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool is_open = connect(fd, (struct sockaddr *)&address, sizeof address) == 0;
	printf("uds:%s", is_open ? "CONNECTED" : failure());
}

static void show_process(void)
{
	printf("uid=%u euid=%u nnp=%d", getuid(), geteuid(),
	       prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
}

static void show_directory(void)
{
	char path[256];
	printf("%s;", getcwd(path, sizeof path) ? path : failure());
}

static void show_limit(void)
{
	struct rlimit limit;
	getrlimit(RLIMIT_NOFILE, &limit);
	printf("%llu; %llu", (unsigned long long)limit.rlim_cur,
	       (unsigned long long)limit.rlim_max);
}

static void show(const char *verb, const char *path)
{
	if (strcmp(verb, "r") == 0)
		show_content(path);
	else if (strcmp(verb, "s") == 0)
		show_status(path);
	else if (strcmp(verb, "w") == 0)
		show_write(path);
	else if (strcmp(verb, "n") == 0)
		show_count(path);
	else if (strcmp(verb, "uds") == 0)
		show_socket();
	else if (strcmp(verb, "pwd") == 0)
		show_directory();
	else if (strcmp(verb, "nofile") == 0)
		show_limit();
	else if (strcmp(verb, "umask") == 0)
		printf("umask=%o", umask(0));
	else
		show_process();
}

static void run_script(char *script)
{
	char *rest;
	const char *separator = "";
	for (char *line = strtok_r(script, ";", &rest); line; line = strtok_r(NULL, ";", &rest)) {
		char *words, *verb = strtok_r(line, " ", &words);
		verb = verb ? strtok_r(NULL, " ", &words) : NULL;
		const char *path = strtok_r(NULL, " ", &words);
		if (!verb)
			continue;
		fputs(separator, stdout);
		show(verb, path ? path : "");
		separator = " ";
	}
}

int main(int argc, char **argv)
{
	if (argc > 2 && strcmp(argv[1], "-c") == 0)
		run_script(argv[2]);
	else
		show(argc > 1 ? argv[1] : "id", argc > 2 ? argv[2] : "");
	putchar('\n');
	return 0;
}
