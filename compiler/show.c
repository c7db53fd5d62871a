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

enum { OPTION_JSON = 256, OPTION_ROOTFS, OPTION_STDIN_FILENAME, OPTION_NO_ALLOW, OPTION_TODAY };

static void print_help(void)
{
	puts("Usage: keepc show POLICY [OPTION...]\n\n"
	     "  keepc show python.sandbox.yaml\n\n"
	     "Prints the policy as it takes effect, with the policies that it extends and all\n"
	     "defaults; each line with its origin. The output is a policy itself, and compiles\n"
	     "to the same artifacts.\n\n"
	     "      --json              an object: the policy, and the origins by path\n"
	     "      --rootfs DIR|FILE   check against the outer root filesystem, a directory or\n"
	     "                          a listing\n"
	     "      --no-allow          let no entry under 'allow' pass a finding\n"
	     "      --today DATE        judge entries under 'allow' as of YYYY-MM-DD\n"
	     "      --stdin-filename F  what messages call the policy '-'\n"
	     "  -h, --help");
}

static bool parse_options(int argc, char **argv, struct options *options)
{
	static const struct option table[] = {{"json", no_argument, NULL, OPTION_JSON},
	                                      {"rootfs", required_argument, NULL, OPTION_ROOTFS},
	                                      {"no-allow", no_argument, NULL, OPTION_NO_ALLOW},
	                                      {"today", required_argument, NULL, OPTION_TODAY},
	                                      {"stdin-filename", required_argument, NULL, OPTION_STDIN_FILENAME},
	                                      {"help", no_argument, NULL, 'h'},
	                                      {0}};
	for (int option; (option = getopt_long(argc, argv, "h", table, NULL)) != -1;) {
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
		case 'h':
			print_help();
			return false;
		default:
			usage_error("see 'keepc show --help'");
		}
	}
	if (optind + 1 != argc)
		usage_error("show wants one policy");
	options->policy = argv[optind];
	return true;
}

int run_show(int argc, char **argv)
{
	struct options options = {0};
	if (!parse_options(argc, argv, &options))
		return EXIT_FINE;
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
