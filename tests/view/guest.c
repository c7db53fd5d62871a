/* The guest of the probes (measure.py): /t VERB [PATH] prints one word, /bin/sh -c "/t ...; /t ..."
 * a row of them. A word is an observation of tests/view/semantics.tsv. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

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

static void show_socket(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	snprintf(address.sun_path, sizeof address.sun_path, "%s", *path ? path : "/uds");
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool is_open = connect(fd, (struct sockaddr *)&address, sizeof address) == 0;
	printf("uds:%s", is_open ? "CONNECTED" : failure());
}

static void show_process(const char *path)
{
	(void)path;
	printf("uid=%u euid=%u nnp=%d", getuid(), geteuid(),
	       prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
}

static void show_directory(const char *path)
{
	(void)path;
	char directory[256];
	printf("%s;", getcwd(directory, sizeof directory) ? directory : failure());
}

static void show_limit(const char *path)
{
	(void)path;
	struct rlimit limit;
	getrlimit(RLIMIT_NOFILE, &limit);
	printf("%llu; %llu", (unsigned long long)limit.rlim_cur,
	       (unsigned long long)limit.rlim_max);
}

/* What a shell says that cannot redirect from a file, and with which status it ends. */
static void show_limits(const char *path)
{
	char line[256];
	struct rlimit stack;
	getrlimit(RLIMIT_STACK, &stack);
	show_limit(path);
	printf("; %llu", (unsigned long long)stack.rlim_cur / 1024);
	FILE *limits = fopen("/proc/self/limits", "re");
	if (!limits) {
		fputs("/bin/sh: 1: cannot open /proc/self/limits: No such file\n", stderr);
		exit(2);
	}
	while (fgets(line, sizeof line, limits))
		if (strncmp(line, "Max processes", strlen("Max processes")) == 0)
			printf("; %.*s", (int)strcspn(line, "\n"), line);
	fclose(limits);
}

static void show_file(const char *path)
{
	char bytes[4096];
	size_t length;
	FILE *file = fopen(path, "re");
	while (file && (length = fread(bytes, 1, sizeof bytes, file)) > 0)
		fwrite(bytes, 1, length, stdout);
	if (file)
		fclose(file);
}

#define FILL_LIMIT (4 << 20)

static void show_room(const char *path)
{
	static const char block[4096];
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644), total = 0;
	ssize_t written = 0;
	while (total < FILL_LIMIT && (written = write(fd, block, sizeof block)) > 0)
		total += (int)written;
	if (total < FILL_LIMIT)
		printf("stop at %d %s", total, failure());
	else
		printf("filled %d", total);
}

static void show_filesystem(const char *path)
{
	struct statfs status;
	if (statfs(path, &status) != 0)
		return;
	printf("type=%lx flags=%lx size=%lld", (long)status.f_type, (long)status.f_flags,
	       (long long)status.f_blocks * status.f_bsize);
}

/* Four seconds of CPU time, unless a limit ends it. */
static void show_burning(const char *path)
{
	(void)path;
	struct timespec used = {0};
	while (used.tv_sec < 4)
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
	fputs("burned 4.0", stdout);
}

static void show_environment(const char *path)
{
	(void)path;
	for (char **variable = environ; *variable; variable++)
		printf("[%s]", *variable);
}

/* A copy of this program in PATH is executed, and refused as a shell would say it. */
static void show_program(const char *path)
{
	char command[256];
	snprintf(command, sizeof command, "%s", path);
	int from = open("/t", O_RDONLY | O_CLOEXEC);
	int to = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0755);
	char bytes[4096];
	ssize_t length;
	while ((length = read(from, bytes, sizeof bytes)) > 0)
		if (write(to, bytes, (size_t)length) != length)
			return;
	close(to);
	execl(path, command, "id", (char *)NULL);
	fprintf(stderr, "/bin/sh: 1: %s: %s\n", path, strerror(errno));
	exit(126);
}

/* Ten children in a row, each of which has another one. */
static void show_forking(const char *path)
{
	(void)path;
	for (int i = 0; i < 10; i++) {
		int status = 1;
		pid_t child = fork();
		if (child == 0)
			_exit(fork() < 0);
		if (child < 0 || waitpid(child, &status, 0) != child || status != 0)
			return;
	}
	fputs("forked", stdout);
}

/* For as long as somebody wants to look at the sandbox, and keeps stdin open. */
static void wait_for_end(const char *path)
{
	char byte;
	(void)path;
	puts("waiting");
	fflush(stdout);
	while (read(STDIN_FILENO, &byte, 1) > 0)
		;
}

static void show_umask(const char *path)
{
	(void)path;
	printf("umask=%o", umask(0));
}

static void end(const char *status)
{
	exit(atoi(status));
}

static void end_by(const char *signal)
{
	raise(atoi(signal));
}

static const struct {
	const char *verb;
	void (*show)(const char *argument);
} verbs[] = {
    {"r", show_content},
    {"s", show_status},
    {"w", show_write},
    {"n", show_count},
    {"uds", show_socket},
    {"pwd", show_directory},
    {"nofile", show_limit},
    {"limits", show_limits},
    {"cat", show_file},
    {"fill", show_room},
    {"statfs", show_filesystem},
    {"burn", show_burning},
    {"env", show_environment},
    {"x", show_program},
    {"fork", show_forking},
    {"wait", wait_for_end},
    {"exit", end},
    {"kill", end_by},
    {"umask", show_umask},
};

static void show(const char *verb, const char *argument)
{
	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
		if (strcmp(verb, verbs[i].verb) == 0) {
			verbs[i].show(argument);
			return;
		}
	show_process("");
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
