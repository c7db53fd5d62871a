#include "artifact.h"
#include "base/fatal.h"
#include "base/output.h"
#include "cli/commands.h"
#include "emit/emit.h"
#include "session/load.h"
#include "session/prove.h"

#include <getopt.h>
#include <stdio.h>

struct options {
	const char *policy, *directory;
	struct load_options load;
	bool is_strict, is_debug;
};

enum { OPTION_STRICT = LOAD_OPTION_END, OPTION_DEBUG };

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
			options->is_debug = true;
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
}

static void write_artifacts(struct arena *arena, const char *directory, struct text config,
                            struct text argv)
{
	static const char *const owned[] = {ARTIFACT_CONFIG, ARTIFACT_ARGV, NULL};
	static const struct output_mark mark = {ARTIFACT_ARGV, "keeprun/", ARTIFACT_VERSION};
	struct output *output = output_begin(arena, directory, owned, &mark);
	output_file(output, ARTIFACT_CONFIG, config, 0444);
	output_file(output, ARTIFACT_ARGV, argv, 0444);
	output_commit(output);
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
	if (status == EXIT_FINE) {
		struct plan *plan = plan_make(arena, loaded.policy, loaded.rootfs);
		struct text config = emit_config(arena, plan),
		            words = emit_argv(arena, plan, config, options.is_debug);
		struct report proof = {.arena = arena, .fallback = report.fallback};
		prove_artifacts(arena, &proof, &loaded, config, words);
		status = report_status(&proof, &loaded, SEVERITY_ERROR);
		if (status == EXIT_FINE)
			write_artifacts(arena, options.directory, config, words);
	}
	arena_destroy(arena);
	return status;
}
