#include "base/json_write.h"

#include "base/fatal.h"
#include "base/printable.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

static struct json_value *checked(json_t *value)
{
	if (!value)
		fatal("cannot build JSON: out of memory, or text that is not UTF-8");
	return (struct json_value *)value;
}

static json_t *value_of(struct json_value *value)
{
	return (json_t *)value;
}

/* The seed only has to be there, or jansson reads one from /dev/urandom: no stranger chooses the
 * keys. */
struct json_value *json_make_object(void)
{
	json_object_seed(1);
	return checked(json_object());
}

struct json_value *json_make_array(void)
{
	return checked(json_array());
}

struct json_value *json_make_string(struct text text)
{
	return checked(json_stringn(text.data, text.length));
}

/* jansson's integers are signed. UINT64_MAX, which is OCI's "unlimited", travels as -1 and is put
 * right in finish(). */
struct json_value *json_make_number(uint64_t number)
{
	if (number > INT64_MAX && number != UINT64_MAX)
		fatal("cannot write the number %llu", (unsigned long long)number);
	return checked(json_integer(number == UINT64_MAX ? -1 : (json_int_t)number));
}

struct json_value *json_make_bool(bool value)
{
	return checked(json_boolean(value));
}

struct json_value *json_make_null(void)
{
	return checked(json_null());
}

void json_put(struct json_value *object, const char *key, struct json_value *value)
{
	if (json_object_set_new(value_of(object), key, value_of(value)) != 0)
		fatal("cannot build JSON: out of memory, or a key that is not UTF-8");
}

void json_put_string(struct json_value *object, const char *key, struct text text)
{
	json_put(object, key, json_make_string(text));
}

void json_push(struct json_value *array, struct json_value *value)
{
	if (json_array_append_new(value_of(array), value_of(value)) != 0)
		fatal("cannot build JSON: out of memory");
}

struct json_value *json_object_at(struct json_value *object, const char *key)
{
	if (!json_object_get(value_of(object), key))
		json_put(object, key, json_make_object());
	return checked(json_object_get(value_of(object), key));
}

struct json_value *json_array_at(struct json_value *object, const char *key)
{
	if (!json_object_get(value_of(object), key))
		json_put(object, key, json_make_array());
	return checked(json_object_get(value_of(object), key));
}

struct json_value *json_first_object(struct json_value *array)
{
	if (json_array_size(value_of(array)) == 0)
		json_push(array, json_make_object());
	return checked(json_array_get(value_of(array), 0));
}

/* What jansson leaves as it is and a terminal does not: DEL, C1, line ends and directions beyond
 * ASCII. All stand inside strings, and none is above U+FFFF. */
static struct text escape_unprintable(struct arena *arena, struct text json)
{
	enum { ESCAPE = sizeof "\\u202e" - 1 };
	char *bytes = arena_alloc(arena, json.length * ESCAPE + 1), *end = bytes;
	for (size_t at = 0; at < json.length;) {
		struct character character = utf8_next(json.data + at, json.length - at);
		bool is_fit = json.data[at] == '\n' || character.class == CHARACTER_PLAIN;
		if (is_fit) {
			memcpy(end, json.data + at, character.length);
			end += character.length;
		} else {
			end += snprintf(end, ESCAPE + 1, "\\u%04x",
			                character_code(json.data + at, character));
		}
		at += character.length;
	}
	return (struct text){bytes, (size_t)(end - bytes)};
}

/* Written twice, first for the size: jansson 2.14 gives half a document where it has no memory to
 * sort the keys of an object. */
static struct text render(struct arena *arena, struct json_value *value, size_t flags)
{
	flags |= JSON_SORT_KEYS | JSON_ENCODE_ANY;
	size_t length = json_dumpb(value_of(value), NULL, 0, flags);
	char *bytes = arena_alloc(arena, length + 1);
	if (length == 0 || json_dumpb(value_of(value), bytes, length, flags) != length)
		fatal("cannot write JSON: out of memory");
	json_decref(value_of(value));
	return escape_unprintable(arena, (struct text){bytes, length});
}

struct text json_finish(struct arena *arena, struct json_value *value)
{
	/* A line break never stands inside a string, so ": -1" before the end of a line is the
	 * number. */
	struct text rest = render(arena, value, JSON_INDENT(2));
	struct text result = TEXT("");
	for (const char *hit; (hit = strstr(rest.data, ": -1")) != NULL;) {
		bool is_number = hit[4] == '\n' || strncmp(hit + 4, ",\n", 2) == 0;
		struct text head = {rest.data, (size_t)(hit - rest.data)};
		result = text_format(arena, "%s%.*s%s", result.data, (int)head.length, head.data,
		                     is_number ? ": 18446744073709551615" : ": -1");
		rest = text_of(hit + 4);
	}
	return text_format(arena, "%s%s\n", result.data, rest.data);
}

struct text json_finish_compact(struct arena *arena, struct json_value *value)
{
	return render(arena, value, JSON_COMPACT);
}
