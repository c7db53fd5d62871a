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

/* 0: no number. */
static unsigned int base_of(struct text value, size_t *prefix)
{
	struct scan scan = scan_of(value);
	const unsigned char *cursor = scan.cursor, *marker = cursor;
	unsigned int base = 0;
	*prefix = 0;
	/*!re2c
		decimal end                         { base = 10; goto done; }
		"0" [xX] ("_"? [0-9a-fA-F])+ end    { base = 16, *prefix = 2; goto done; }
		"0" [oO] ("_"? [0-7])+ end          { base = 8, *prefix = 2; goto done; }
		"0" ("_"? [0-7])+ end               { base = 8, *prefix = 1; goto done; }
		"0" [bB] ("_"? [01])+ end           { base = 2, *prefix = 2; goto done; }
		* { return marker == NULL ? base : 0; }
	*/
done:
	return cursor == scan.limit ? base : 0;
}

bool flag_value_uint(struct text value, uint64_t *number)
{
	size_t at;
	uint64_t base = base_of(value, &at);
	*number = 0;
	for (; base > 0 && at < value.length; at++) {
		unsigned int letter = (unsigned char)value.data[at];
		uint64_t digit = letter <= '9' ? letter - '0' : (letter | 0x20) - 'a' + 10;
		if (letter == '_')
			continue;
		if (*number > (UINT64_MAX - digit) / base)
			return false;
		*number = *number * base + digit;
	}
	return base > 0;
}

bool flag_value_is_uint(struct text value)
{
	uint64_t number;
	return flag_value_uint(value, &number);
}

bool flag_value_int(struct text value, int64_t *number)
{
	bool is_negative = text_starts(value, "-");
	bool is_signed = is_negative || text_starts(value, "+");
	uint64_t distance, most = (uint64_t)INT64_MAX + is_negative;
	struct text digits = {value.data + is_signed, value.length - is_signed};
	bool is_number = flag_value_uint(digits, &distance) && distance <= most;
	*number = is_negative ? (int64_t)-distance : (int64_t)distance;
	return is_number;
}

bool flag_value_is_int(struct text value)
{
	int64_t number;
	return flag_value_int(value, &number);
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
