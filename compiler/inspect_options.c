#include "inspect_options.h"

#include "base/fatal.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool wants_color(int fd)
{
	const char *no_color = getenv("NO_COLOR"), *terminal = getenv("TERM");
	return isatty(fd) && !(no_color && no_color[0] != '\0') && terminal && strcmp(terminal, "dumb") != 0;
}

static bool parse_color(const char *word)
{
	if (strcmp(word, "always") == 0)
		return true;
	if (strcmp(word, "never") != 0 && strcmp(word, "auto") != 0)
		usage_error("--color wants always, never or auto");
	return strcmp(word, "auto") == 0 && wants_color(STDOUT_FILENO);
}

/* Everything behind "--" is runsc's. */
static int split_flags(int argc, char **argv, struct inspect_command *command)
{
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--") != 0)
			continue;
		command->options.flags = argv + i + 1;
		command->options.flag_count = (size_t)(argc - i - 1);
		command->options.has_flags = true;
		return i;
	}
	return argc;
}

void inspect_parse(int argc, char **argv, struct inspect_command *command)
{
	argc = split_flags(argc, argv, command);
	command->has_color = wants_color(STDOUT_FILENO);
	for (int option; (option = option_next(command->usage, argc, argv)) != OPTION_END;) {
		switch (option) {
		case INSPECT_ROOTFS:
			command->options.load.rootfs = optarg;
			break;
		case INSPECT_MOUNTS:
			command->options.mounts = optarg;
			break;
		case INSPECT_RELEASE:
			command->options.release = optarg;
			break;
		case INSPECT_JSON:
			command->is_json = true;
			break;
		case INSPECT_HTML:
			command->is_html = true;
			break;
		case INSPECT_COLOR:
			command->has_color = parse_color(optarg);
			break;
		case INSPECT_STRICT:
			command->is_strict = true;
			break;
		case INSPECT_POLICY_FILE:
			command->policy = optarg;
			break;
		case INSPECT_LIST:
			command->is_list = true;
			break;
		case INSPECT_NESTED:
			command->options.is_nested = true;
			break;
		default:
			break;
		}
	}
	command->arguments = argv + optind;
	command->argument_count = (size_t)(argc - optind);
}

void inspect_print_report(const struct report *report)
{
	diag_print(report, stderr, !isatty(STDERR_FILENO) ? DIAG_GNU : wants_color(STDERR_FILENO) ? DIAG_HUMAN_COLOR : DIAG_HUMAN);
}
