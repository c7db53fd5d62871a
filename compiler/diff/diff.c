#include "diff/diff.h"

#include "base/fatal.h"
#include "base/json_write.h"
#include "base/printable.h"
#include "cli/commands.h"
#include "session/inspect_options.h"

#include <stdio.h>

const struct usage usage_diff = {
    "diff", "OLD NEW|--base REV [PATH...]",
    "keepc diff main/python.sandbox.yaml python.sandbox.yaml\nkeepc diff /sandbox.old /sandbox\n"
    "keepc diff --base origin/main\nkeepc diff --cached\n",
    "What got tighter, what looser, from one policy or bundle directory to the other: path by "
    "path, flags, limits, environment. With --base, from a revision of the git repository to the "
    "working tree: each *.sandbox.yaml and *.sandbox.yml, with all that it extends. One that is "
    "renamed is compared with what it was; one that is new is looser where lint --no-allow has an "
    "error or a warning. Exit status 1: something got looser.",
    (const struct option_row[]){
        {INSPECT_JSON, "json", NULL, "as one JSON document"},
        {INSPECT_BASE, "base", "REV", "compare the policies with those of this revision"},
        {INSPECT_CACHED, "cached", NULL, "take those in the index; REV is HEAD by default"},
        {INSPECT_ROW_ROOTFS},
        {INSPECT_RELEASE, "release", "DATE", "runsc's release, where no policy says it"},
        {INSPECT_COLOR, "color", "auto|always|never", "whether to use colour on standard output"},
        {0}}};

static void print_text(struct arena *arena, const differences *found, bool has_color)
{
	static const char *const colors[] = {
	    [DIFF_CHANGED] = "", [DIFF_TIGHTER] = "\033[32m", [DIFF_LOOSER] = "\033[1;31m"};
	const struct difference *difference;
	for_each (difference, found) {
		struct text line = text_format(arena, "%s%s%s: %s -> %s",
		                               difference->policy ? difference->policy : "",
		                               difference->policy ? ": " : "", difference->subject,
		                               difference->before, difference->after);
		printf("%s%s%s  ", has_color ? colors[difference->direction] : "",
		       direction_name(difference->direction), has_color ? "\033[0m" : "");
		text_print(stdout, line);
		putchar('\n');
	}
}

static void print_json(struct arena *arena, const differences *found)
{
	struct json_value *array = json_make_array();
	const struct difference *difference;
	for_each (difference, found) {
		struct json_value *object = json_make_object();
		json_put_string(object, "direction",
		                text_of(direction_name(difference->direction)));
		if (difference->policy)
			json_put_string(object, "policy", text_of(difference->policy));
		json_put_string(object, "subject", text_of(difference->subject));
		json_put_string(object, "before", text_of(difference->before));
		json_put_string(object, "after", text_of(difference->after));
		json_push(array, object);
	}
	fputs(json_finish(arena, array).data, stdout);
}

static struct inspection inspect_side(struct arena *arena, const char *path,
                                      const struct inspect_command *command)
{
	struct report report = {.arena = arena};
	struct inspection inspection = inspect(arena, &report, path, &command->options);
	if (inspection.view)
		return inspection;
	diag_sort(&report);
	report_print(&report);
	fatal("%s does not compile, and cannot be compared", path);
}

/* False when something could not be compared, and was said. */
static bool compare(struct arena *arena, differences *found, const struct inspect_command *command)
{
	if (command->base || command->is_cached) {
		struct revisions revisions = {command->base, command->is_cached, command->arguments,
		                              command->argument_count};
		return diff_revisions(arena, found, &revisions, &command->options);
	}
	if (command->argument_count != 2)
		usage_error("diff wants two policies, bundle directories or config.json files, or "
		            "--base REV");
	struct inspection old = inspect_side(arena, command->arguments[0], command),
	                  new = inspect_side(arena, command->arguments[1], command);
	diff_all(arena, found, &old, &new);
	return true;
}

int run_diff(int argc, char **argv)
{
	struct inspect_command command = {.usage = &usage_diff};
	inspect_parse(argc, argv, &command);
	struct arena *arena = arena_create();
	differences found = {0};
	const struct difference *difference;
	bool got_looser = false, is_complete = compare(arena, &found, &command);
	for_each (difference, &found)
		got_looser |= difference->direction == DIFF_LOOSER;
	if (command.is_json)
		print_json(arena, &found);
	else
		print_text(arena, &found, command.has_color);
	arena_destroy(arena);
	if (!is_complete)
		return EXIT_TROUBLE;
	return got_looser ? EXIT_FINDINGS : EXIT_FINE;
}
