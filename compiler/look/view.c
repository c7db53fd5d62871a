#include "cli/commands.h"

#include "base/fatal.h"
#include "base/printable.h"
#include "look/html.h"
#include "look/json.h"
#include "look/list.h"
#include "session/inspect_options.h"
#include "session/origin.h"
#include "session/posture.h"

#include <stdlib.h>
#include <string.h>

const struct usage usage_view = {
    "view", "POLICY|DIR|CONFIG.JSON [PATH...] [-- RUNSC-FLAG...]",
    "keepc view python.sandbox.yaml\nkeepc view /sandbox --rootfs / --json\n",
    "Shows the guest's tree where it changes, and what each PATH is there.",
    (const struct option_row[]){
        {INSPECT_JSON, "json", NULL, "as one JSON document"},
        {INSPECT_HTML, "html", NULL, "as one HTML document"},
        {INSPECT_LIST, "list", NULL, "every path, one a line; wants --rootfs"},
        {INSPECT_ROW_ROOTFS},
        {INSPECT_MOUNTS, "mounts", "FILE", "the outer container's /proc/self/mountinfo"},
        {INSPECT_NESTED, "nested", NULL, "runsc runs inside an unprivileged container"},
        {INSPECT_RELEASE, "release", "DATE", "runsc's release, where no policy says it"},
        {INSPECT_COLOR, "color", "auto|always|never", "whether to use colour on standard output"},
        {0}}};

static const char *const colors[] = {
    [VIEW_KEPT] = "",          [VIEW_WRITABLE] = "\033[33m",  [VIEW_EMPTY] = "\033[32m",
    [VIEW_ABSENT] = "\033[2m", [VIEW_SYNTHETIC] = "\033[36m", [VIEW_LEAKED] = "\033[1;31m"};

static const char *size_text(struct arena *arena, uint64_t size)
{
	static const char units[] = {0, 'K', 'M', 'G', 'T'};
	size_t unit = 0;
	while (size > 0 && size % 1024 == 0 && unit + 1 < sizeof units) {
		size /= 1024;
		unit++;
	}
	return units[unit] ? arena_printf(arena, "%llu%c", (unsigned long long)size, units[unit])
	                   : arena_printf(arena, "%llu", (unsigned long long)size);
}

static void print_origin(struct arena *arena, const struct claims *claims, struct text path)
{
	struct claim claim = claims ? claim_at(claims, path) : (struct claim){.kind = CLAIM_NONE};
	if (claim_is_policys(&claim))
		printf("  %s", origin_text(arena, claims, path));
}

/* A line; depth and above say how far to indent, and how much of the path stands in the lines
 * before. */
static void print_point(struct arena *arena, const struct inspection *inspection,
                        const struct view_point *point, size_t depth, size_t above, bool has_color)
{
	struct text name = {point->path.data + above, point->path.length - above};
	printf("%*s%s", (int)depth * 2, "", has_color ? colors[point->state] : "");
	text_print(stdout, name);
	if (point->target.length > 0)
		fputs(" -> ", stdout);
	text_print(stdout, point->target);
	int used = (int)(depth * 2 + name.length +
	                 (point->target.length > 0 ? point->target.length + 4 : 0));
	printf("%s%*s %-9s", has_color ? "\033[0m" : "", used < 40 ? 40 - used : 0, "",
	       view_state_name(point->state));
	if (point->outer.length > 0 && point->target.length == 0 && !point->is_in_bundle)
		printf(" %s", text_printable(arena, point->outer).data);
	if (point->state == VIEW_WRITABLE)
		printf(" %s", point->has_size           ? size_text(arena, point->size)
		              : point->outer.length > 0 ? "read-write"
		                                        : "no size limit");
	if (point->shadows.length > 0 && !text_equal(point->shadows, point->outer))
		printf(" hides %s", text_printable(arena, point->shadows).data);
	if (point->remark)
		printf(" (%s)", text_printable(arena, text_of(point->remark)).data);
	print_origin(arena, inspection->loaded.claims, point->path);
	putchar('\n');
}

