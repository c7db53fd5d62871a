#include "base/fatal.h"
#include "base/text.h"
#include "commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct command {
	const char *name, *synopsis, *summary;
	int (*run)(int argc, char **argv);
} commands[] = {
#define COMMAND(name, synopsis, summary) {#name, synopsis, summary, run_##name},
#include "commands.def"
#undef COMMAND
};
enum { COMMAND_COUNT = sizeof commands / sizeof commands[0] };

static int print_help(void)
{
	puts("Usage: keepc COMMAND [OPTION...] [ARGUMENT...]\n\nCompiles a sandbox policy for gVisor into what keeprun starts from.\n\nCommands:");
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		printf("  %-9s %s\n", commands[i].name, commands[i].summary);
	puts("\n'keepc COMMAND --help' tells more. Exit status: 0 fine, 1 findings, 2 wrong usage,\n3 unreadable, unparsable, or the system refused.");
	return EXIT_FINE;
}

static void unknown_command(const char *name)
{
	const char *names[COMMAND_COUNT + 1] = {0};
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		names[i] = commands[i].name;
	const char *nearest = text_nearest(text_of(name), names);
	usage_error("there is no command '%s'%s%s%s", name, nearest ? "; did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "");
}

int main(int argc, char **argv)
{
	if (argc < 2)
		usage_error("no command");
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0)
		return print_help();
	if (strcmp(argv[1], "--version") == 0)
		return printf("keepc %s\n", KEEPC_VERSION) < 0 ? EXIT_TROUBLE : EXIT_FINE;
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		if (strcmp(argv[1], commands[i].name) == 0) {
			int status = commands[i].run(argc - 1, argv + 1);
			if (fflush(stdout) != 0 || ferror(stdout))
				fatal("cannot write to stdout:");
			return status;
		}
	unknown_command(argv[1]);
	return EXIT_USAGE;
}
