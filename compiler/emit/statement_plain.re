#include "emit/statement.h"

/*!re2c
re2c:api = custom;
re2c:api:style = free-form;
re2c:define:YYCTYPE = "unsigned char";
re2c:define:YYPEEK = "(cursor < text.length ? (unsigned char)text.data[cursor] : 0u)";
re2c:define:YYSKIP = "cursor++;";
re2c:define:YYBACKUP = "marker = cursor;";
re2c:define:YYRESTORE = "cursor = marker;";
re2c:yyfill:enable = 0;
*/

/* Words of the core and of older schemas that mean null, a truth value, a number or a date are
 * quoted, whoever reads them. */
bool statement_is_plain(struct text text)
{
	size_t cursor = 0, marker = 0;
	bool is_plain = false;
	(void)marker;
	/*!re2c
	'null' | 'true' | 'false' | 'yes' | 'no' | 'on' | 'off' | 'y' | 'n' {
		is_plain = cursor != text.length;
		goto again;
	}
	[A-Za-z/_] ([A-Za-z0-9/_.,@%+=:-]* [A-Za-z0-9/_.,@%+=-])? { is_plain = true; goto done; }
	* { goto done; }
	*/
again:
	cursor = 0;
	/*!re2c
	[A-Za-z/_] ([A-Za-z0-9/_.,@%+=:-]* [A-Za-z0-9/_.,@%+=-])? { goto done; }
	* { is_plain = false; goto done; }
	*/
done:
	return is_plain && cursor == text.length;
}
