#include "sight.h"
#include "path.h"
#include "world/world.h"

#include <string.h>

/* Compares ITEM with the first LENGTH bytes of PATH as strcmp would. */
static int compare(const char *item, const char *path, size_t length)
{
	const int order = strncmp(item, path, length);

	return order != 0 ? order : item[length] != '\0';
}

/* The index of the first value that is not less than the first LENGTH bytes of PATH. Values are in
 * byte order: options_decode saw to that. */
static size_t lower_bound(struct values values, const char *path, size_t length)
{
	size_t low = 0;
	size_t high = values.count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (compare(values.items[middle], path, length) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool holds(struct values values, const char *path, size_t length)
{
	const size_t at = lower_bound(values, path, length);

	return at < values.count && compare(values.items[at], path, length) == 0;
}

/* Sources are few, and their order is that of their modes. */
static bool is_source_at(const struct options *options, const char *path, size_t length)
{
	for (size_t i = 0; i < options->source.count; i++)
		if (compare(source_path(options->source.items[i]), path, length) == 0)
			return true;
	return false;
}

/* Should two rows name the same path, the one that shows more wins: what is drift must not be
 * overlooked. */
static enum sight sight_at(const struct options *options, const char *path, size_t length)
{
	if (holds(options->keep, path, length))
		return SIGHT_kept;
	if (is_source_at(options, path, length))
		return SIGHT_source;
	if (holds(options->mask, path, length) || holds(options->mask_file, path, length) ||
	    holds(options->engine_file, path, length))
		return SIGHT_hidden;
	return SIGHT_absent;
}

enum sight sight_of(const struct options *options, const char *path)
{
	size_t length = strlen(path);

	while (length > 0) {
		const enum sight sight = sight_at(options, path, length);

		if (sight != SIGHT_absent)
			return sight;
		while (length > 0 && path[--length] != '/')
			;
	}
	return sight_at(options, "/", 1);
}

bool is_kept_row(const struct options *options, const char *path)
{
	return holds(options->keep, path, strlen(path));
}

bool is_expected(const struct options *options, const char *path)
{
	return holds(options->expect, path, strlen(path));
}

static bool is_strictly_below(const char *item, const char *path, size_t length)
{
	return strncmp(item, path, length) == 0 && item[length] == '/';
}

/* All that is strictly below PATH lies together, but not right behind it: "/usr-x" sorts between
 * "/usr" and "/usr/bin". */
static size_t first_below(struct values values, const char *path, size_t length)
{
	size_t at = lower_bound(values, path, length);

	while (at < values.count && strncmp(values.items[at], path, length) == 0 &&
	       (unsigned char)values.items[at][length] < '/')
		at++;
	return at;
}

static bool has_row_below(struct values values, const char *path, size_t length)
{
	const size_t at = first_below(values, path, length);

	return at < values.count && is_strictly_below(values.items[at], path, length);
}

bool is_above_kept(const struct options *options, const char *path)
{
	return is_kept_row(options, path) || has_row_below(options->keep, path, strlen(path));
}

bool is_named(const struct options *options, const char *path)
{
	for (size_t i = 0; i < options->source.count; i++)
		if (is_at_or_below(source_path(options->source.items[i]), path))
			return true;
	return is_above_kept(options, path);
}
