/* One file under two names: what starts the sandbox, shown to the guest as part of a writable
 * source; or the state directory, shown in whatever way: other starts' arguments and variables lie
 * in it. The names differ, so devices are compared, and what of them is mounted where. The list of
 * mounts is that of the world's namespace, which nobody changes, before the first mount of our own.
 */
#include "arena.h"
#include "path.h"
#include "proc.h"
#include "steps.h"
#include "world/mountinfo.h"
#include "world/world.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

enum { TEXT_MAX = 4 * 1024 * 1024 };

/* Where a path really lies. */
struct spot {
	const char *device;
	const char *path; /* in that file system */
};

/* The mounts, read once. */
struct table {
	size_t count;
	const struct mountinfo *items;
};

static struct table table;

static enum fault read_table(struct start *start, struct table *found)
{
	char *text = arena_rest(TEXT_MAX);
	const ssize_t length = text == NULL ? -1 : proc_read("mountinfo", text, TEXT_MAX - 1);
	struct mountinfo *items;
	char *end;

	if (length < 0 || arena_take((size_t)length + 1) == NULL)
		return fault_errno(&start->note, FAULT_mounts_unreadable, "/proc/self/mountinfo");
	end = text + length;
	*end = '\0';
	items = (void *)arena_rest(0);
	for (found->count = 0; text < end; found->count++) {
		struct mountinfo *const item = arena_take(sizeof *item);

		if (item == NULL || !mountinfo_scan(&text, item))
			return fault_at(&start->note, FAULT_mounts_unreadable,
			                "a line of mountinfo");
	}
	found->items = items;
	return FAULT_none;
}

/* Of several mounts at one point the last one is on top. */
static bool find_spot(const char *path, struct spot *spot)
{
	const struct mountinfo *best = NULL;
	size_t length;

	for (size_t i = 0; i < table.count; i++) {
		const struct mountinfo *const item = &table.items[i];

		if (is_at_or_below(path, item->point) &&
		    (best == NULL || strlen(item->point) >= strlen(best->point)))
			best = item;
	}
	if (best == NULL)
		return false;
	length = strcmp(best->root, "/") == 0 ? 0 : strlen(best->root);
	path += strcmp(best->point, "/") == 0 ? 0 : strlen(best->point);
	spot->device = best->device;
	spot->path = arena_join(best->root, length, *path == '\0' && length == 0 ? "/" : path, "");
	return spot->path != NULL;
}

static bool is_in(const struct spot *spot, const char *device, const char *path)
{
	return strcmp(spot->device, device) == 0 && is_at_or_below(spot->path, path);
}

/* Whether what lies at PATH is found at TREE or below it by another name, on TREE's own mount or on
 * one below it. By its own name it is masked, or refused. */
static bool holds(const char *tree, const char *path)
{
	struct spot outer;
	struct spot inner;

	if (!find_spot(path, &inner))
		return false;
	if (!is_at_or_below(path, tree) && find_spot(tree, &outer) &&
	    is_in(&inner, outer.device, outer.path))
		return true;
	for (size_t i = 0; i < table.count; i++) {
		const struct mountinfo *const item = &table.items[i];

		if (is_at_or_below(item->point, tree) && !is_at_or_below(path, item->point) &&
		    is_in(&inner, item->device, item->root))
			return true;
	}
	return false;
}

enum fault note_outer_mounts(struct start *start)
{
	const struct values rows = start->options.source;

	if (start->own[OWN_state] != NULL)
		return read_table(start, &table);
	for (size_t i = 0; i < rows.count; i++)
		if (source_is_writable(rows.items[i]))
			return read_table(start, &table);
	return FAULT_none;
}

enum fault refuse_alias(struct start *start, const char *tree, bool is_writable)
{
	enum fault fault = FAULT_none;

	for (enum own i = is_writable ? 0 : OWN_state; i < OWN_COUNT && fault == FAULT_none; i++)
		if (start->own[i] != NULL && holds(tree, start->own[i]))
			fault = fault_at(&start->note, FAULT_own_alias, start->own[i]);
	return fault;
}