static int compare_points(const void *a, const void *b)
{
	return text_compare(((const struct view_point *)a)->path,
	                    ((const struct view_point *)b)->path);
}

/* The points, and all names of the guest's top directory, so that nothing there goes unseen. */
static void print_tree(struct arena *arena, const struct inspection *inspection, bool has_color)
{
	LIST(struct view_point) shown = {0};
	const struct view_point *point;
	struct text *names;
	size_t count;
	for_each (point, &inspection->view->points)
		*list_append(arena, &shown) = *point;
	view_list(inspection->view, TEXT("/"), &names, &count);
	for (size_t i = 0; i < count; i++)
		*list_append(arena, &shown) =
		    view_lookup(inspection->view, path_join(arena, TEXT("/"), names[i]));
	if (shown.count > 0)
		qsort(shown.items, shown.count, sizeof *shown.items, compare_points);
	for (size_t i = 0; i < shown.count; i++)
		if (i == 0 || !text_equal(shown.items[i].path, shown.items[i - 1].path)) {
			size_t depth = 0, above = 0;
			for (size_t j = 0; j < i; j++) {
				struct text other = shown.items[j].path;
				if (text_equal(other, shown.items[i].path) ||
				    !path_is_within(shown.items[i].path, other) ||
				    (other.length > 1 && other.length == above))
					continue;
				depth++;
				above = other.length > 1 ? other.length : 0;
			}
			print_point(arena, inspection, &shown.items[i], depth, above, has_color);
		}
}

static void print_paths(struct arena *arena, const struct inspection *inspection,
                        const struct inspect_command *command)
{
	for (size_t i = 1; i < command->argument_count; i++) {
		struct view_point point =
		    view_lookup(inspection->view, text_of(command->arguments[i]));
		print_point(arena, inspection, &point, 0, 0, command->has_color);
	}
}

static void print_page(struct arena *arena, const struct inspection *inspection,
                       struct report *report)
{
	enum sight sight = inspect_sight(inspection);
	if (inspection->kind == INSPECT_CONFIG && !posture_check(arena, report, inspection))
		sight = SIGHT_NOTHING;
	diag_sort(report);
	fputs(view_html(arena, inspection, report, sight).data, stdout);
}

static void print(struct arena *arena, const struct inspection *inspection, struct report *report,
                  const struct inspect_command *command)
{
	if (command->is_json)
		fputs(view_json(arena, inspection, NULL, SIGHT_NOTHING, command->arguments + 1,
		                command->argument_count - 1)
		          .data,
		      stdout);
	else if (command->is_html)
		print_page(arena, inspection, report);
	else if (command->is_list)
		view_print_list(arena, inspection->view, stdout);
	else if (command->argument_count > 1)
		print_paths(arena, inspection, command);
	else
		print_tree(arena, inspection, command->has_color);
}

int run_view(int argc, char **argv)
{
	struct inspect_command command = {.usage = &usage_view};
	inspect_parse(argc, argv, &command);
	if (command.argument_count == 0)
		usage_error("view wants a policy, a bundle directory or a config.json");
	for (size_t i = 1; i < command.argument_count; i++)
		if (command.arguments[i][0] != '/')
			usage_error("%s is not an absolute path", command.arguments[i]);
	struct arena *arena = arena_create();
	struct report report = {.arena = arena};
	struct inspection inspection =
	    inspect(arena, &report, command.arguments[0], &command.options);
	if (!inspection.view) {
		report_print(&report);
		return inspection.loaded.policy ? EXIT_FINDINGS : EXIT_TROUBLE;
	}
	if (inspection.view->status != 0 && !command.is_json)
		trouble("runsc does not start this: %s", inspection.view->reason);
	print(arena, &inspection, &report, &command);
	int status = inspection.view->status == 0 ? EXIT_FINE : EXIT_FINDINGS;
	arena_destroy(arena);
	return status;
}
