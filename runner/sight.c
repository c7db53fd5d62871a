#include "sight.h"

#include <string.h>

/* Compares ITEM with the first LENGTH bytes of PATH as strcmp would. */
static int compare(const char *item, const char *path, size_t length)
{
	const int order = strncmp(item, path, length);

	return order != 0 ? order : item[length] != '\0';
}

/* The index of the first value that is not less than the first LENGTH bytes of PATH. Values are in byte order: options_decode saw to that. */
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

/* Should two rows name the same path, the one that shows more wins: what is drift must not be overlooked. */
static enum sight sight_at(const struct options *options, const char *path, size_t length)
{
	if (holds(options->visible, path, length))
		return SIGHT_visible;
	if (holds(options->source, path, length))
		return SIGHT_source;
	if (holds(options->hidden, path, length) || holds(options->hidden_file, path, length) || holds(options->absent, path, length))
		return SIGHT_hidden;
	return SIGHT_unlisted;
}

enum sight sight_of(const struct options *options, const char *path)
{
	size_t length = strlen(path);

	while (length > 0) {
		const enum sight sight = sight_at(options, path, length);

		if (sight != SIGHT_unlisted)
			return sight;
		while (length > 0 && path[--length] != '/')
			;
	}
	return sight_at(options, "/", 1);
}

bool is_seen(const struct options *options, const char *path)
{
	const enum sight sight = sight_of(options, path);

	if (sight == SIGHT_unlisted)
		return value_is(options->layout, "mask");
	return sight != SIGHT_hidden;
}

bool is_expected(const struct options *options, const char *path)
{
	return holds(options->expect, path, strlen(path));
}

static bool is_strictly_below(const char *item, const char *path, size_t length)
{
	return strncmp(item, path, length) == 0 && item[length] == '/';
}

/* All that is strictly below PATH lies together, but not right behind it: "/usr-x" sorts between "/usr" and "/usr/bin". */
static size_t first_below(struct values values, const char *path, size_t length)
{
	size_t at = lower_bound(values, path, length);

	while (at < values.count && strncmp(values.items[at], path, length) == 0 && (unsigned char)values.items[at][length] < '/')
		at++;
	return at;
}

static bool has_row_below(struct values values, const char *path, size_t length)
{
	const size_t at = first_below(values, path, length);

	return at < values.count && is_strictly_below(values.items[at], path, length);
}

bool is_above_visible(const struct options *options, const char *path)
{
	return has_row_below(options->visible, path, strlen(path));
}

bool leads_to_row(const struct options *options, const char *path)
{
	const size_t length = strlen(path);

	return has_row_below(options->visible, path, length) || has_row_below(options->source, path, length);
}
