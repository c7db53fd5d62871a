#include "base/arena.h"
#include "base/fatal.h"
#include "base/text.h"
#include "cli/usage.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int print_help(void)
{
	puts("Usage: keepc COMMAND [OPTION...] [ARGUMENT...]\n\n"
	     "  keepc lint python.sandbox.yaml\n"
	     "  keepc compile python.sandbox.yaml -o /sandbox --rootfs / --strict\n"
	     "  keepc view /sandbox\n\n"
	     "Compiles a sandbox policy for gVisor into what keeprun starts from.\n\nCommands:");
	for (unsigned int i = 0; i < command_count; i++)
		printf("  %-12s %s\n", commands[i].name, commands[i].summary);
	puts("\n'keepc COMMAND --help' tells more. Exit status: 0 fine, 1 findings,\n2 wrong "
	     "usage, 3 unreadable, unparsable, or the system refused.");
	return EXIT_FINE;
}

static const struct command *find_command(const char *name)
{
	struct arena *arena = arena_create();
	const char **names = arena_alloc(arena, (command_count + 1) * sizeof *names);
	for (unsigned int i = 0; i < command_count; i++) {
		names[i] = commands[i].name;
		if (strcmp(name, names[i]) == 0) {
			usage_topic(names[i]);
			arena_destroy(arena);
			return &commands[i];
		}
	}
	if (name[0] == '-')
		usage_error("there is no option '%s' in front of a command", name);
	const char *nearest = text_nearest(text_of(name), names, NULL);
	usage_error("there is no command '%s'%s%s%s", name, nearest ? "; did you mean '" : "",
	            nearest ? nearest : "", nearest ? "'?" : "");
}

static int run(int argc, char **argv)
{
	static char help[] = "--help";
	if (strcmp(argv[0], "--version") == 0)
		return printf("keepc %s\n", KEEPC_VERSION) < 0 ? EXIT_TROUBLE : EXIT_FINE;
	if (strcmp(argv[0], "--help") == 0 || strcmp(argv[0], "-h") == 0 ||
	    (strcmp(argv[0], "help") == 0 && argc == 1))
		return print_help();
	if (strcmp(argv[0], "help") == 0) {
		char *words[] = {argv[1], help, NULL};
		return find_command(argv[1])->run(2, words);
	}
	return find_command(argv[0])->run(argc, argv);
}

/* Whoever started us may have closed one of the first three: the next file opened would take its
 * place, and a message would go into it. What is opened here fails as a closed one does, but for
 * messages, which are lost. */
static void hold_descriptors(void)
{
	static const int modes[] = {
	    [STDIN_FILENO] = O_WRONLY, [STDOUT_FILENO] = O_RDONLY, [STDERR_FILENO] = O_WRONLY};
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", modes[fd]) < 0)
			fatal("cannot open /dev/null:");
}

int main(int argc, char **argv)
{
	hold_descriptors();
	if (argc < 2)
		usage_error("no command");
	int status = run(argc - 1, argv + 1);
	if (fflush(stdout) != 0 || ferror(stdout))
		fatal("cannot write to stdout:");
	return status;
}
