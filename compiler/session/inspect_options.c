#include "session/inspect_options.h"

#include "base/fatal.h"
#include "cli/color.h"

#include <getopt.h>
#include <string.h>
#include <unistd.h>

int inspect_split_flags(int argc, char **argv, char ***words, size_t *count)
{
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--") != 0)
			continue;
		*words = argv + i + 1;
		*count = (size_t)(argc - i - 1);
		return i;
	}
	return argc;
}

release_date release_option(const char *word)
{
	release_date release;
	const char *before, *behind;
	if (!release_parse(text_of(word), &release))
		usage_error("--release wants a date such as 20240729.0");
	if (release_neighbours(text_of(word), &before, &behind))
		usage_error("--release: gVisor has published no release %s; the ones beside it are "
		            "%s and %s",
		            word, before, behind);
	return release;
}

void inspect_parse(int argc, char **argv, struct inspect_command *command)
{
	argc =
	    inspect_split_flags(argc, argv, &command->options.flags, &command->options.flag_count);
	command->options.has_flags = command->options.flags != NULL;
	command->has_color = color_is_wanted(STDOUT_FILENO);
	for (int option; (option = option_next(command->usage, argc, argv)) != OPTION_END;) {
		switch (option) {
		case INSPECT_MOUNTS:
			command->options.mounts = optarg;
			break;
		case INSPECT_RELEASE:
			command->options.release = release_option(optarg);
			break;
		case INSPECT_JSON:
			command->is_json = true;
			break;
		case INSPECT_HTML:
			command->is_html = true;
			break;
		case INSPECT_COLOR:
			command->has_color = color_parse(optarg);
			break;
		case INSPECT_STRICT:
			command->is_strict = true;
			break;
		case INSPECT_SUMMARY:
			command->is_summary = true;
			break;
		case INSPECT_POLICY_FILE:
			command->policy = optarg;
			break;
		case INSPECT_BASE:
			command->base = optarg;
			break;
		case INSPECT_CACHED:
			command->is_cached = true;
			break;
		case INSPECT_LIST:
			command->is_list = true;
			break;
		case INSPECT_NESTED:
			command->options.is_nested = true;
			break;
		default:
			load_take_option(&command->options.load, option, optarg);
			break;
		}
	}
	if (command->is_json + command->is_html + command->is_list > 1)
		usage_error("%s prints one form: --json, --html or --list",
		            command->usage->command);
	command->arguments = argv + optind;
	command->argument_count = (size_t)(argc - optind);
}
