#include "base/fatal.h"
#include "commands.h"
#include "emit/statement.h"
#include "load.h"

#include <getopt.h>
#include <stdio.h>

struct options {
	const char *policy;
	struct load_options load;
	bool is_json;
};

enum { OPTION_JSON = OPTION_FIRST, OPTION_ROOTFS, OPTION_STDIN_FILENAME, OPTION_NO_ALLOW, OPTION_TODAY };

const struct usage usage_show = {
    "show", "POLICY", "keepc show python.sandbox.yaml\nkeepc show python.sandbox.yaml --json\n",
    "Prints the policy as it takes effect: what it says, what its bases say, and the defaults, each line with its origin. What it prints compiles to the same "
    "bytes.",
    (const struct option_row[]){{OPTION_JSON, "json", NULL, "as JSON"},
                                {OPTION_ROOTFS, "rootfs", "DIR|FILE", "check against the outer root filesystem, a directory or a listing"},
                                {OPTION_NO_ALLOW, "no-allow", NULL, "let no entry under 'allow' pass a finding"},
                                {OPTION_TODAY, "today", "DATE", "judge entries under 'allow' as of YYYY-MM-DD"},
                                {OPTION_STDIN_FILENAME, "stdin-filename", "NAME", "what messages call the policy '-'"},
                                {0}}};

static void parse_options(int argc, char **argv, struct options *options)
{
	for (int option; (option = option_next(&usage_show, argc, argv)) != OPTION_END;) {
		switch (option) {
		case OPTION_JSON:
			options->is_json = true;
			break;
		case OPTION_ROOTFS:
			options->load.rootfs = optarg;
			break;
		case OPTION_NO_ALLOW:
			options->load.ignores_allow = true;
			break;
		case OPTION_TODAY:
			options->load.today = optarg;
			break;
		case OPTION_STDIN_FILENAME:
			options->load.stdin_filename = optarg;
			break;
		default:
			break;
		}
	}
	if (optind + 1 != argc)
		usage_error("show wants one policy");
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
		struct text page = options.is_json ? statement_json(arena, root) : statement_yaml(arena, root);
		fwrite(page.data, 1, page.length, stdout);
	}
	arena_destroy(arena);
	return status;
}
