#include "base/fatal.h"
#include "base/yaml_scalar.h"
#include "cli/commands.h"
#include "init/keeps.h"
#include "model/flags.h"
#include "session/load_options.h"
#include "session/runsc_probe.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#define REASON_COLUMN 44
#define SCRATCH       "64M"

struct options {
	const char *rootfs, *runsc, *name;
	char **command;
};

enum { OPTION_NAME = LOAD_OPTION_END };

const struct usage usage_init = {
    "init", "-- PROGRAM [ARG...]",
    "keepc init -- convert - -resize 64x64 png:- > convert.sandbox.yaml\n"
    "keepc init --rootfs image -- /opt/app/run > app.sandbox.yaml\n",
    "Prints a policy to begin with, read off the program's files: each directory that it keeps has "
    "its reason beside it. Nothing is executed. What a program opens later by a name of its own, "
    "keepc learn sees.",
    (const struct option_row[]){
        {LOAD_ROOTFS, "rootfs", "DIR", "the tree that holds the program; / unless said"},
        {LOAD_RUNSC, "runsc", "PATH", "the runsc that the policy is for, asked for its release"},
        {OPTION_NAME, "name", "NAME", "the policy's name; the program's unless said"},
        {0}}};

static void parse_options(int argc, char **argv, struct options *options)
{
	for (int option; (option = option_next(&usage_init, argc, argv)) != OPTION_END;) {
		if (option == LOAD_ROOTFS)
			options->rootfs = optarg;
		else if (option == LOAD_RUNSC)
			options->runsc = optarg;
		else
			options->name = optarg;
	}
	if (optind == argc)
		usage_error("init wants a program: keepc init -- PROGRAM [ARG...]");
	options->command = argv + optind;
}

static void print_line(struct text line, const char *reason)
{
	printf("%-*s # %s\n", REASON_COLUMN, line.data, reason);
}

/* Of the characters that a name may have. */
static const char *name_of(struct arena *arena, const struct options *options,
                           const struct needs *needs)
{
	static const char allowed[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-";
	if (options->name)
		return options->name;
	const char *name = strrchr(needs->program.data, '/') + 1;
	size_t length = strspn(name, allowed);
	bool is_fit = length > 0 && length <= 64 && name[0] != '.' && name[0] != '-';
	return is_fit ? arena_printf(arena, "%.*s", (int)length, name) : "program";
}

static void print_command(struct arena *arena, const struct needs *needs, char **arguments)
{
	struct text program = needs->is_alone ? needs->files.items[0] : needs->program;
	printf("command: [%s", yaml_scalar(arena, program).data);
	for (; *arguments; arguments++)
		printf(", %s", yaml_scalar(arena, text_of(*arguments)).data);
	puts("]");
}

/* The release that is asked, or the newest that Debian ships. */
#define SHIPPED "20240729.0"

static release_date find_release(struct arena *arena, const char *path)
{
	release_date release = path ? probe_runsc(arena, path)->release : 0;
	if (path && release == 0)
		fatal("cannot use %s as runsc: it does not say which release it is", path);
	if (!path)
		release_parse(TEXT(SHIPPED), &release);
	return release;
}

static void print_runsc(struct arena *arena, const char *path, release_date release)
{
	const char *platform = flag_accepts(flag_find(TEXT("platform")), release, TEXT("systrap"))
	                           ? ""
	                           : ", platform: ptrace";
	print_line(text_format(arena, "runsc: {release: %u.0%s}", release, platform),
	           path ? arena_printf(arena, "what %s says it is", path)
	                : "Debian 13's; runsc --version tells, and so does --runsc");
}

static void print_policy(struct arena *arena, const struct options *options, struct needs *needs,
                         release_date release)
{
	keep_list keeps = keeps_of(needs);
	const struct keep *keep;
	const struct text *missing;
	printf("# Begun by keepc init. keepc try FILE runs it, keepc learn tells what it lacks.\n");
	for_each (missing, &needs->missing)
		printf("# Not found: %s.\n", text_printable(arena, *missing).data);
	printf("version: 1\nname: %s\n", name_of(arena, options, needs));
	print_command(arena, needs, options->command + 1);
	print_line(TEXT("user: 65534:65534"), "nobody, who owns nothing in the tree");
	puts("keep-dirs:");
	for_each (keep, &keeps)
		print_line(text_format(arena, "  - %s", yaml_scalar(arena, keep->path).data),
		           text_printable(arena, keep->reason).data);
	if (!needs->is_alone)
		print_line(TEXT("writable: {/tmp: " SCRATCH "}"),
		           "for temporary files; nothing in it can be executed");
	print_line(TEXT("rlimits: {nofile: 1024, nproc: 256}"), "against what multiplies");
	print_runsc(arena, options->runsc, release);
}

int run_init(int argc, char **argv)
{
	struct options options = {.rootfs = "/"};
	parse_options(argc, argv, &options);
	struct arena *arena = arena_create();
	struct needs needs = {.arena = arena, .rootfs = rootfs_open(arena, options.rootfs)};
	if (!needs.rootfs)
		fatal("cannot open the rootfs %s:", options.rootfs);
	if (!needs_find(&needs, text_of(options.command[0])))
		fatal("there is no program %s in %s", options.command[0], options.rootfs);
	print_policy(arena, &options, &needs, find_release(arena, options.runsc));
	arena_destroy(arena);
	return EXIT_FINE;
}
