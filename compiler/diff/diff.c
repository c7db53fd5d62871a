#include "diff/diff.h"

#include "base/fatal.h"
#include "base/json_write.h"
#include "cli/commands.h"
#include "session/inspect_options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct usage usage_diff = {
    "diff", "OLD NEW",
    "keepc diff main/python.sandbox.yaml python.sandbox.yaml\nkeepc diff /sandbox.old /sandbox\n",
    "What got tighter, what looser, from one policy or bundle directory to the other: path by "
    "path, flags, limits, environment. Exit status 1: something "
    "got looser.",
    (const struct option_row[]){
        {INSPECT_JSON, "json", NULL, "as one JSON document"},
        {INSPECT_ROW_ROOTFS},
        {INSPECT_RELEASE, "release", "DATE", "runsc's release, where no policy says it"},
        {INSPECT_COLOR, "color", "auto|always|never", "whether to use colour on standard output"},
        {0}}};

static int compare_differences(const void *a, const void *b)
{
	const struct difference *left = a, *right = b;
	if (left->direction != right->direction)
		return (int)right->direction - (int)left->direction;
	return strcmp(left->subject, right->subject);
}

static void print_text(const differences *found, bool has_color)
{
	static const char *const colors[] = {
	    [DIFF_CHANGED] = "", [DIFF_TIGHTER] = "\033[32m", [DIFF_LOOSER] = "\033[1;31m"};
	const struct difference *difference;
	for_each (difference, found)
		printf("%s%s%s  %s: %s -> %s\n", has_color ? colors[difference->direction] : "",
		       direction_name(difference->direction), has_color ? "\033[0m" : "",
		       difference->subject, difference->before, difference->after);
}

static void print_json(struct arena *arena, const differences *found)
{
	struct json_value *array = json_make_array();
	const struct difference *difference;
	for_each (difference, found) {
		struct json_value *object = json_make_object();
		json_put_string(object, "direction",
		                text_of(direction_name(difference->direction)));
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

int run_diff(int argc, char **argv)
{
	struct inspect_command command = {.usage = &usage_diff};
	inspect_parse(argc, argv, &command);
	if (command.argument_count != 2)
		usage_error("diff wants two policies, bundle directories or config.json files");
	struct arena *arena = arena_create();
	struct inspection old = inspect_side(arena, command.arguments[0], &command),
	                  new = inspect_side(arena, command.arguments[1], &command);
	differences found = {0};
	const struct difference *difference;
	bool got_looser = false;
	diff_views(arena, &found, &old, &new);
	diff_flags(arena, &found, &old, &new);
	diff_options(arena, &found, &old, &new);
	diff_processes(arena, &found, &old, &new);
	if (found.count > 0)
		qsort(found.items, found.count, sizeof *found.items, compare_differences);
	for_each (difference, &found)
		got_looser |= difference->direction == DIFF_LOOSER;
	if (command.is_json)
		print_json(arena, &found);
	else
		print_text(&found, command.has_color);
	arena_destroy(arena);
	return got_looser ? EXIT_FINDINGS : EXIT_FINE;
}
