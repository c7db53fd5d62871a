#include "base/text.h"

#include "base/printable.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct text text_copy(struct arena *arena, const char *data, size_t length)
{
	char *copy = arena_alloc(arena, length + 1);
	if (length > 0)
		memcpy(copy, data, length);
	return (struct text){copy, length};
}

struct text text_format(struct arena *arena, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	const char *string = arena_vprintf(arena, format, arguments);
	va_end(arguments);
	return text_of(string);
}

int text_compare(struct text a, struct text b)
{
	size_t shared = a.length < b.length ? a.length : b.length;
	int order = shared > 0 ? memcmp(a.data, b.data, shared) : 0;
	if (order != 0)
		return order;
	return (a.length > b.length) - (a.length < b.length);
}

bool text_starts(struct text a, const char *prefix)
{
	size_t length = strlen(prefix);
	return a.length >= length && (length == 0 || memcmp(a.data, prefix, length) == 0);
}

bool path_is_within(struct text path, struct text top)
{
	if (text_is(top, "/"))
		return text_starts(path, "/");
	if (path.length < top.length || top.length == 0 ||
	    memcmp(path.data, top.data, top.length) != 0)
		return false;
	return path.length == top.length || path.data[top.length] == '/';
}

static size_t find_slash(struct text path, size_t from)
{
	const char *slash =
	    from < path.length ? memchr(path.data + from, '/', path.length - from) : NULL;
	return slash ? (size_t)(slash - path.data) : path.length;
}

struct text path_top(struct arena *arena, struct text path)
{
	return text_copy(arena, path.data, find_slash(path, 1));
}

struct text path_parent(struct arena *arena, struct text path)
{
	const char *slash = path.length > 0 ? memrchr(path.data, '/', path.length) : NULL;
	if (!slash || slash == path.data)
		return text_copy(arena, "/", 1);
	return text_copy(arena, path.data, (size_t)(slash - path.data));
}

struct text path_join(struct arena *arena, struct text directory, struct text name)
{
	bool needs_slash = directory.length == 0 || directory.data[directory.length - 1] != '/';
	char *joined = arena_alloc(arena, directory.length + needs_slash + name.length + 1);
	if (directory.length > 0)
		memcpy(joined, directory.data, directory.length);
	if (needs_slash)
		joined[directory.length] = '/';
	if (name.length > 0)
		memcpy(joined + directory.length + needs_slash, name.data, name.length);
	return (struct text){joined, directory.length + needs_slash + name.length};
}

enum { NEAREST_LENGTH = 64 };

static unsigned int least(unsigned int a, unsigned int b, unsigned int c)
{
	unsigned int d = a < b ? a : b;
	return d < c ? d : c;
}

static char fold(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (char)(c - 'A' + 'a');
	return c == '_' ? '-' : c;
}

/* Optimal string alignment: insertion, deletion, substitution and the swap of neighbours cost 1
 * each; case and '_' for '-' cost nothing. */
static unsigned int distance(struct text a, struct text b)
{
	unsigned int rows[3][NEAREST_LENGTH + 1] = {0};
	for (unsigned int j = 0; j <= b.length; j++)
		rows[0][j] = j;
	for (unsigned int i = 1; i <= a.length; i++) {
		unsigned int *row = rows[i % 3], *above = rows[(i + 2) % 3],
		             *second_above = rows[(i + 1) % 3];
		row[0] = i;
		for (unsigned int j = 1; j <= b.length; j++) {
			bool is_same = fold(a.data[i - 1]) == fold(b.data[j - 1]);
			row[j] = least(above[j] + 1, row[j - 1] + 1, above[j - 1] + !is_same);
			bool is_swap = i > 1 && j > 1 &&
			               fold(a.data[i - 1]) == fold(b.data[j - 2]) &&
			               fold(a.data[i - 2]) == fold(b.data[j - 1]);
			if (is_swap && second_above[j - 2] + 1 < row[j])
				row[j] = second_above[j - 2] + 1;
		}
	}
	return rows[a.length % 3][b.length];
}

const char *text_nearest(struct text word, const char *const *candidates, const char **second)
{
	const char *nearest = NULL, *tied = NULL;
	unsigned int least_distance = NEAREST_LENGTH;
	for (; word.length > 0 && word.length <= NEAREST_LENGTH && *candidates; candidates++) {
		struct text candidate = text_of(*candidates);
		if (candidate.length == 0 || candidate.length > NEAREST_LENGTH)
			continue;
		size_t longer = word.length > candidate.length ? word.length : candidate.length;
		unsigned int found = distance(word, candidate);
		if (found > (longer + 1) / 3 || (nearest && found > least_distance))
			continue;
		tied = nearest && found == least_distance ? (tied ? tied : *candidates) : NULL;
		if (!nearest || found < least_distance)
			nearest = *candidates;
		least_distance = found;
	}
	if (second)
		*second = tied;
	return nearest;
}

/* At most ten bytes for four: \U0001f600. */
static struct text escaped(struct arena *arena, struct text text, bool keeps_unicode)
{
	size_t length = 0;
	char *printable = arena_alloc(arena, text.length * 4 + CHARACTER_ESCAPE);
	for (size_t at = 0; at < text.length;) {
		struct character character = utf8_next(text.data + at, text.length - at);
		if (character.class == CHARACTER_PLAIN &&
		    (keeps_unicode || character.length == 1)) {
			memcpy(printable + length, text.data + at, character.length);
			length += character.length;
		} else {
			length += character_escape(printable + length, text.data + at, character);
		}
		at += character.length;
	}
	return (struct text){printable, length};
}

struct text text_printable(struct arena *arena, struct text text)
{
	return escaped(arena, text, true);
}

struct text text_ascii(struct arena *arena, struct text text)
{
	return escaped(arena, text, false);
}

bool text_is_ascii(struct text text)
{
	for (size_t i = 0; i < text.length; i++)
		if ((unsigned char)text.data[i] > 0x7f)
			return false;
	return true;
}
