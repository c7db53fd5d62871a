#include "view/json_scan.h"

enum json_token json_scan(const char **start, const char **cursor, const char *limit)
{
	const unsigned char *YYCURSOR = (const unsigned char *)*cursor,
	                    *YYLIMIT = (const unsigned char *)limit, *YYMARKER;
	const unsigned char *token;
	enum json_token result;
	for (;;) {
		token = YYCURSOR;
		/*!re2c
		re2c:define:YYCTYPE = "unsigned char";
		re2c:yyfill:enable = 0;
		re2c:eof = 0;

		hex    = [0-9a-fA-F];
		escape = "\\" (["\\/bfnrt] | "u" hex{4});
		string = "\"" ([^\x00-\x1f"\\] | escape)* "\"";
		number = "-"? ("0" | [1-9][0-9]*) ("." [0-9]+)? ([eE] [+-]? [0-9]+)?;

		[ \t\r\n]+ { continue; }
		"null"     { result = TOKEN_NULL; break; }
		"false"    { result = TOKEN_FALSE; break; }
		"true"     { result = TOKEN_TRUE; break; }
		number     { result = TOKEN_NUMBER; break; }
		string     { result = TOKEN_STRING; break; }
		"["        { result = TOKEN_OPEN_ARRAY; break; }
		"]"        { result = TOKEN_CLOSE_ARRAY; break; }
		"{"        { result = TOKEN_OPEN_OBJECT; break; }
		"}"        { result = TOKEN_CLOSE_OBJECT; break; }
		","        { result = TOKEN_COMMA; break; }
		":"        { result = TOKEN_COLON; break; }
		$          { result = TOKEN_END; break; }
		*          { result = TOKEN_BAD; break; }
		*/
	}
	*start = (const char *)token;
	*cursor = (const char *)YYCURSOR;
	return result;
}

static size_t encode(char *out, unsigned int point)
{
	if (point < 0x80) {
		out[0] = (char)point;
		return 1;
	}
	if (point < 0x800) {
		out[0] = (char)(0xc0 | point >> 6);
		out[1] = (char)(0x80 | (point & 0x3f));
		return 2;
	}
	if (point < 0x10000) {
		out[0] = (char)(0xe0 | point >> 12);
		out[1] = (char)(0x80 | (point >> 6 & 0x3f));
		out[2] = (char)(0x80 | (point & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | point >> 18);
	out[1] = (char)(0x80 | (point >> 12 & 0x3f));
	out[2] = (char)(0x80 | (point >> 6 & 0x3f));
	out[3] = (char)(0x80 | (point & 0x3f));
	return 4;
}

static unsigned int hex_value(const unsigned char *digits)
{
	unsigned int value = 0;
	for (int i = 0; i < 4; i++) {
		unsigned int digit = digits[i];
		value = value << 4 | (digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
	}
	return value;
}

#define REPLACEMENT 0xfffd

struct text json_unquote(struct arena *arena, const char *start, const char *end)
{
	const unsigned char *YYCURSOR = (const unsigned char *)start,
	                    *YYLIMIT = (const unsigned char *)end, *YYMARKER;
	const unsigned char *token;
	char *bytes =
	    arena_alloc(arena, (size_t)(end - start) * 3 + 1); /* a bad byte becomes three */
	size_t length = 0;
	while (YYCURSOR < YYLIMIT) {
		token = YYCURSOR;
		/*!re2c
		re2c:eof = -1;
		re2c:yyfill:enable = 0;

		tail = [\x80-\xbf];
		utf8 = [\x00-\x7f] | [\xc2-\xdf] tail | "\xe0" [\xa0-\xbf] tail
		     | [\xe1-\xec\xee\xef] tail{2} | "\xed" [\x80-\x9f] tail | "\xf0" [\x90-\xbf]
		       tail{2} | [\xf1-\xf3] tail{3} | "\xf4" [\x80-\x8f] tail{2};
		high = "\\u" [dD][89abAB] hex{2};
		low  = "\\u" [dD][c-fC-F] hex{2};

		"\\b"     { bytes[length++] = '\b'; continue; }
		"\\f"     { bytes[length++] = '\f'; continue; }
		"\\n"     { bytes[length++] = '\n'; continue; }
		"\\r"     { bytes[length++] = '\r'; continue; }
		"\\t"     { bytes[length++] = '\t'; continue; }
		"\\" ["\\/] { bytes[length++] = (char)token[1]; continue; }
		high low  {
			length += encode(bytes + length,
			                 0x10000 + ((hex_value(token + 2) & 0x3ff) << 10) +
			                     (hex_value(token + 8) & 0x3ff));
			continue;
		}
		high | low { length += encode(bytes + length, REPLACEMENT); continue; }
		"\\u" hex{4} { length += encode(bytes + length, hex_value(token + 2)); continue; }
		utf8      {
			while (token < YYCURSOR)
				bytes[length++] = (char)*token++;
			continue;
		}
		*         { length += encode(bytes + length, REPLACEMENT); continue; }
		*/
	}
	bytes[length] = '\0';
	return (struct text){bytes, length};
}
