/* The sources of binds, under names of their own: a guest that can change what lies in one of them
 * cannot aim another at anything else in the world. */
#include "arena.h"
#include "line.h"
#include "path.h"
#include "steps.h"
#include "world/world.h"

#include <fcntl.h>
#include <unistd.h>

static int make_point(struct start *start, size_t number, bool is_directory)
{
	struct line name = {.used = 0};

	line_text(&name, WORLD_SOURCE "/");
	line_number(&name, number);
	return point_make(start->world.root, line_string(&name), is_directory);
}

static enum fault show_source(struct start *start, size_t number)
{
	const char *const row = start->options.source.items[number];
	const char *const path = source_path(row);
	const enum tree_use use = source_is_writable(row) ? TREE_WRITABLE : TREE_READ_ONLY;
	enum fault fault;
	struct stat stat = {0};
	const int tree = open_shown(start, path, &stat, &fault);
	int point;

	if (fault != FAULT_none)
		return fault;
	fault = refuse_alias(start, path, source_is_writable(row));
	if (fault != FAULT_none)
		return fault;
	point = make_point(start, number, S_ISDIR(stat.st_mode));
	if (point < 0 || tree_attach(tree, point, use) < 0)
		return fault_errno(&start->note, FAULT_world, path);
	close(tree);
	close(point);
	return FAULT_none;
}

enum fault show_sources(struct start *start)
{
	enum fault fault = FAULT_none;

	for (size_t i = 0; i < start->options.source.count && fault == FAULT_none; i++)
		fault = show_source(start, i);
	return fault;
}
