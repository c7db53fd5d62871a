#pragma once

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* Bytes with a length. Texts made in an arena have a NUL after the last byte, so that data is a C
 * string when the bytes hold no NUL. */
struct text {
	const char *data;
	size_t length;
};

#define TEXT(literal) ((struct text){"" literal, sizeof(literal) - 1})

/* Borrows. Here and not in text.c, as the two comparisons below, so that the length of a literal is
 * known when keepc is compiled: they are most of what a search through a table does. */
static inline struct text text_of(const char *string)
{
	return (struct text){string, strlen(string)};
}

struct text text_copy(struct arena *arena, const char *data, size_t length);
struct text text_format(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static inline bool text_equal(struct text a, struct text b)
{
	return a.length == b.length && (a.length == 0 || memcmp(a.data, b.data, a.length) == 0);
}

static inline bool text_is(struct text a, const char *string)
{
	return text_equal(a, text_of(string));
}

int text_compare(struct text a, struct text b); /* by bytes, shorter first; for qsort by value */
bool text_starts(struct text a, const char *prefix);

/* True when path equals top or lies below it, by whole components. Both are canonical absolute
 * paths. */
bool path_is_within(struct text path, struct text top);
/* First component with its slash: "/usr" of "/usr/bin"; "/" of "/". */
struct text path_top(struct arena *arena, struct text path);
struct text path_parent(struct arena *arena, struct text path);
struct text path_join(struct arena *arena, struct text directory, struct text name);

/* The candidate nearest to word by edit distance, NULL when none is near enough to be meant.
 * candidates ends with NULL. Unless second is NULL, it is another that is as near, NULL for none.
 */
const char *text_nearest(struct text word, const char *const *candidates, const char **second);

/* What a character may do in a policy or on a terminal. */
enum character_class {
	CHARACTER_PLAIN,
	CHARACTER_TAB,
	CHARACTER_NEWLINE,
	CHARACTER_RETURN,
	CHARACTER_NUL,
	CHARACTER_CONTROL,    /* C0, DEL, C1 */
	CHARACTER_BREAK,      /* NEL, LS, PS: line ends to some readers only */
	CHARACTER_BIDI,       /* Bidi_Control of UAX #9: reorder what the eye sees */
	CHARACTER_BYTE_ORDER, /* U+FEFF */
	CHARACTER_NONE,       /* noncharacters, U+FFFE and U+FFFF */
	CHARACTER_INVALID /* no UTF-8: overlong, surrogate, above U+10FFFF, truncated; length is 1
	                   */
};

struct character {
	enum character_class class;
	size_t length;      /* bytes */
	unsigned int width; /* cells on a terminal: 0, 1 or 2; a tab is 1 */
};

/* The character at data; available is at least 1. RFC 3629. */
struct character utf8_next(const char *data, size_t available);

/* Length in bytes of the UTF-8 sequence at data, 0 when it is invalid. */
size_t utf8_length(const char *data, size_t available);

/* The text with everything that is not plain written as an escape (\n, \t, \x1b, \u202e), fit for a
 * message. */
struct text text_printable(struct arena *arena, struct text text);

/* The same with everything beyond ASCII as an escape, too: what is written with letters of another
 * script, or with spaces that are none. */
struct text text_ascii(struct arena *arena, struct text text);
bool text_is_ascii(struct text text);

/* False when the text may not be in Unicode's composed form, NFC: then another text looks just like
 * it. */
bool text_is_composed(struct text text);
