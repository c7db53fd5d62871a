/* Stands in for runsc: says what it was started with, one fact a line, and ends with 42. Whoever
 * reads MARKER in a test knows that the guest would have run. What else it does are the lines of
 * the file `marker` in the bundle directory or, in a world, of the array of that name in
 * config.json. */
#include "detach.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

/* What is said for --version; tests write another into a copy of this program. */
static const char version[] = "runsc version release-00000000.0";

static void list_descriptors(void)
{
	for (int fd = 0; fd < 4096; fd++)
		if (fcntl(fd, F_GETFD) >= 0)
			printf("fd %d\n", fd);
}

static void list_signals(void)
{
	sigset_t blocked;

	sigprocmask(SIG_SETMASK, NULL, &blocked);
	for (int number = 1; number < NSIG; number++) {
		struct sigaction action;

		if (sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN)
			printf("ignored %d\n", number);
		if (sigismember(&blocked, number) == 1)
			printf("blocked %d\n", number);
	}
}

/* Whatever signals come. */
static void sleep_until(time_t end)
{
	while (time(NULL) < end)
		poll(NULL, 0, 50);
}

static void echo(int number)
{
	const char text[] = {'S', 'I', 'G', (char)('0' + number / 10), (char)('0' + number % 10),
	                     '\n'};

	(void)!write(STDOUT_FILENO, text, sizeof text);
}

static char **arguments;
static bool is_failing;

static void append(const char *flag, const char *text)
{
	const char *const path = value_of(arguments, flag);
	FILE *const file = path == NULL ? NULL : fopen(path, "ae");

	if (file != NULL) {
		fputs(text, file);
		fclose(file);
	}
}

static void open_files(long count)
{
	char path[4096];
	long opened = 0;

	do
		snprintf(path, sizeof path, "%s/many/%ld", value_of(arguments, "--bundle="),
		         opened);
	while (open(path, O_RDONLY) >= 0 && ++opened < count);
	printf("opened %ld\n", opened);
	fflush(stdout);
}

/* One script line each: exit N, kill N, sleep SECONDS, write BYTES, error TEXT, ignore SIGNAL,
 * orphans COUNT (short-lived), stay (an orphan that outlives us), echo SIGNAL (says when it comes),
 * run PROGRAM ARGUMENT, panic TEXT (as the sentry), write0 BYTES (to descriptor 0), copy (what
 * standard input gives at once), raw (the terminal, and not blocking), fail (as runsc itself: the
 * sandbox never stands, and what it says it says to its log, too), open COUNT (files beside the
 * script, as many as that or as can be; says how many). */
static void obey(const char *order, long number, const char *rest)
{
	struct termios attributes;
	char text[1024];

	if (strcmp(order, "exit") == 0)
		_exit((int)number);
	if (strcmp(order, "kill") == 0)
		raise((int)number);
	if (strcmp(order, "sleep") == 0)
		sleep_until(time(NULL) + number);
	if (strcmp(order, "ignore") == 0)
		signal((int)number, SIG_IGN);
	if (strcmp(order, "echo") == 0)
		signal((int)number, echo);
	if (strcmp(order, "stay") == 0 && fork() == 0 && (setsid(), fork() == 0))
		for (;;)
			pause();
	if (strcmp(order, "run") == 0) {
		char program[1024];
		const size_t length = strcspn(rest, " ");
		const char *const argument = rest[length] == '\0' ? NULL : rest + length + 1;

		snprintf(program, sizeof program, "%.*s", (int)length, rest);
		if (fork() == 0)
			_exit(execl(program, program, argument, (char *)NULL));
		wait(NULL);
	}
	if (strcmp(order, "error") == 0)
		(void)!write(STDERR_FILENO, rest, strlen(rest));
	if (strcmp(order, "error") == 0 && is_failing)
		append("--log=", rest);
	if (strcmp(order, "open") == 0)
		open_files(number);
	if (strcmp(order, "raw") == 0 && tcgetattr(STDIN_FILENO, &attributes) == 0) {
		cfmakeraw(&attributes);
		tcsetattr(STDIN_FILENO, TCSANOW, &attributes);
	}
	if (strcmp(order, "raw") == 0)
		fcntl(STDIN_FILENO, F_SETFL, fcntl(STDIN_FILENO, F_GETFL) | O_NONBLOCK);
	if (strcmp(order, "copy") == 0 && (number = read(STDIN_FILENO, text, sizeof text)) > 0)
		(void)!write(STDOUT_FILENO, text, (size_t)number);
	if (strcmp(order, "panic") == 0) {
		append("--panic-log=", rest);
		_exit(2);
	}
	for (; strcmp(order, "write0") == 0 && number > 0; number--)
		if (write(STDIN_FILENO, "x", 1) != 1)
			_exit(3);
	for (; strcmp(order, "write") == 0 && number > 0; number--)
		if (write(STDOUT_FILENO, "x", 1) != 1)
			_exit(3);
	for (; strcmp(order, "orphans") == 0 && number > 0; number--)
		if (fork() == 0)
			_exit(fork() == 0 ? (usleep(1000), 0) : 0);
}

