#include "base/fatal.h"
#include "base/input.h"
#include "base/place.h"
#include "cli/commands.h"
#include "session/artifacts.h"
#include "session/start.h"
#include "view/mountinfo.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A policy's way from an editor to a running guest in one line: on a developer's machine, or in a
 * container whose image is not built yet. Nothing is weaker than in the image, but that nobody has
 * yet said what the outer container must be. */

#define MOUNTINFO_MAX ((size_t)4 * 1024 * 1024)

struct options {
	const char *policy, *learn;
	struct load_options load;
	char **arguments; /* the guest's, NULL behind the last one */
	size_t argument_count;
};

enum { OPTION_LEARN = LOAD_OPTION_END };

const struct usage usage_try = {
    "try", "POLICY [--] [ARG...]",
    "keepc try python.sandbox.yaml < program.py\n"
    "keepc try convert.sandbox.yaml --runsc ~/bin/runsc -- -version\n",
    "Compiles the policy to a temporary place, starts keeprun from it, and leaves nothing behind. "
    "keeprun lies beside keepc or in PATH. The exit status is keeprun's once that was started.",
    (const struct option_row[]){
        {LOAD_ROOTFS, "rootfs", "DIR|FILE",
         "check against another root filesystem than this machine's"},
        {LOAD_RUNSC, "runsc", "PATH", "take this runsc instead of the policy's"},
        {OPTION_LEARN, "learn", "DIR",
         "leave runsc's log of the guest's system calls in DIR, for keepc learn"},
        {LOAD_ROW_NO_ALLOW},
        {LOAD_ROW_TODAY},
        {LOAD_ROW_STDIN_FILENAME},
        {0}}};

static void parse_options(int argc, char **argv, struct options *options)
{
	for (int option; (option = option_next(&usage_try, argc, argv)) != OPTION_END;) {
		if (option == OPTION_LEARN)
			options->learn = optarg;
		else
			load_take_option(&options->load, option, optarg);
	}
	if (optind == argc)
		usage_error("try wants a policy");
	options->policy = argv[optind++];
	options->arguments = argv + optind;
	options->argument_count = (size_t)(argc - optind);
}

/* Without symlinks, as keeprun opens it. */
static const char *real_path(struct arena *arena, const char *path, const char *what)
{
	char *resolved = realpath(path, NULL);
	if (!resolved)
		fatal("cannot use %s as %s:", path, what);
	const char *copy = arena_printf(arena, "%s", resolved);
	free(resolved);
	return copy;
}

/* One line says it better than findings about an outer container that is not there yet. */
static void check_runsc(const struct policy *policy, const char *given)
{
	if (given || !policy || policy->keys[KEY_ID_runsc_path].is_broken ||
	    access(policy->runsc_path.value.data, X_OK) == 0)
		return;
	fatal("there is no runsc at %s, where the policy has it: install it, or name another with "
	      "--runsc",
	      policy->runsc_path.value.data);
}

/* The mount that a path without symlinks lies on; of several at one point the last one counts. */
static struct text mount_of(const mount_points *points, const char *path)
{
	struct text found = TEXT("/");
	const struct text *point;
	for_each (point, points)
		if (point->length >= found.length && path_is_within(text_of(path), *point))
			found = *point;
	return found;
}

/* What starts the guest lies in an image on its root filesystem, but here maybe on a mount of its
 * own: /tmp, /home. */
static void expect_own_mounts(struct arena *arena, struct policy *policy, const char *const *own)
{
	struct text bytes;
	mount_points points = {0};
	if (!input_file(arena, "/proc/self/mountinfo", MOUNTINFO_MAX, &bytes) ||
	    !mountinfo_read(arena, bytes, &points))
		fatal("cannot read /proc/self/mountinfo:");
	for (; *own; own++) {
		struct text mount = mount_of(&points, *own);
		if (!text_is(mount, "/"))
			list_append(arena, &policy->expect_mounts)->value = mount;
	}
}

/* The directory of the logs, or one in the place where the policy's is one that an image would
 * have; NULL: runsc's state is in the world. */
static const char *make_state(struct arena *arena, const struct options *options,
                              const struct policy *policy, const char *place)
{
	bool is_private = policy_state_dir(policy).length == 0;
	if (!options->learn && is_private)
		return NULL;
	const char *path = options->learn ? options->learn : arena_printf(arena, "%s/state", place);
	if (mkdir(path, 0700) != 0 && errno != EEXIST)
		fatal("cannot make %s:", path);
	return real_path(arena, path, "runsc's state directory");
}

static int start(struct arena *arena, const struct options *options, const char *keeprun,
                 const char *bundle)
{
	char **argv = arena_alloc(arena, (options->argument_count + 3) * sizeof *argv);
	argv[0] = arena_printf(arena, "keeprun");
	argv[1] = arena_printf(arena, "%s", bundle);
	memcpy(argv + 2, options->arguments, options->argument_count * sizeof *argv);
	return start_program(keeprun, argv);
}

static int try_policy(struct arena *arena, const struct options *options, struct loaded *loaded)
{
	const char *keeprun = start_find_keeprun(arena), *place = place_make(arena),
	           *bundle = arena_printf(arena, "%s/bundle", place);
	const char *const own[] = {real_path(arena, keeprun, "keeprun"), place,
	                           loaded->policy->runsc_path.value.data, NULL};
	struct artifacts artifacts;
	expect_own_mounts(arena, loaded->policy, own);
	int status = artifacts_make(arena, loaded, options->learn ? LOGGING_CALLS : LOGGING_NONE,
	                            make_state(arena, options, loaded->policy, place), &artifacts);
	if (status != EXIT_FINE)
		return status;
	artifacts_write(arena, bundle, &artifacts);
	return start(arena, options, keeprun, bundle);
}

int run_try(int argc, char **argv)
{
	struct options options = {.load = {.rootfs = "/"}};
	parse_options(argc, argv, &options);
	struct arena *arena = arena_create();
	struct report report = {.arena = arena};
	if (options.load.runsc)
		options.load.runsc_instead = real_path(arena, options.load.runsc, "runsc");
	struct loaded loaded = load_policy(arena, &report, options.policy, &options.load);
	check_runsc(loaded.policy, options.load.runsc);
	int status = report_status(&report, &loaded, SEVERITY_ERROR);
	if (status == EXIT_FINE)
		status = try_policy(arena, &options, &loaded);
	arena_destroy(arena);
	return status;
}
