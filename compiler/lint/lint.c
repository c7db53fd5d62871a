#include "lint/lint.h"

#include "base/fatal.h"
#include "base/output.h"
#include "cli/color.h"
#include "cli/commands.h"
#include "session/inspect_options.h"
#include "session/load.h"
#include "session/posture.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	OPTION_FORMAT = LOAD_OPTION_END,
	OPTION_FAIL_ON,
	OPTION_MIN_SEVERITY,
	OPTION_BASELINE,
	OPTION_WRITE_BASELINE,
	OPTION_CONFIG,
	OPTION_NO_CONFIG,
	OPTION_RELEASE,
	OPTION_FIX,
	OPTION_COLOR
};

const struct usage usage_lint = {
    "lint", "POLICY|DIR|CONFIG.JSON... [-- RUNSC-FLAG...]",
    "keepc lint policies/\n"
    "keepc lint a.sandbox.yaml --rootfs rootfs/ --fail-on error\n"
    "keepc lint . --format human --format sarif=keepc.sarif\n"
    "keepc lint config.json --release 20240729.0 -- --network=none\n"
    "keepc lint --fix a.sandbox.yaml\n"
    "keepc lint - --stdin-filename a.sandbox.yaml --format gnu\n",
    "A directory stands for all *.sandbox.yaml below it, - for standard input.",
    (const struct option_row[]){
        {OPTION_FORMAT, "format", FORMAT_CHOICES "[=FILE]",
         "how to say it (human); may be given again, once without FILE"},
        {OPTION_FAIL_ON, "fail-on", "error|warning|info", "exit 1 from this severity on (warning)"},
        {OPTION_MIN_SEVERITY, "min-severity", "error|warning|info", "say nothing below (info)"},
        {OPTION_BASELINE, "baseline", "FILE", "do not say what FILE holds"},
        {OPTION_WRITE_BASELINE, "write-baseline", "FILE", "write what is found to FILE; exit 0"},
        {OPTION_FIX, "fix", NULL, "write what is sure into the policies; print the diff"},
        {LOAD_ROW_ROOTFS},
        {LOAD_ROW_RUNSC},
        {LOAD_ROW_NO_ALLOW},
        {LOAD_ROW_TODAY},
        {LOAD_ROW_STDIN_FILENAME},
        {OPTION_RELEASE, "release", "DATE", "runsc's release, for a config.json"},
        {OPTION_CONFIG, "config", "FILE", "instead of .innerkeep.yaml in this directory"},
        {OPTION_NO_CONFIG, "no-config", NULL, "read no configuration"},
        {OPTION_COLOR, "color", "auto|always|never", "whether to use colour on standard output"},
        {0}}};

static void want_format(struct arena *arena, struct lint_options *options, const char *word)
{
	const char *nearest =
	    text_nearest((struct text){word, strcspn(word, "=")}, lint_formats, NULL);
	if (!lint_add_output(arena, options, word))
		usage_error("there is no format '%s'%s%s%s", word,
		            nearest ? "; did you mean '" : ": " FORMAT_WORDS,
		            nearest ? nearest : "", nearest ? "'?" : "");
}

static void want_severity(const char *word, enum severity *severity)
{
	if (!lint_severity(text_of(word), severity))
		usage_error("invalid severity '%s': error, warning or info", word);
}

static void take_option(struct arena *arena, struct lint_options *options, int option)
{
	switch (option) {
	case OPTION_FORMAT:
		want_format(arena, options, optarg);
		break;
	case OPTION_FAIL_ON:
		options->has_fail_on = true;
		want_severity(optarg, &options->fail_on);
		break;
	case OPTION_MIN_SEVERITY:
		options->has_min_severity = true;
		want_severity(optarg, &options->min_severity);
		break;
	case OPTION_BASELINE:
		options->baseline = optarg;
		break;
	case OPTION_WRITE_BASELINE:
		options->new_baseline = optarg;
		break;
	case OPTION_CONFIG:
		options->config = optarg;
		break;
	case OPTION_RELEASE:
		options->release = release_option(optarg);
		break;
	case OPTION_FIX:
		options->fixes = true;
		break;
	case OPTION_NO_CONFIG:
		options->ignores_config = true;
		break;
	case OPTION_COLOR:
		options->has_color_option = true;
		options->has_color = color_parse(optarg);
		break;
	default:
		load_take_option(&options->load, option, optarg);
		break;
	}
}

static void parse_options(struct arena *arena, int argc, char **argv, struct lint_options *options)
{
	argc = inspect_split_flags(argc, argv, &options->flags, &options->flag_count);
	for (int option; (option = option_next(&usage_lint, argc, argv)) != OPTION_END;)
		take_option(arena, options, option);
	for (int i = optind; i < argc; i++)
		*list_append(arena, &options->paths) = argv[i];
}

static bool is_configuration(const char *path)
{
	size_t length = strlen(path);
	return length > 5 && strcmp(path + length - 5, ".json") == 0;
}

