#include "base/fatal.h"
#include "cli/commands.h"
#include "session/artifacts.h"

#include <getopt.h>
#include <stdio.h>

struct options {
	const char *policy, *directory;
	struct load_options load;
	bool is_strict;
	enum logging logging;
};

enum { OPTION_STRICT = LOAD_OPTION_END, OPTION_DEBUG, OPTION_LEARN };

const struct usage usage_compile = {
    "compile", "POLICY -o DIR",
    "keepc compile python.sandbox.yaml -o /sandbox\n"
    "keepc compile python.sandbox.yaml -o /sandbox --rootfs / --strict\n",
    "Writes config.json and argv, both or neither.",
    (const struct option_row[]){
        {'o', "output", "DIR",
         "the directory for the artifacts: new, empty, or written by keepc before"},
        {LOAD_ROW_ROOTFS},
        {LOAD_ROW_RUNSC},
        {OPTION_STRICT, "strict", NULL, "refuse on warnings too"},
        {OPTION_DEBUG, "debug", NULL, "add runsc's debug flags; the artifacts are marked"},
        {OPTION_LEARN, "learn", NULL,
         "add runsc's log of the guest's system calls, for keepc learn; the artifacts are marked"},
        {LOAD_ROW_NO_ALLOW},
        {LOAD_ROW_TODAY},
        {LOAD_ROW_STDIN_FILENAME},
        {0}}};

static void parse_options(int argc, char **argv, struct options *options)
{
	for (int option; (option = option_next(&usage_compile, argc, argv)) != OPTION_END;) {
		switch (option) {
		case 'o':
			options->directory = optarg;
			break;
		case OPTION_STRICT:
			options->is_strict = true;
			break;
		case OPTION_DEBUG:
			options->logging = LOGGING_DEBUG;
			break;
		case OPTION_LEARN:
			options->logging = LOGGING_CALLS;
			break;
		default:
			load_take_option(&options->load, option, optarg);
			break;
		}
	}
	if (optind + 1 != argc)
		usage_error("compile takes exactly one policy");
	if (!options->directory || options->directory[0] == '\0')
		usage_error("compile wants a directory for the artifacts: -o DIR");
	options->policy = argv[optind];
	options->load.output = options->directory;
}

int run_compile(int argc, char **argv)
{
	struct options options = {0};
	parse_options(argc, argv, &options);
	struct arena *arena = arena_create();
	struct report report = {.arena = arena};
	struct loaded loaded = load_policy(arena, &report, options.policy, &options.load);
	int status =
	    report_status(&report, &loaded, options.is_strict ? SEVERITY_WARNING : SEVERITY_ERROR);
	struct artifacts artifacts;
	if (status == EXIT_FINE)
		status = artifacts_make(arena, &loaded, options.logging, NULL, &artifacts);
	if (status == EXIT_FINE)
		artifacts_write(arena, options.directory, &artifacts);
	arena_destroy(arena);
	return status;
}
