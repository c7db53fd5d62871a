#include "import/import.h"

#include "artifact.h"
#include "base/fatal.h"
#include "base/input.h"
#include "cli/commands.h"
#include "session/inspect_options.h"
#include "session/world.h"

#include <getopt.h>
#include <stdlib.h>
#include <sys/stat.h>

const struct usage usage_import = {
    "import", "CONFIG.JSON|DIR [-- RUNSC ARGUMENT...]",
    "keepc import config.json -- runsc --network=none --rootless=true run x\n"
    "keepc import /sandbox > again.sandbox.yaml\n",
    "Writes the policy nearest to a config.json and the command line it is run with, to standard "
    "output. Comments say what "
    "could not be carried over and what is "
    "unsafe. Of a directory that keepc wrote it gives a policy which compiles to the same bytes; "
    "entries under allow about the runsc that --runsc or --rootfs showed are in no artifact, and "
    "are to be added again.",
    (const struct option_row[]){
        {OPTION_FIRST, "release", "DATE", "runsc's release, when the artifacts do not name it"},
        {0}}};

/* Words behind "--" stand for a whole command line, and the file argv beside config.json is not
 * asked then. */
static void read_vector(struct import *import, const char *path, int argc, char **argv)
{
	word_row words = {0};
	struct text bytes;
	for (int i = 0; i < argc; i++)
		*list_append(import->arena, &words) = text_of(argv[i]);
	if (argc == 0 && path && input_file(import->arena, path, ARTIFACT_ARGV_MAX, &bytes)) {
		vector_refuse_other(import->arena, path, bytes);
		import->vector = vector_read_file(import->arena, bytes, import->release);
	} else {
		import->vector = vector_read(import->arena, &words, import->release);
	}
	import->release = import->vector.release;
	if (!import->vector.has_release)
		import_remark(import, "No release was named: this is the newest one measured. Give "
		                      "--release for the one in use.");
}

/* Every way in which the configuration is weaker than it reads, as comments. */
static void remark_weaknesses(struct import *import)
{
	struct report report = {.arena = import->arena, .fallback = import->source->name};
	/* The root filesystem is seldom at hand: then everything asked for is taken to exist. */
	struct view_input input = {
	    .config = import->source, .release = import->release, .is_rootless = true};
	if (import->vector.is_ours)
		input.world = world_of_vector(import->arena, &import->vector);
	struct view *view = view_resolve(import->arena, &input, &report);
	diag_sort(&report);
	if (view->status != 0)
		import_remark(import, "runsc would not start with it: %s", view->reason);
	const struct finding *finding;
	for_each (finding, &report.findings) {
		struct position position = source_position(import->source, finding->span.start);
		import_remark(import, "%s:%zu:%zu: %s: %s [%s]", import->source->name,
		              position.line, position.column, severity_name(finding->severity),
		              finding->message, finding->rule->name);
	}
}

static struct config *decode(struct import *import)
{
	struct json_document document = json_read(import->arena, import->source->bytes);
	if (!document.value)
		fatal("%s is not JSON: %s", import->source->name, document.error);
	struct report ignored = {.arena = import->arena};
	struct go_decoded decoded = go_decode(&ignored, import->source, document.value);
	if (decoded.errors.count > 0)
		fatal("runsc would not read %s: %s", import->source->name,
		      decoded.errors.items[0].message.data);
	return config_build(import->arena, import->source, decoded.value);
}

static void open_input(struct import *import, const char *path, int argc, char **argv)
{
	struct stat status;
	if (stat(path, &status) != 0)
		fatal("cannot open %s:", path);
	const char *config = path, *vector = NULL;
	if (S_ISDIR(status.st_mode)) {
		config = arena_printf(import->arena, "%s/" ARTIFACT_CONFIG, path);
		vector = arena_printf(import->arena, "%s/" ARTIFACT_ARGV, path);
	}
	struct text bytes;
	if (!input_file(import->arena, config, ARTIFACT_CONFIG_MAX, &bytes))
		fatal("cannot open %s:", config);
	import->source = source_from_bytes(import->arena, config, bytes);
	read_vector(import, vector, argc, argv);
}

int run_import(int argc, char **argv)
{
	release_date release = 0;
	while (option_next(&usage_import, argc, argv) != OPTION_END)
		release = release_option(optarg);
	if (optind >= argc)
		usage_error("import wants a config.json, or a directory that holds one");
	const char *path = argv[optind++];

	struct import import = {.arena = arena_create(), .release = release};
	char *policy = NULL, *remarks = NULL;
	size_t policy_length, remarks_length;
	import.policy = open_memstream(&policy, &policy_length);
	import.remarks = open_memstream(&remarks, &remarks_length);
	if (!import.policy || !import.remarks)
		fatal("out of memory");
	open_input(&import, path, argc - optind, argv + optind);
	remark_weaknesses(&import);
	import.config = decode(&import);
	import_layout(&import);
	import_process(&import);
	import_mounts(&import);
	import_vector(&import);
	if (fclose(import.policy) != 0 || fclose(import.remarks) != 0 || !policy || !remarks)
		fatal("out of memory");
	struct text accepted = text_of(policy);
	if (!import.vector.is_ours)
		accepted = import_acceptable(import.arena, accepted);
	printf("# The policy nearest to %s.\n%s%s",
	       text_printable(import.arena, text_of(path)).data, remarks, accepted.data);
	free(policy);
	free(remarks);
	arena_destroy(import.arena);
	return EXIT_FINE;
}
