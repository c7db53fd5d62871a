/* The syntax of RFC 3629, section 4. */
#include "utf8.h"

size_t utf8_length(const char *text)
{
	const unsigned char *YYCURSOR = (const unsigned char *)text;
	const unsigned char *YYMARKER;

	/*!re2c
	re2c:define:YYCTYPE = "unsigned char";
	re2c:yyfill:enable = 0;

	tail = [\x80-\xbf];
	two = [\xc2-\xdf] tail;
	three = "\xe0" [\xa0-\xbf] tail | [\xe1-\xec\xee\xef] tail tail | "\xed" [\x80-\x9f] tail;
	four = "\xf0" [\x90-\xbf] tail tail | [\xf1-\xf3] tail tail tail | "\xf4" [\x80-\x8f] tail
	       tail;

	[\x00-\x7f] { return 1; }
	two { return 2; }
	three { return 3; }
	four { return 4; }
	* { return 0; }
	*/
}

/* The second, because re2c keeps the encoding for all that comes after. */
size_t utf8_printable(const char *text)
{
	const unsigned char *YYCURSOR = (const unsigned char *)text;
	const unsigned char *YYMARKER;
	const unsigned char *const start = YYCURSOR;

	/*!re2c
	re2c:define:YYCTYPE = "unsigned char";
	re2c:yyfill:enable = 0;
	re2c:flags:utf-8 = 1;

	plain = [\u0020-\u007e\u00a0-\u061b\u061d-\u200d\u2010-\u2027\u202f-\u2065]
	      | [\u206a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff];

	plain { return (size_t)(YYCURSOR - start); }
	* { return 0; }
	*/
}
