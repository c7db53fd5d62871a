#include "base/yaml_scalar.h"

#include "base/json_write.h"

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
 * quoted, whoever reads them; so is what holds a ',', which ends an entry between brackets. */
static bool is_plain_word(struct text text)
{
	size_t cursor = 0, marker = 0;
	bool is_plain = false;
	(void)marker;
	/*!re2c
	first = "-"{0,2} [A-Za-z] | [/_];
	last = [A-Za-z0-9/_.@%+=-];
	word = first ((last | ":")* last)?;

	'null' | 'true' | 'false' | 'yes' | 'no' | 'on' | 'off' | 'y' | 'n' {
		is_plain = cursor != text.length;
		goto again;
	}
	word { is_plain = true; goto done; }
	* { goto done; }
	*/
again:
	cursor = 0;
	/*!re2c
	word { goto done; }
	* { is_plain = false; goto done; }
	*/
done:
	return is_plain && cursor == text.length;
}

struct text yaml_scalar(struct arena *arena, struct text text)
{
	/* A JSON string is a double-quoted scalar: YAML 1.2, 1.3. */
	return is_plain_word(text) ? text : json_finish_compact(arena, json_make_string(text));
}
