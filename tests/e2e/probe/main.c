/* Runs inside the sandbox (and, for controls, outside of it): does each task of its command line
 * and prints one line per answer. Static; never forks, because some builds of runsc do not survive
 * it; never calls statx, which the oldest release answers with EINVAL.
 *
 *   probe TASK [ARG...] [';' TASK [ARG...]]... [-- PROGRAM [ARG...]]
 *
 * A line is "TASK ARG ANSWER"; the answer of a failed call is the name of its errno. The last line
 * is "done": without it nothing is proved. With a program at the end the probe becomes it, and what
 * the tasks opened stays open. */
#include "probe.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *errno_word(void)
{
	return strerrorname_np(errno);
}

void answer(const char *task, const char *argument, const char *text)
{
	printf("%s %s %s\n", task, argument, text);
}

void print_escaped(const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		unsigned char byte = (unsigned char)bytes[i];
		if (byte > ' ' && byte < 0x7f && byte != '\\')
			putchar(byte);
		else
			printf("\\x%02x", byte);
	}
}

void result(const char *task, const char *argument, const char *success, long returned)
{
	answer(task, argument, returned == 0 ? success : errno_word());
}

/* say WORD: a sign for whoever reads along */
void task_say(const char *word)
{
	answer("say", word, "");
}

static const struct task {
	const char *name;
	void (*run)(const char *argument);
} tasks[] = {
#define TASK(name) {#name, task_##name},
#include "tasks.def"
#undef TASK
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
void task_stdin(const char *unused)
{
	static char line[8192];
	(void)unused;
	setvbuf(stdin, NULL, _IONBF,
	        0); /* what was not done yet is left to whatever the probe becomes */
	while (fgets(line, sizeof line, stdin)) {
		line[strcspn(line, "\n")] = '\0';
		char *space = strchr(line, ' ');
		if (space)
			*space = '\0';
		run_task(line, space ? space + 1 : "-");
	}
}

static void become(char **words)
{
	execv(words[0], words);
	fprintf(stderr, "probe: %s: %s\n", words[0], errno_word());
	exit(126);
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--") == 0)
			become(argv + i + 1);
		const char *name = argv[i];
		int has_argument = i + 1 < argc && strcmp(argv[i + 1], ";") != 0;
		run_task(name, has_argument ? argv[++i] : "-");
		if (i + 1 < argc && strcmp(argv[i + 1], ";") == 0)
			i++;
	}
	puts("done");
	return 0;
}
