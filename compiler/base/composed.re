#include "base/text.h"

static unsigned char peek(struct text text, size_t at)
{
	return at < text.length ? (unsigned char)text.data[at] : 0;
}

/* UAX #15, section 9, quick check for NFC, Unicode 14: what NFC never has, and what it has only
 * where nothing composes with the character before. */
bool text_is_composed(struct text text)
{
	size_t cursor = 0, marker = 0;
	while (cursor < text.length) {
		(void)marker;
		/*!re2c
		re2c:api = custom;
		re2c:api:style = free-form;
		re2c:define:YYCTYPE = "unsigned char";
		re2c:define:YYPEEK = "peek(text, cursor)";
		re2c:define:YYSKIP = "cursor++;";
		re2c:define:YYBACKUP = "marker = cursor;";
		re2c:define:YYRESTORE = "cursor = marker;";
		re2c:yyfill:enable = 0;
		re2c:flags:utf-8 = 1;

		[\u0300-\u0304\u0306-\u030c\u030f\u0311\u0313-\u0314\u031b\u0323-\u0328] |
		    [\u032d-\u032e\u0330-\u0331\u0338\u0340-\u0345\u0374\u037e\u0387] |
		    [\u0653-\u0655\u093c\u0958-\u095f\u09be\u09d7\u09dc-\u09dd\u09df\u0a33] |
		    [\u0a36\u0a59-\u0a5b\u0a5e\u0b3e\u0b56-\u0b57\u0b5c-\u0b5d\u0bbe\u0bd7] |
		    [\u0c56\u0cc2\u0cd5-\u0cd6\u0d3e\u0d57\u0dca\u0dcf\u0ddf\u0f43\u0f4d] |
		    [\u0f52\u0f57\u0f5c\u0f69\u0f73\u0f75-\u0f76\u0f78\u0f81\u0f93\u0f9d] |
		    [\u0fa2\u0fa7\u0fac\u0fb9\u102e\u1161-\u1175\u11a8-\u11c2\u1b35\u1f71] |
		    [\u1f73\u1f75\u1f77\u1f79\u1f7b\u1f7d\u1fbb\u1fbe\u1fc9\u1fcb\u1fd3\u1fdb] |
		    [\u1fe3\u1feb\u1fee-\u1fef\u1ff9\u1ffb\u1ffd\u2000-\u2001\u2126] |
		    [\u212a-\u212b\u2329-\u232a\u2adc\u3099-\u309a\uf900-\ufa0d\ufa10\ufa12] |
		    [\ufa15-\ufa1e\ufa20\ufa22\ufa25-\ufa26\ufa2a-\ufa6d\ufa70-\ufad9\ufb1d] |
		    [\ufb1f\ufb2a-\ufb36\ufb38-\ufb3c\ufb3e\ufb40-\ufb41\ufb43-\ufb44] |
		    [\ufb46-\ufb4e\U000110ba\U00011127\U0001133e\U00011357\U000114b0] |
		    [\U000114ba\U000114bd\U000115af\U00011930\U0001d15e-\U0001d164] |
		    [\U0001d1bb-\U0001d1c0\U0002f800-\U0002fa1d] {
			return false;
		}
		* { continue; }
		*/
	}
	return true;
}