/* Asked of all before the first is written. */
static void check_fixes(const struct lint_options *options)
{
	const char *const *path;
	if (options->new_baseline)
		usage_error("--fix and --write-baseline do not go together: mend first");
	for_each (path, &options->paths) {
		if (strcmp(*path, "-") == 0)
			usage_error("--fix wants files: standard input has no place to write to");
		if (is_configuration(*path))
			usage_error("--fix mends policies, and %s is a configuration", *path);
	}
}

/* What only the command line and the configuration together can tell. */
static void check_options_together(struct arena *arena, struct lint_options *options)
{
	size_t to_stdout = 0;
	const struct lint_output *output;
	if (options->outputs.count == 0)
		lint_add_output(arena, options, "human");
	for_each (output, &options->outputs)
		to_stdout += output->path == NULL;
	if (to_stdout > 1)
		usage_error(
		    "one format can go to stdout: give the others a file, as in sarif=keepc.sarif");
	if (options->paths.count == 0)
		usage_error("lint wants policies, or directories of them");
}

/* Somebody's config.json: in what it is weaker than it reads, and where it is loose as it reads. */
static void lint_configuration(struct lint_run *run, const struct lint_options *options,
                               const char *path)
{
	struct report report = {.arena = run->arena, .fallback = path};
	struct inspect_options inspected = {.load = options->load,
	                                    .release = options->release,
	                                    .flags = options->flags,
	                                    .flag_count = options->flag_count,
	                                    .has_flags = options->flags != NULL};
	struct inspection inspection = inspect(run->arena, &report, path, &inspected);
	bool is_judged = posture_check(run->arena, &report, &inspection);
	enum sight sight = !is_judged       ? SIGHT_NOTHING
	                   : options->flags ? SIGHT_CONFIG_AND_FLAGS
	                                    : SIGHT_CONFIG;
	diag_sort(&report);
	diag_drop_below(&report, options->min_severity);
	*list_append(run->arena, &run->files) = (struct linted){.name = path,
	                                                        .report = report,
	                                                        .known = {.arena = run->arena},
	                                                        .is_parsed = true,
	                                                        .sight = sight};
}

static void lint_file(struct lint_run *run, const struct lint_options *options, const char *path)
{
	struct report report = {.arena = run->arena};
	if (is_configuration(path)) {
		lint_configuration(run, options, path);
		return;
	}
	struct loaded loaded = load_policy(run->arena, &report, path, &options->load);
	diag_drop_below(&report, options->min_severity);
	*list_append(run->arena, &run->files) =
	    (struct linted){.name = report.fallback,
	                    .report = report,
	                    .known = {.arena = run->arena},
	                    .is_parsed = loaded.policy != NULL,
	                    .sight = loaded.policy ? SIGHT_POLICY : SIGHT_NOTHING};
}

/* With --fix, stdout is the diff's. */
static void write_output(const struct lint_run *run, const struct lint_output *output,
                         FILE *standard)
{
	if (!output->path) {
		output->write(run, standard);
		return;
	}
	struct lint_run plain = *run;
	plain.style = DIAG_HUMAN;
	FILE *stream = output_stream(output->path);
	output->write(&plain, stream);
	if (ferror(stream) || fclose(stream) != 0)
		fatal("cannot write %s:", output->path);
}

static int status_of(const struct lint_run *run, enum severity fail_on)
{
	int status = EXIT_FINE;
	const struct linted *file;
	for_each (file, &run->files) {
		if (!file->is_parsed)
			return EXIT_TROUBLE;
		if (diag_count(&file->report, fail_on) > 0)
			status = EXIT_FINDINGS;
	}
	return status;
}

static int lint(struct arena *arena, int argc, char **argv)
{
	struct lint_options options = {.fail_on = SEVERITY_WARNING, .min_severity = SEVERITY_INFO};
	parse_options(arena, argc, argv, &options);
	if (!options.has_color_option)
		options.has_color = color_is_wanted(options.fixes ? STDERR_FILENO : STDOUT_FILENO);
	if (!lint_configure(arena, &options))
		return EXIT_TROUBLE;
	check_options_together(arena, &options);
	lint_expand(arena, &options.paths);
	if (options.fixes)
		check_fixes(&options);
	struct lint_run run = {.arena = arena,
	                       .style = options.has_color ? DIAG_HUMAN_COLOR : DIAG_HUMAN};
	const char **path;
	for_each (path, &options.paths) {
		if (options.fixes)
			lint_fix(arena, &options, *path);
		lint_file(&run, &options, *path);
	}
	if (options.new_baseline) {
		baseline_write(&run, options.new_baseline);
		return status_of(&run, options.fail_on) == EXIT_TROUBLE ? EXIT_TROUBLE : EXIT_FINE;
	}
	if (options.baseline)
		baseline_apply(&run, options.baseline);
	const struct lint_output *output;
	for_each (output, &options.outputs)
		write_output(&run, output, options.fixes ? stderr : stdout);
	if (options.fixes)
		lint_fix_rest(&run);
	return status_of(&run, options.fail_on);
}

int run_lint(int argc, char **argv)
{
	struct arena *arena = arena_create();
	int status = lint(arena, argc, argv);
	arena_destroy(arena);
	return status;
}
