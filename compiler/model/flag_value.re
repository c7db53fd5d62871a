#include "model/flag_value.h"

/* A text ends in a NUL that is not part of it: "end" matches it, and the scan counts only when it
 * ends there. */
/*!re2c
	re2c:define:YYCTYPE = "unsigned char";
	re2c:define:YYCURSOR = cursor;
	re2c:define:YYMARKER = marker;
	re2c:yyfill:enable = 0;

	end      = "\x00";
	decimal  = "0" | [1-9] ("_"? [0-9])*;
	number   = decimal | "0" [xX] [0-9a-fA-F]+ | "0" [oO]? [0-7]+ | "0" [bB] [01]+;
	fraction = [0-9]+ ("." [0-9]*)? | "." [0-9]+;
	unit     = "ns" | "us" | "\xc2\xb5s" | "ms" | "s" | "m" | "h";
	medium   = "memory" | "self" | "dir=/" [^\x00,]*;
	size     = ",size=" [0-9]+ [kmgKMG]?;
	target   = ("root" | "all") ":";
*/

struct scan {
	const unsigned char *cursor, *limit;
};

static struct scan scan_of(struct text value)
{
	const unsigned char *start = (const unsigned char *)value.data;
	return (struct scan){start, start + value.length + 1};
}

bool flag_value_is_true(struct text value)
{
	struct scan scan = scan_of(value);
	const unsigned char *cursor = scan.cursor, *marker = cursor;
	/*!re2c
		("1" | "t" | "T" | "TRUE" | "true" | "True") end { return cursor == scan.limit; }
		* { return marker == NULL; }
	*/
}

bool flag_value_is_bool(struct text value)
{
	struct scan scan = scan_of(value);
	const unsigned char *cursor = scan.cursor, *marker = cursor;
	if (flag_value_is_true(value))
		return true;
	/*!re2c
		("0" | "f" | "F" | "FALSE" | "false" | "False") end { return cursor == scan.limit; }
		* { return marker == NULL; }
	*/
}

bool flag_value_is_uint(struct text value)
{
	struct scan scan = scan_of(value);
	const unsigned char *cursor = scan.cursor, *marker = cursor;
	/*!re2c
		number end { return cursor == scan.limit; }
		* { return marker == NULL; }
	*/
}

bool flag_value_is_int(struct text value)
{
	bool is_signed = value.length > 0 && (value.data[0] == '-' || value.data[0] == '+');
	return flag_value_is_uint((struct text){value.data + is_signed, value.length - is_signed});
}

bool flag_value_is_duration(struct text value)
{
	struct scan scan = scan_of(value);
	const unsigned char *cursor = scan.cursor, *marker = cursor;
	/*!re2c
		[+-]? ("0" | (fraction unit)+) end { return cursor == scan.limit; }
		* { return marker == NULL; }
	*/
}

enum overlay2_form flag_value_overlay2(struct text value)
{
	struct scan scan = scan_of(value);
	const unsigned char *cursor = scan.cursor, *marker = cursor;
	enum overlay2_form form = OVERLAY2_BAD;
	/*!re2c
		"none" end                  { form = OVERLAY2_OFF; goto done; }
		target end                  { form = OVERLAY2_NO_MEDIUM; goto done; }
		target "memory" end         { form = OVERLAY2_MEMORY; goto done; }
		target "/" [^\x00]* end     { form = OVERLAY2_PATH; goto done; }
		target "self" end           { form = OVERLAY2_SELF; goto done; }
		target "dir=/" [^\x00,]* end { form = OVERLAY2_DIR; goto done; }
		target medium size end      { form = OVERLAY2_SIZED; goto done; }
		target [^\x00]+ end         { form = OVERLAY2_WORD; goto done; }
		* { return marker == NULL ? OVERLAY2_OFF : OVERLAY2_BAD; }
	*/
done:
	return cursor == scan.limit ? form : OVERLAY2_BAD;
}
