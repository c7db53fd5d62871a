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

enum { OPTION_ROOTFS = 256, OPTION_MOUNTS, OPTION_RELEASE, OPTION_JSON, OPTION_HTML, OPTION_COLOR, OPTION_STRICT, OPTION_NESTED, OPTION_POLICY };

bool inspect_parse(int argc, char **argv, struct inspect_command *command)
{
	static const struct option table[] = {{"rootfs", required_argument, NULL, OPTION_ROOTFS},
	                                      {"mounts", required_argument, NULL, OPTION_MOUNTS},
	                                      {"release", required_argument, NULL, OPTION_RELEASE},
	                                      {"json", no_argument, NULL, OPTION_JSON},
	                                      {"html", no_argument, NULL, OPTION_HTML},
	                                      {"color", required_argument, NULL, OPTION_COLOR},
	                                      {"strict", no_argument, NULL, OPTION_STRICT},
	                                      {"nested", no_argument, NULL, OPTION_NESTED},
	                                      {"policy", required_argument, NULL, OPTION_POLICY},
	                                      {"help", no_argument, NULL, 'h'},
	                                      {0}};
	argc = split_flags(argc, argv, command);
	command->has_color = wants_color(STDOUT_FILENO);
	for (int option; (option = getopt_long(argc, argv, "h", table, NULL)) != -1;) {
		switch (option) {
		case OPTION_ROOTFS:
			command->options.load.rootfs = optarg;
			break;
		case OPTION_MOUNTS:
			command->options.mounts = optarg;
			break;
		case OPTION_RELEASE:
			command->options.release = optarg;
			break;
		case OPTION_JSON:
			command->is_json = true;
			break;
		case OPTION_HTML:
			command->is_html = true;
			break;
		case OPTION_COLOR:
			command->has_color = parse_color(optarg);
			break;
		case OPTION_STRICT:
			command->is_strict = true;
			break;
		case OPTION_POLICY:
			command->policy = optarg;
			break;
		case OPTION_NESTED:
			command->options.is_nested = true;
			break;
		case 'h':
			puts(command->help);
			return false;
		default:
			usage_error("see 'keepc %s --help'", command->name);
		}
	}
	command->arguments = argv + optind;
	command->argument_count = (size_t)(argc - optind);
	return true;
}

void inspect_print_report(const struct report *report)
{
	diag_print(report, stderr, !isatty(STDERR_FILENO) ? DIAG_GNU : wants_color(STDERR_FILENO) ? DIAG_HUMAN_COLOR : DIAG_HUMAN);
}
