#pragma once

#include "base/text.h"

/* A JSON document as it is written: members in order, duplicates kept, keys as spelt. jansson is
 * not used here: it drops duplicates and trailing bytes and refuses bytes that Go's encoding/json
 * accepts, and each of these is a way to mislead a reader of config.json. The grammar is RFC 8259;
 * the liberties (invalid UTF-8 becomes U+FFFD, also lone surrogates) are those of encoding/json. */
enum json_kind {
	JSON_NULL,
	JSON_FALSE,
	JSON_TRUE,
	JSON_NUMBER,
	JSON_STRING,
	JSON_ARRAY,
	JSON_OBJECT
};

struct json {
	enum json_kind kind;
	struct text text; /* of a string, decoded; of a number, as spelt */
	size_t start, end;
	LIST(struct json_member)
	members; /* of an object, and of an array (whose names are empty) */
};

struct json_member {
	struct text name;
	size_t start; /* of the name, or of the element */
	struct json *value;
};

struct json_document {
	struct json *value; /* NULL: not JSON */
	size_t end;         /* first byte after the value, or where reading failed */
	bool has_trailing;  /* something other than white space follows the value */
	const char *error;
};

struct json_document json_read(struct arena *arena, struct text bytes);
/* What kind of value this is, for messages: "a string". */
const char *json_kind_name(enum json_kind kind);
