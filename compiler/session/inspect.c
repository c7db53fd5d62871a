#include "session/inspect.h"

#include "artifact.h"
#include "base/fatal.h"
#include "base/input.h"
#include "emit/emit.h"
#include "model/flag_value.h"
#include "session/world.h"
#include "view/mountinfo.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_MAX ((size_t)4 * 1024 * 1024)

static struct text read_file(struct arena *arena, const char *path)
{
	struct text bytes;
	if (!input_file(arena, path, FILE_MAX, &bytes))
		fatal("cannot open %s:", path);
	return bytes;
}

static struct text read_mounts(struct arena *arena, const char *path)
{
	mount_points points = {0};
	struct text bytes = read_file(arena, path);
	if (!mountinfo_read(arena, bytes, &points))
		fatal("%s is not what /proc/self/mountinfo holds: proc_pid_mountinfo(5)", path);
	return bytes;
}

/* A policy: its artifacts are made in memory. */

static void take_artifacts(struct arena *arena, struct inspection *inspection)
{
	inspection->kind = INSPECT_POLICY;
	inspection->input.release = inspection->loaded.policy->release;
	inspection->input.facts = inspection->loaded.policy->facts;
	inspection->input.outer = inspection->loaded.rootfs;
	inspection->input.config = source_from_bytes(arena, ARTIFACT_CONFIG, inspection->config);
	inspection->vector = vector_read_file(arena, inspection->argv, inspection->input.release);
}

static void inspect_policy(struct arena *arena, struct report *report,
                           struct inspection *inspection, const char *path,
                           const struct inspect_options *options)
{
	inspection->loaded = load_policy(arena, report, path, &options->load);
	if (!inspection->loaded.policy || diag_count(report, SEVERITY_ERROR) > 0)
		return;
	const struct plan *plan =
	    plan_make(arena, inspection->loaded.policy, inspection->loaded.rootfs);
	inspection->config = emit_config(arena, plan);
	inspection->argv = emit_argv(arena, plan, inspection->config, LOGGING_NONE, NULL);
	take_artifacts(arena, inspection);
}

/* A bundle or a bare config.json. */

static void open_rootfs(struct arena *arena, struct inspection *inspection,
                        const struct inspect_options *options)
{
	if (!options->load.rootfs)
		return;
	inspection->input.outer = rootfs_open(arena, options->load.rootfs);
	if (!inspection->input.outer)
		fatal("cannot open the rootfs %s:", options->load.rootfs);
}

static void inspect_files(struct arena *arena, struct report *report, struct inspection *inspection,
                          const char *path, const struct inspect_options *options)
{
	const char *config = path, *directory = ".";
	if (inspection->kind == INSPECT_BUNDLE) {
		config = arena_printf(arena, "%s/%s", path, ARTIFACT_CONFIG);
		directory = path;
		inspection->argv =
		    read_file(arena, arena_printf(arena, "%s/%s", path, ARTIFACT_ARGV));
	} else if (strrchr(path, '/')) {
		directory = arena_printf(arena, "%.*s/", (int)(strrchr(path, '/') - path), path);
	}
	inspection->config = read_file(arena, config);
	inspection->input.config = source_from_bytes(arena, config, inspection->config);
	/* A config.json alone may have come from anywhere; only a rootfs beside it says that this
	 * is its place. */
	bool is_in_place = access(arena_printf(arena, "%s/rootfs", directory), F_OK) == 0;
	inspection->input.bundle = is_in_place ? rootfs_open(arena, directory) : NULL;
	report->fallback = config;
	if (inspection->kind == INSPECT_BUNDLE)
		vector_refuse_other(arena, path, inspection->argv);
	inspection->vector = vector_read_file(arena, inspection->argv, options->release);
	inspection->input.release = inspection->vector.release;
	open_rootfs(arena, inspection, options);
}

/* What runsc's flags say. */

/* What the user hands on behind "--" stands behind what the argv file says. */
static void add_words(struct arena *arena, struct inspection *inspection,
                      const struct inspect_options *options)
{
	word_row words = {0};
	for (size_t i = 0; i < options->flag_count; i++)
		*list_append(arena, &words) = text_of(options->flags[i]);
	struct vector given = vector_read(arena, &words, inspection->input.release);
	struct vector *vector = &inspection->vector;
	for (size_t i = 0; i < given.flags.count; i++)
		*list_append(arena, &vector->flags) = given.flags.items[i];
	for (size_t i = 0; i < given.command_flags.count; i++)
		*list_append(arena, &vector->command_flags) = given.command_flags.items[i];
	if (!vector->fault) {
		vector->fault = given.fault;
		vector->status = given.status;
	}
}

static void take_flags(struct arena *arena, struct inspection *inspection,
                       const struct inspect_options *options)
{
	const struct vector *vector = &inspection->vector;
	struct view_input *input = &inspection->input;
	if (vector->is_ours)
		input->world = world_of_vector(arena, vector);
	add_words(arena, inspection, options);
	input->flags = (struct flag_line){vector->flags.items, vector->flags.count, vector->fault,
	                                  vector->status};
	input->has_flags = inspection->argv.length > 0 || options->has_flags;
	input->is_rootless =
	    !input->has_flags ||
	    flag_value_is_true(flag_line_value(&input->flags, "rootless", input->release));
}

static bool looks_like_json(const char *path)
{
	size_t length = strlen(path);
	return length > 5 && strcmp(path + length - 5, ".json") == 0;
}

/* The other half of a bundle; read as a policy it would be control characters. */
static void refuse_argv(const char *path)
{
	char head[sizeof ARTIFACT_VERSION] = "";
	FILE *file = fopen(path, "re");
	if (!file)
		return;
	size_t length = fread(head, 1, sizeof head, file);
	fclose(file);
	if (length == sizeof head && memcmp(head, ARTIFACT_VERSION, sizeof head) == 0)
		usage_error("%s is the argv of a bundle: name its directory", path);
}

struct inspection inspect(struct arena *arena, struct report *report, const char *path,
                          const struct inspect_options *options)
{
	struct inspection inspection = {0};
	struct stat status = {0};
	bool is_elsewhere = options->load.place != NULL;
	if (!is_elsewhere && strcmp(path, "-") != 0 && stat(path, &status) < 0)
		fatal("cannot open %s:", path);
	if (is_elsewhere) {
		inspect_policy(arena, report, &inspection, path, options);
	} else if (strcmp(path, "-") == 0 || (!S_ISDIR(status.st_mode) && !looks_like_json(path))) {
		if (S_ISREG(status.st_mode))
			refuse_argv(path);
		inspect_policy(arena, report, &inspection, path, options);
	} else {
		inspection.kind = S_ISDIR(status.st_mode) ? INSPECT_BUNDLE : INSPECT_CONFIG;
		inspect_files(arena, report, &inspection, path, options);
	}
	if (!inspection.input.config)
		return inspection;
	take_flags(arena, &inspection, options);
	inspection.input.is_nested = options->is_nested;
	if (options->mounts)
		inspection.input.mountinfo = read_mounts(arena, options->mounts);
	inspection.view = view_resolve(arena, &inspection.input, report);
	return inspection;
}

struct inspection inspect_artifacts(struct arena *arena, struct report *report,
                                    const struct loaded *loaded, struct text config,
                                    struct text argv)
{
	struct inspection inspection = {.loaded = *loaded, .config = config, .argv = argv};
	take_artifacts(arena, &inspection);
	take_flags(arena, &inspection, &(struct inspect_options){0});
	inspection.view = view_resolve(arena, &inspection.input, report);
	return inspection;
}
