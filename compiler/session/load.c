#include "session/load.h"

#include "base/fatal.h"
#include "base/input.h"
#include "base/output.h"
#include "base/scan.h"
#include "check/check.h"
#include "cli/color.h"
#include "read/node.h"
#include "read/policy_read.h"
#include "session/runsc_digest.h"
#include "session/runsc_peek.h"
#include "session/runsc_probe.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static bool ends_with(const char *name, const char *end)
{
	size_t length = strlen(name), tail = strlen(end);
	return length > tail && strcmp(name + length - tail, end) == 0;
}

bool policy_is_named(const char *path)
{
	return ends_with(path, ".sandbox.yaml") || ends_with(path, ".sandbox.yml");
}

static struct source *read_from(struct arena *arena, const struct input_place *place,
                                const char *path)
{
	struct text bytes;
	struct input_identity identity;
	if (!place->read(place, arena, path, &bytes, &identity))
		fatal("cannot open %s:", path);
	struct source *source = source_from_lines(arena, path, bytes);
	source->place = place;
	return source;
}

static struct source *read_source(struct arena *arena, const char *path,
                                  const struct load_options *options)
{
	const char *name = path;
	if (options->place)
		return read_from(arena, options->place, path);
	if (strcmp(path, "-") == 0)
		name = options->stdin_filename ? options->stdin_filename : "<stdin>";
	return source_from_lines(arena, name, input_read(arena, path));
}

/* YYYY-MM-DD; nothing where nobody asks: the C library reads the time zone to tell a day, even
 * UTC's. */
static struct text today(struct arena *arena, const char *given, const struct policy *policy)
{
	struct scan_fault fault;
	if (given && !scan_date(arena, text_of(given), &fault))
		usage_error("--today: %s", fault.message);
	if (given)
		return text_of(given);
	if (policy->allow.count == 0)
		return TEXT("");
	time_t now = time(NULL);
	struct tm parts;
	if (!gmtime_r(&now, &parts))
		fatal("cannot read the clock:");
	return text_format(arena, "%04d-%02d-%02d", parts.tm_year + 1900, parts.tm_mon + 1,
	                   parts.tm_mday);
}

/* The digest of the runsc at path below root, for the policies that name one. */
static struct text digest_of(struct arena *arena, const struct policy *policy, struct rootfs *root,
                             struct text path)
{
	const char *name = strrchr(policy->runsc_path.value.data, '/');
	if (policy->runsc_sha256.value.length == 0 || !root || !name)
		return TEXT("");
	return runsc_digest(arena, root, path, text_of(name + 1));
}

/* A binary of this machine, wherever its name leads. */
static void ask_runsc(struct arena *arena, struct policy *policy, const char *path)
{
	char *resolved = realpath(path, NULL);
	policy->facts = probe_runsc(arena, path);
	if (resolved)
		policy->digest = digest_of(arena, policy, rootfs_open(arena, "/"),
		                           text_copy(arena, resolved, strlen(resolved)));
	free(resolved);
}

static void look_at_runsc(struct arena *arena, const struct loaded *loaded, const char *path)
{
	struct policy *policy = loaded->policy;
	if (policy->keys[KEY_ID_runsc_path].is_broken)
		policy->facts = path ? probe_runsc(arena, path) : NULL;
	else if (path)
		ask_runsc(arena, policy, path);
	else if (loaded->rootfs) {
		struct text place = policy->runsc_path.value;
		policy->found = peek_runsc(loaded->rootfs, place);
		policy->digest = digest_of(arena, policy, loaded->rootfs, place);
	}
}

/* An absolute path, with the symlinks in it. */
static struct text as_written(struct arena *arena, const char *path)
{
	char *here = getcwd(NULL, 0);
	while (strncmp(path, "./", 2) == 0)
		path += 2;
	struct text whole = path[0] == '/' || !here  ? text_format(arena, "%s", path)
	                    : strcmp(path, ".") == 0 ? text_format(arena, "%s", here)
	                                             : text_format(arena, "%s/%s", here, path);
	free(here);
	while (whole.length > 1 && whole.data[whole.length - 1] == '/')
		whole = text_copy(arena, whole.data, whole.length - 1);
	return whole;
}

/* Where in the outer rootfs the artifacts will lie; empty when they do not lie in it, or it is a
 * listing. */
static struct text output_in_rootfs(struct arena *arena, const struct load_options *options)
{
	if (!options->rootfs || !options->output)
		return TEXT("");
	char *top = realpath(options->rootfs, NULL);
	struct text root = text_format(arena, "%s", top ? top : "");
	struct text place = text_of(output_place(arena, options->output));
	free(top);
	if (!path_is_within(place, root) &&
	    path_is_within(as_written(arena, options->output), as_written(arena, options->rootfs)))
		fatal("%s leads out of the rootfs %s by a symlink, to %s", options->output,
		      options->rootfs, place.data);
	if (root.length == 0 || !path_is_within(place, root) || text_equal(place, root))
		return TEXT("");
	return root.length == 1 ? place : text_of(place.data + root.length);
}

struct loaded load_policy(struct arena *arena, struct report *report, const char *path,
                          const struct load_options *options)
{
	return load_source(arena, report, read_source(arena, path, options), options);
}

struct loaded load_source(struct arena *arena, struct report *report, const struct source *source,
                          const struct load_options *options)
{
	struct loaded loaded = {0};
	report->fallback = source->name;
	if (options->rootfs) {
		loaded.rootfs = rootfs_open(arena, options->rootfs);
		if (!loaded.rootfs)
			fatal("cannot open the rootfs %s:", options->rootfs);
	}
	struct node *root = node_read(arena, report, source);
	if (root) {
		loaded.policy = policy_read(arena, report, source, root);
		if (options->runsc_instead)
			loaded.policy->runsc_path.value = text_of(options->runsc_instead);
		loaded.claims = claims_make(arena, loaded.policy);
		look_at_runsc(arena, &loaded, options->runsc);
		struct check_options check = {loaded.rootfs, options->ignores_allow,
		                              today(arena, options->today, loaded.policy),
		                              output_in_rootfs(arena, options)};
		check_policy(arena, report, loaded.policy, &check);
	}
	diag_sort(report);
	return loaded;
}

void report_print(const struct report *report)
{
	diag_print(report, stderr,
	           !isatty(STDERR_FILENO)           ? DIAG_GNU
	           : color_is_wanted(STDERR_FILENO) ? DIAG_HUMAN_COLOR
	                                            : DIAG_HUMAN);
}

int report_status(struct report *report, const struct loaded *loaded, enum severity least)
{
	diag_drop_below(report, SEVERITY_WARNING);
	report_print(report);
	if (!loaded->policy)
		return EXIT_TROUBLE;
	return diag_count(report, least) > 0 ? EXIT_FINDINGS : EXIT_FINE;
}
