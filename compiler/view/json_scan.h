#pragma once

#include "base/text.h"

enum json_token {
	TOKEN_END,
	TOKEN_BAD,
	TOKEN_NULL,
	TOKEN_FALSE,
	TOKEN_TRUE,
	TOKEN_NUMBER,
	TOKEN_STRING,
	TOKEN_OPEN_ARRAY,
	TOKEN_CLOSE_ARRAY,
	TOKEN_OPEN_OBJECT,
	TOKEN_CLOSE_OBJECT,
	TOKEN_COMMA,
	TOKEN_COLON,
};

/* Skips white space, then reads one token; *start and *cursor delimit it. The byte at limit must be
 * NUL. */
enum json_token json_scan(const char **start, const char **cursor, const char *limit);
/* Decodes what stands between a string's quotes. */
struct text json_unquote(struct arena *arena, const char *start, const char *end);
