#include "base/fatal.h"
#include "cli/commands.h"
#include "emit/statement.h"
#include "session/load.h"

#include <getopt.h>
#include <stdio.h>

struct options {
	const char *policy;
	struct load_options load;
	bool is_json;
};

enum { OPTION_JSON = LOAD_OPTION_END };

const struct usage usage_show = {
    "show", "POLICY", "keepc show python.sandbox.yaml\nkeepc show python.sandbox.yaml --json\n",
    "Prints the policy as it takes effect: what it says, what its bases say, and the defaults, "
    "each line with its origin. What it prints compiles to the same "
    "bytes.",
    (const struct option_row[]){{OPTION_JSON, "json", NULL, "as JSON"},
                                {LOAD_ROW_ROOTFS},
                                {LOAD_ROW_RUNSC},
                                {LOAD_ROW_NO_ALLOW},
                                {LOAD_ROW_TODAY},
                                {LOAD_ROW_STDIN_FILENAME},
                                {0}}};

static void parse_options(int argc, char **argv, struct options *options)
{
	for (int option; (option = option_next(&usage_show, argc, argv)) != OPTION_END;) {
		if (option == OPTION_JSON)
			options->is_json = true;
		else
			load_take_option(&options->load, option, optarg);
	}
	if (optind + 1 != argc)
		usage_error("show takes exactly one policy");
	options->policy = argv[optind];
}

int run_show(int argc, char **argv)
{
	struct options options = {0};
	parse_options(argc, argv, &options);
	struct arena *arena = arena_create();
	struct report report = {.arena = arena};
	struct loaded loaded = load_policy(arena, &report, options.policy, &options.load);
	int status = report_status(&report, &loaded, SEVERITY_ERROR);
	if (loaded.policy && !loaded.policy->is_broken) {
		const struct statement *root = statement_of(arena, loaded.policy);
		struct text page =
		    options.is_json ? statement_json(arena, root) : statement_yaml(arena, root);
		fwrite(page.data, 1, page.length, stdout);
	}
	arena_destroy(arena);
	return status;
}
