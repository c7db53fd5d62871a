#include "base/text.h"

#include <string.h>

struct character utf8_next(const char *data, size_t available)
{
	unsigned char bytes[5] = {0}; /* the NUL behind a truncated sequence continues none */
	memcpy(bytes, data, available < 4 ? available : 4);
	const unsigned char *cursor = bytes, *marker = bytes;
	enum character_class class = CHARACTER_PLAIN;
	unsigned int width = 1;
	/*!re2c
	re2c:define:YYCTYPE = "unsigned char";
	re2c:define:YYCURSOR = cursor;
	re2c:define:YYMARKER = marker;
	re2c:yyfill:enable = 0;
	re2c:flags:utf-8 = 1;

	plain = [\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff];
	wide = [\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff]
	     | [\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\U0001f300-\U0001f64f]
	     | [\U0001f680-\U0001f6ff\U0001f900-\U0001faff\U00020000-\U0003fffd];
	combining = [\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u1ab0-\u1aff]
	          | [\u1dc0-\u1dff\u200b-\u200f\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f];

	"\x00" { class = CHARACTER_NUL; goto done; }
	"\t" { class = CHARACTER_TAB; goto done; }
	"\n" { class = CHARACTER_NEWLINE; goto done; }
	"\r" { class = CHARACTER_RETURN; goto done; }
	[\u0085\u2028\u2029] { class = CHARACTER_BREAK; goto done; }
	[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069] { class = CHARACTER_BIDI; goto done; }
	"\ufeff" { class = CHARACTER_BYTE_ORDER; goto done; }
	[\u0001-\u001f\u007f-\u009f] { class = CHARACTER_CONTROL; goto done; }
	combining { width = 0; goto done; }
	wide { width = 2; goto done; }
	plain { goto done; }
	[\ufffe\uffff] { class = CHARACTER_NONE; goto done; }
	* { return (struct character){CHARACTER_INVALID, 1, 1}; }
	*/
done:
	return (struct character){class, (size_t)(cursor - bytes), width};
}

size_t utf8_length(const char *data, size_t available)
{
	struct character character = available > 0 ? utf8_next(data, available)
	                                           : (struct character){CHARACTER_INVALID, 0, 0};
	return character.class == CHARACTER_INVALID ? 0 : character.length;
}
