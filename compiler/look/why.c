#include "base/fatal.h"
#include "base/printable.h"
#include "cli/commands.h"
#include "look/json.h"
#include "session/inspect_options.h"
#include "session/origin.h"

#include <stdio.h>

const struct usage usage_why = {
    "why", "POLICY|DIR|CONFIG.JSON PATH [-- RUNSC-FLAG...]",
    "keepc why python.sandbox.yaml /etc/shadow --rootfs /\n",
    "Does the guest see PATH, by which line, through which symlinks, and what does it hide? Exit "
    "status 1: there is nothing of the outer container.",
    (const struct option_row[]){
        {INSPECT_JSON, "json", NULL, "as one JSON document"},
        {INSPECT_ROW_ROOTFS},
        {INSPECT_MOUNTS, "mounts", "FILE", "the outer container's /proc/self/mountinfo"},
        {INSPECT_NESTED, "nested", NULL, "runsc runs inside an unprivileged container"},
        {INSPECT_RELEASE, "release", "DATE", "runsc's release, where no policy says it"},
        {0}}};

static const char *meaning(struct arena *arena, const struct view_point *point)
{
	switch (point->state) {
	case VIEW_KEPT:
		return arena_printf(arena, "visible, read-only: %s of the outer container",
		                    point->outer.data);
	case VIEW_WRITABLE:
		if (point->outer.length > 0)
			return arena_printf(arena,
			                    "visible and writable: %s of the outer container",
			                    point->outer.data);
		return point->has_size
		           ? arena_printf(arena, "writable: a tmpfs of at most %llu bytes",
		                          (unsigned long long)point->size)
		           : "writable: a tmpfs without limit";
	case VIEW_EMPTY:
		return "hidden: something empty and read-only lies over it";
	case VIEW_ABSENT:
		return "absent: the guest has no such name";
	case VIEW_SYNTHETIC:
		return point->target.length > 0
		           ? "a symlink that keeprun makes"
		           : "made by runsc or keeprun: no content of the outer container";
	case VIEW_LEAKED:
		return arena_printf(arena, "VISIBLE by mistake: %s of the outer container (%s)",
		                    point->outer.data,
		                    point->remark ? point->remark : "no mount covers it");
	}
	return "";
}

static void print_line(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static void print_line(struct arena *arena, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	text_print(stdout, text_of(arena_vprintf(arena, format, arguments)));
	va_end(arguments);
	putchar('\n');
}

/* Each symlink on the way, as the guest follows it. */
static void print_links(struct arena *arena, const struct view *view, struct text path)
{
	for (size_t end = 1, links = 0; end <= path.length && links < 40; end++) {
		if (end < path.length && path.data[end] != '/')
			continue;
		struct text part = text_copy(arena, path.data, end);
		struct view_point point = view_lookup(view, part);
		if (point.kind != ENTRY_SYMLINK || !point.is_known)
			continue;
		struct view_point target = view_follow(view, part);
		print_line(arena, "  through %s -> %s", point.path.data, point.target.data);
		path = path_join(arena, target.path,
		                 (struct text){path.data + (end < path.length ? end + 1 : end),
		                               path.length - (end < path.length ? end + 1 : end)});
		end = 0;
		links++;
	}
}

static void print_answer(struct arena *arena, const struct inspection *inspection, const char *path)
{
	struct view_point point = view_follow(inspection->view, text_of(path));
	print_line(arena, "%s: %s", path, meaning(arena, &point));
	print_links(arena, inspection->view, text_of(path));
	if (!text_is(point.path, path) && point.state != VIEW_ABSENT)
		print_line(arena, "  that is %s", point.path.data);
	if (inspection->loaded.policy)
		print_line(arena, "  by %s",
		           origin_text(arena, inspection->loaded.claims, point.path));
	if (point.state != VIEW_ABSENT)
		print_line(arena, "  mount: %s",
		           point.row.length > 0 ? point.row.data
		                                : view_mount_name(arena, point.mount));
	if (point.shadows.length > 0 && !text_equal(point.shadows, point.outer))
		print_line(arena, "  hides: %s of the outer container", point.shadows.data);
}

int run_why(int argc, char **argv)
{
	struct inspect_command command = {.usage = &usage_why};
	inspect_parse(argc, argv, &command);
	if (command.argument_count != 2 || command.arguments[1][0] != '/')
		usage_error("why wants a policy, a bundle directory or a config.json, and one "
		            "absolute path");
	struct arena *arena = arena_create();
	struct report report = {.arena = arena};
	struct inspection inspection =
	    inspect(arena, &report, command.arguments[0], &command.options);
	if (!inspection.view) {
		report_print(&report);
		return inspection.loaded.policy ? EXIT_FINDINGS : EXIT_TROUBLE;
	}
	struct view_point point = view_follow(inspection.view, text_of(command.arguments[1]));
	bool is_seen =
	    point.state == VIEW_KEPT || point.state == VIEW_WRITABLE || point.state == VIEW_LEAKED;
	if (command.is_json)
		fputs(view_json_path(arena, &inspection, command.arguments[1]).data, stdout);
	else
		print_answer(arena, &inspection, command.arguments[1]);
	arena_destroy(arena);
	return is_seen ? EXIT_FINE : EXIT_FINDINGS;
}