static void follow_line(char *line)
{
	char *rest = line + strcspn(line, " ");

	if (*rest != '\0')
		*rest++ = '\0';
	line[strcspn(line, "\n")] = '\0';
	if (strcmp(line, "run") == 0)
		rest[strcspn(rest, "\n")] = '\0';
	obey(line, strtol(rest, NULL, 10), rest);
}

static void follow_script(const char *bundle)
{
	char path[4096];
	char line[1024];
	FILE *script;

	snprintf(path, sizeof path, "%s/marker", bundle);
	script = fopen(path, "re");
	while (script != NULL && fgets(line, sizeof line, script) != NULL)
		follow_line(line);
	if (script != NULL)
		fclose(script);
}

/* Says what config.json holds, and obeys the array "marker" in it: a line each, as json.dumps has
 * it with an indent. */
static void follow_config(const char *bundle)
{
	static char orders[256][1024];
	char path[4096];
	char line[4096];
	size_t count = 0;
	bool is_order = false;
	FILE *config;

	snprintf(path, sizeof path, "%s/config.json", bundle);
	config = fopen(path, "re");
	while (config != NULL && fgets(line, sizeof line, config) != NULL) {
		char *const order = strchr(line, '"');
		char *const end = strrchr(line, '"');

		printf("config %s%s", line, strchr(line, '\n') == NULL ? "\n" : "");
		if (is_order && end > order && count < 256)
			snprintf(orders[count++], sizeof orders[0], "%.*s\n",
			         (int)(end - order - 1), order + 1);
		is_order = strstr(line, "\"marker\": [") != NULL || (is_order && end > order);
	}
	if (config != NULL)
		fclose(config);
	fflush(stdout);
	for (size_t i = 0; i < count; i++)
		follow_line(orders[i]);
}

static bool asks_to_fail(const char *bundle, const char *name)
{
	char path[4096];
	char line[4096];
	bool asks = false;
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", bundle, name);
	file = fopen(path, "re");
	while (file != NULL && !asks && fgets(line, sizeof line, file) != NULL)
		asks = strcmp(line, "fail\n") == 0 || strstr(line, "\"fail\"") != NULL;
	if (file != NULL)
		fclose(file);
	return asks;
}

static void say_exe(void)
{
	char exe[4096] = "";
	struct statfs file_system;

	(void)!readlink("/proc/self/exe", exe, sizeof exe - 1);
	printf("exe %s\n", exe);
	if (statfs("/proc/self/exe", &file_system) == 0)
		printf("exe_fs %lx\n", (unsigned long)file_system.f_type);
}

/* How the file begins that the argument --read=PATH names, or why it cannot be read. */
static void say_content(const char *path)
{
	char text[64] = "";
	FILE *file = path == NULL ? NULL : fopen(path, "re");

	if (path != NULL && (file == NULL || fgets(text, sizeof text, file) == NULL))
		snprintf(text, sizeof text, "%s", strerrorname_np(errno));
	if (path != NULL)
		printf("read %s\n", text);
	if (file != NULL)
		fclose(file);
}

int main(int argc, char **argv)
{
	char cwd[4096];
	const char *bundle;
	const mode_t mask = umask(0);

	umask(mask);
	if (argc == 2 && strcmp(argv[1], "--version") == 0) {
		const volatile char *const said = version;

		if (*said == 'z')
			pause();
		for (int i = 0; said[i] != '\0'; i++)
			putchar(said[i]);
		return 0;
	}
	printf("MARKER\n");
	for (int i = 0; i < argc; i++)
		printf("arg %s\n", argv[i]);
	for (char **entry = environ; *entry != NULL; entry++)
		printf("env %s\n", *entry);
	printf("euid %u\n", (unsigned)geteuid());
	printf("umask %04o\ncwd %s\n", (unsigned)mask, getcwd(cwd, sizeof cwd));
	say_exe();
	printf("nnp %d\n", prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
	list_descriptors();
	list_signals();
	say_content(value_of(argv, "--read="));
	fflush(stdout);
	arguments = argv;
	bundle = value_of(argv, "--bundle=");
	is_failing = bundle != NULL &&
	             (asks_to_fail(bundle, "config.json") || asks_to_fail(bundle, "marker"));
	if (!is_failing)
		detach(argv);
	if (bundle != NULL) {
		follow_config(bundle);
		follow_script(bundle);
	}
	return 42;
}
