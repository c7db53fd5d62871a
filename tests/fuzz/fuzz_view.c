/* Anybody's config.json: whatever the bytes, the resolver comes to an end, and what it says holds
 * together: a path that a directory lists can be looked up, each point is found again, and what
 * does not start says why. */
#include "view/view.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char listing[] =
    "innerkeep-listing/1\nd 755 0 0 /\nd 755 0 0 /usr\nd 755 0 0 /usr/bin\nf 755 0 0 "
    "/usr/bin/true\nd 755 0 0 /usr/sbin\nl 777 0 0 /bin usr/bin\n"
    "l 777 0 0 /sbin usr/sbin\nl 777 0 0 /loop loop\nl 777 0 0 /up ../../usr\nd 755 0 0 /etc\nf "
    "644 0 0 /etc/hostname\nd 755 0 0 /data\nf 644 0 0 "
    "/data/secret\n"
    "d 1777 0 0 /tmp\nd 755 0 0 /run\nd 755 0 0 /proc\nd 755 0 0 /sys\nd 755 0 0 /dev\nc 666 0 0 "
    "/dev/null\nd 755 0 0 /rootfs\nf 444 0 0 /empty-file\n";
static const char mountinfo[] = "21 1 0:20 / / ro - overlay o ro\n22 21 0:5 / /data rw - tmpfs t "
                                "rw\n23 21 0:6 /x /etc/zz rw - ext4 e rw\n";
/* A world whose rows meet one another and the listing in every way. */
static struct text directories[] = {TEXT("/dev"), TEXT("/etc/deep/er"), TEXT("/proc"), TEXT("/sys"),
                                    TEXT("/tmp")},
                   files[] = {TEXT("/file"), TEXT("/tmp/file")},
                   links[] = {TEXT("/bin:usr/bin"), TEXT("/loop:loop"), TEXT("/up:../../usr"),
                              TEXT("/usr:etc")},
                   keeps[] = {TEXT("/etc"), TEXT("/nowhere"), TEXT("/usr")},
                   masks[] = {TEXT("/data"), TEXT("/usr/bin"), TEXT("/usr/sbin")},
                   mask_files[] = {TEXT("/etc"), TEXT("/usr/bin/true")},
                   engine_files[] = {TEXT("/etc/hostname"), TEXT("/etc/hosts"), TEXT("/bin")},
                   sources[] = {TEXT("ro:/data"), TEXT("rw:/etc/hostname"), TEXT("rw:/x")};
#define ROWS(array)                                                                                \
	{                                                                                          \
		.items = (array), .count = sizeof(array) / sizeof *(array)                         \
	}
static const struct world world = {.inner = TEXT(""),
                                   .directories = ROWS(directories),
                                   .files = ROWS(files),
                                   .links = ROWS(links),
                                   .keeps = ROWS(keeps),
                                   .masks = ROWS(masks),
                                   .mask_files = ROWS(mask_files),
                                   .engine_files = ROWS(engine_files),
                                   .sources = ROWS(sources)};

static void walk(const struct view *view, struct text directory, unsigned int depth)
{
	struct text *names;
	size_t count;
	if (depth > 8 || !view_list(view, directory, &names, &count))
		return;
	for (size_t i = 0; i < count; i++) {
		struct view_point point =
		    view_lookup(view, path_join(view->arena, directory, names[i]));
		if (point.kind == ENTRY_DIRECTORY)
			walk(view, path_join(view->arena, directory, names[i]), depth + 1);
	}
}

static void check(const struct view *view)
{
	const struct view_point *point;
	for_each (point, &view->points) {
		struct view_point again = view_lookup(view, point->path);
		if (again.state != point->state && point->state != VIEW_LEAKED)
			abort();
	}
	if ((view->status != 0) != (view->reason != NULL))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_create();
	struct report report = {.arena = arena, .fallback = "config.json"};
	struct flag_said said[] = {{TEXT("network"), TEXT("none"), 0},
	                           {TEXT("host-uds"), TEXT("none"), 1},
	                           {TEXT("root"), TEXT("/run/state"), 2}};
	unsigned int choice = size > 0 ? data[size / 2] : 0;
	struct view_input input = {
	    .config = source_from_bytes(arena, "config.json",
	                                text_copy(arena, (const char *)data, size))};
	input.release = release_tags[choice % release_tag_count].date;
	input.is_rootless = choice & 8;
	input.has_flags = choice & 16;
	input.flags = (struct flag_line){.items = said, .count = input.has_flags ? 3 : 0};
	input.outer = choice & 32 ? NULL : rootfs_parse(arena, "outer", text_of(listing));
	input.bundle = choice & 64 ? NULL : rootfs_parse(arena, "bundle", text_of(listing));
	input.world = size % 3 == 0 ? &world : NULL;
	input.mountinfo = choice & 128 ? TEXT("") : text_of(mountinfo);
	struct view *view = view_resolve(arena, &input, &report);
	check(view);
	if (view->tree)
		walk(view, TEXT("/"), 0);
	diag_sort(&report);
	arena_destroy(arena);
	return 0;
}
