#include "base/fatal.h"
#include "cli/commands.h"
#include "session/load.h"

#include <getopt.h>
#include <stdio.h>

static const char script_head[] =
    "set -eu\n"
    "umask 022\n"
    "[ $# -eq 2 ] || { echo \"usage: sh layout.sh SOURCE TARGET\" >&2; exit 2; }\n"
    "source=${1%/}\n"
    "target=${2%/}\n"
    "[ -d \"$source/\" ] || { echo \"layout.sh: $source/ is not a directory\" >&2; exit 1; }\n"
    "mkdir -p \"$target\"\n"
    "[ -z \"$(ls -A \"$target\")\" ] || { echo \"layout.sh: $target is not empty\" >&2; exit 1; }\n"
    "# What is staged already has its files there, and copies would lie among them.\n"
    "if [ -e \"$source$inner\" ] || [ -L \"$source$inner\" ]; then echo \"layout.sh: $source has "
    "$inner already\" >&2; exit 1; fi\n"
    "mkdir -p \"$target$inner\"\n\n"
    "# A path that the guest sees: a copy of its own below the inner root filesystem.\n"
    "copy() {\n"
    "\tmkdir -p \"$target$inner${1%/*}\"\n"
    "\tcp -a \"$source$1\" \"$target$inner$1\"\n"
    "}\n\n"
    "# The same for a directory that no engine touches: the outer one becomes a symlink to it, so "
    "that nothing is there twice.\n"
    "move() {\n"
    "\tcopy \"$1\"\n"
    "\tln -s \"$inner$1\" \"$target$1\"\n"
    "}\n\n"
    "here=$(cd \"$target\" && pwd -P)\n"
    "for path in \"$source\"/* \"$source\"/.[!.]* \"$source\"/..?*; do\n"
    "\tif [ ! -e \"$path\" ] && [ ! -L \"$path\" ]; then continue; fi\n"
    "\t# The target may lie in the source: its own top-level directory is left out.\n"
    "\tcase $here/ in \"$path\"/*) continue ;; esac\n"
    "\tcase /${path##*/} in\n";

static const char script_middle[] =
    "\t/proc | /sys | /dev) mkdir \"$target/${path##*/}\" ;;\n"
    "\t*) cp -a \"$path\" \"$target/\" ;;\n"
    "\tesac\n"
    "done\n"
    "for name in bin sbin lib lib64; do\n"
    "\tif [ -L \"$source/$name\" ]; then cp -a \"$source/$name\" \"$target$inner/$name\"; fi\n"
    "done\n";

/* In single quotes, as sh(1) reads it. */
static void print_quoted(struct text text)
{
	putchar('\'');
	for (size_t i = 0; i < text.length; i++)
		if (text.data[i] == '\'')
			fputs("'\\''", stdout);
		else
			putchar(text.data[i]);
	putchar('\'');
}

/* A top-level directory in which no engine mounts anything can live in the inner root filesystem
 * alone. */
static bool is_movable(struct arena *arena, struct text keep)
{
	for (size_t i = 0; i < place_count; i++)
		if ((places[i].role == PLACE_engine || places[i].role == PLACE_container) &&
		    path_is_within(text_of(places[i].path), keep))
			return false;
	return text_equal(keep, path_top(arena, keep));
}

/* What lies in another keep-dir is copied with it. */
static bool is_copied(const struct claims *claims, const struct policy_text *keep)
{
	return claim_keep_around(claims, keep->value).kind != CLAIM_NONE;
}

/* What the engine of the build stage mounted must not be frozen into the guest's copy; and behind a
 * symlink lies a file of the build stage itself. */
static void print_engine_files(const struct claims *claims)
{
	if (claims_policy(claims)->engine_files.value == ENGINE_FILES_KEEP)
		return;
	for (size_t i = 0; i < place_count; i++)
		if (places[i].role == PLACE_engine &&
		    claim_is_kept(claims, text_of(places[i].path)))
			printf("rm -f \"$target$inner%s\"\n: >\"$target$inner%s\"\n",
			       places[i].path, places[i].path);
}

static void print_script(struct arena *arena, const struct claims *claims)
{
	const struct policy *policy = claims_policy(claims);
	const struct policy_text *keep;
	printf("#!/bin/sh\n# Stages layout split for the policy %s: SOURCE is a root filesystem, "
	       "TARGET becomes the outer one, with the inner one at %s.\n",
	       policy->name.value.data, policy->inner.value.data);
	fputs("inner=", stdout);
	print_quoted(policy->inner.value);
	printf("\n%s", script_head);
	for_each (keep, &policy->keep_dirs) {
		if (!is_movable(arena, keep->value))
			continue;
		putchar('\t');
		print_quoted(keep->value);
		puts(") ;;");
	}
	fputs(script_middle, stdout);
	for_each (keep, &policy->keep_dirs) {
		if (is_copied(claims, keep))
			continue;
		fputs(is_movable(arena, keep->value) ? "move " : "copy ", stdout);
		print_quoted(keep->value);
		putchar('\n');
	}
	print_engine_files(claims);
}

const struct usage usage_layout = {
    "layout", "POLICY",
    "keepc layout convert.sandbox.yaml > layout.sh\n"
    "sh layout.sh / /staged\n",
    "Prints the POSIX shell script that stages the outer root filesystem of layout split: run it "
    "in a build stage, then copy the "
    "staged tree into an empty image.",
    (const struct option_row[]){{0}}};

int run_layout(int argc, char **argv)
{
	while (option_next(&usage_layout, argc, argv) != OPTION_END)
		;
	if (optind + 1 != argc)
		usage_error("layout takes exactly one policy");
	struct arena *arena = arena_create();
	struct report report = {.arena = arena};
	struct loaded loaded = load_policy(arena, &report, argv[optind], &(struct load_options){0});
	int status = report_status(&report, &loaded, SEVERITY_ERROR);
	if (status == EXIT_FINE && loaded.policy->layout.value != LAYOUT_SPLIT)
		fatal("%s has layout %s: only layout split is staged", argv[optind],
		      loaded.policy->layout.value == LAYOUT_BIND ? "bind" : "mask");
	if (status == EXIT_FINE)
		print_script(arena, loaded.claims);
	arena_destroy(arena);
	return status;
}
