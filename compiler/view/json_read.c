#include "view/json.h"
#include "view/json_scan.h"

#define DEPTH_LIMIT 1000 /* encoding/json stops at 10000; nothing of use is deeper than 10 */

struct reader {
	struct arena *arena;
	const char *bytes, *start, *cursor, *limit;
	enum json_token token;
	const char *error;
	unsigned int depth;
};

static void advance(struct reader *reader)
{
	reader->token = json_scan(&reader->start, &reader->cursor, reader->limit);
}

static struct json *fail(struct reader *reader, const char *error)
{
	if (!reader->error)
		reader->error = error;
	return NULL;
}

static struct json *create(struct reader *reader, enum json_kind kind)
{
	struct json *json = arena_alloc(reader->arena, sizeof *json);
	json->kind = kind;
	json->start = (size_t)(reader->start - reader->bytes);
	return json;
}

static struct json *finish(struct reader *reader, struct json *json)
{
	json->end = (size_t)(reader->cursor - reader->bytes);
	advance(reader);
	return json;
}

static struct json *read_value(struct reader *reader);

static bool read_member(struct reader *reader, struct json *parent)
{
	struct json_member member = {.start = (size_t)(reader->start - reader->bytes)};
	if (parent->kind == JSON_OBJECT) {
		if (reader->token != TOKEN_STRING)
			return fail(reader, "expected a key");
		member.name = json_unquote(reader->arena, reader->start + 1, reader->cursor - 1);
		advance(reader);
		if (reader->token != TOKEN_COLON)
			return fail(reader, "expected a colon");
		advance(reader);
	}
	member.value = read_value(reader);
	if (!member.value)
		return false;
	*list_append(reader->arena, &parent->members) = member;
	return true;
}

static struct json *read_members(struct reader *reader, enum json_kind kind, enum json_token close)
{
	struct json *json = create(reader, kind);
	advance(reader);
	if (reader->token == close)
		return finish(reader, json);
	for (;;) {
		if (!read_member(reader, json))
			return NULL;
		if (reader->token == close)
			return finish(reader, json);
		if (reader->token != TOKEN_COMMA)
			return fail(reader, "expected a comma or the closing bracket");
		advance(reader);
	}
}

static struct json *read_scalar(struct reader *reader, enum json_kind kind)
{
	struct json *json = create(reader, kind);
	json->text =
	    text_copy(reader->arena, reader->start, (size_t)(reader->cursor - reader->start));
	if (kind == JSON_STRING)
		json->text = json_unquote(reader->arena, reader->start + 1, reader->cursor - 1);
	return finish(reader, json);
}

static struct json *read_value(struct reader *reader)
{
	struct json *json = NULL;
	if (++reader->depth > DEPTH_LIMIT)
		return fail(reader, "nested deeper than 1000 levels");
	switch (reader->token) {
	case TOKEN_NULL:
		json = read_scalar(reader, JSON_NULL);
		break;
	case TOKEN_FALSE:
		json = read_scalar(reader, JSON_FALSE);
		break;
	case TOKEN_TRUE:
		json = read_scalar(reader, JSON_TRUE);
		break;
	case TOKEN_NUMBER:
		json = read_scalar(reader, JSON_NUMBER);
		break;
	case TOKEN_STRING:
		json = read_scalar(reader, JSON_STRING);
		break;
	case TOKEN_OPEN_ARRAY:
		json = read_members(reader, JSON_ARRAY, TOKEN_CLOSE_ARRAY);
		break;
	case TOKEN_OPEN_OBJECT:
		json = read_members(reader, JSON_OBJECT, TOKEN_CLOSE_OBJECT);
		break;
	default:
		fail(reader,
		     reader->token == TOKEN_END ? "the document ends early" : "expected a value");
	}
	reader->depth--;
	return json;
}

struct json_document json_read(struct arena *arena, struct text bytes)
{
	struct text copy = text_copy(arena, bytes.data, bytes.length);
	struct reader reader = {.arena = arena,
	                        .bytes = copy.data,
	                        .cursor = copy.data,
	                        .limit = copy.data + copy.length};
	struct json_document document = {0};
	advance(&reader);
	document.value = read_value(&reader);
	document.error = reader.error;
	document.end = document.value ? document.value->end : (size_t)(reader.start - reader.bytes);
	document.has_trailing = document.value && reader.token != TOKEN_END;
	return document;
}

const char *json_kind_name(enum json_kind kind)
{
	static const char *const names[] = {"null",     "a boolean", "a boolean", "a number",
	                                    "a string", "an array",  "an object"};
	return names[kind];
}
