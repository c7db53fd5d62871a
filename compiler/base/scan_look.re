#include "base/scan_look.h"

#include <stdlib.h>
#include <string.h>

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

/* What YAML 1.1 and 1.2 readers make of a plain scalar. YAML 1.2.2, chapter 10; YAML 1.1, types repository. */
enum look { LOOK_OTHER, LOOK_NULL, LOOK_BOOLEAN, LOOK_HEXADECIMAL, LOOK_OCTAL, LOOK_LEADING_ZERO, LOOK_BINARY, LOOK_GROUPED, LOOK_PLUS, LOOK_NEGATIVE, LOOK_FRACTION, LOOK_SEXAGESIMAL };

static enum look look_at(struct text text)
{
	size_t cursor = 0, marker = 0;
	enum look look = LOOK_OTHER;
	(void)marker;
	/*!re2c
	digits = [0-9]+;

	"~" | 'null' { look = LOOK_NULL; goto done; }
	'y' | 'yes' | 'n' | 'no' | 'true' | 'false' | 'on' | 'off' { look = LOOK_BOOLEAN; goto done; }
	"0x" [0-9a-fA-F]+ { look = LOOK_HEXADECIMAL; goto done; }
	"0o" [0-7]+ { look = LOOK_OCTAL; goto done; }
	"0" digits { look = LOOK_LEADING_ZERO; goto done; }
	"0b" [01]+ { look = LOOK_BINARY; goto done; }
	[1-9] [0-9]* ([_,' ] digits)+ { look = LOOK_GROUPED; goto done; }
	"+" digits { look = LOOK_PLUS; goto done; }
	"-" digits { look = LOOK_NEGATIVE; goto done; }
	[-+]? (digits "." [0-9]* | "." digits | digits ("." [0-9]*)? [eE] [-+]? digits | "." 'inf' | "." 'nan') { look = LOOK_FRACTION; goto done; }
	[1-9] [0-9]* (":" [0-5]? [0-9])+ { look = LOOK_SEXAGESIMAL; goto done; }
	* { return LOOK_OTHER; }
	*/
done:
	return cursor == text.length ? look : LOOK_OTHER;
}

static const char *const remarks[] = {
	[LOOK_OTHER] = "",
	[LOOK_NULL] = ", which many YAML readers take for null",
	[LOOK_BOOLEAN] = ", which many YAML readers take for a truth value",
	[LOOK_HEXADECIMAL] = ", a hexadecimal number",
	[LOOK_OCTAL] = ", an octal number",
	[LOOK_LEADING_ZERO] = ", which some YAML readers take for an octal number",
	[LOOK_BINARY] = ", a binary number",
	[LOOK_GROUPED] = ", a number with grouped digits",
	[LOOK_PLUS] = ", a number with a sign",
	[LOOK_NEGATIVE] = ", a negative number",
	[LOOK_FRACTION] = ", a fraction",
	[LOOK_SEXAGESIMAL] = ", which some YAML readers take for a number to the base 60",
};

bool scan_digits(struct text digits, uint64_t *value)
{
	uint64_t sum = 0;
	for (size_t i = 0; i < digits.length; i++)
		if (__builtin_mul_overflow(sum, 10u, &sum) || __builtin_add_overflow(sum, (uint64_t)(digits.data[i] - '0'), &sum))
			return false;
	*value = sum;
	return true;
}

static const char *only_digits(struct arena *arena, struct text text)
{
	char *digits = arena_alloc(arena, text.length + 1);
	size_t count = 0;
	for (size_t i = 0; i < text.length; i++)
		if (text.data[i] >= '0' && text.data[i] <= '9')
			digits[count++] = text.data[i];
	return digits;
}

static const char *decimal_hint(struct arena *arena, struct text text, size_t prefix, int base)
{
	const char *digits = text_copy(arena, text.data + prefix, text.length - prefix).data;
	return text.length < 18 ? arena_printf(arena, "write it in decimal: %llu", strtoull(digits, NULL, base)) : "write it in decimal";
}

static const char *leading_zero_hint(struct arena *arena, struct text text)
{
	const char *digits = text_copy(arena, text.data, text.length).data;
	size_t zeros = strspn(digits, "0");
	if (zeros == text.length)
		return "write 0";
	if (text.length > 18 || digits[strspn(digits, "01234567")])
		return arena_printf(arena, "write %s", digits + zeros);
	return arena_printf(arena, "write %s, or %llu if octal was meant", digits + zeros, strtoull(digits, NULL, 8));
}

static const char *number_hint(struct arena *arena, struct text text, enum look look)
{
	switch (look) {
	case LOOK_HEXADECIMAL:
		return decimal_hint(arena, text, 2, 16);
	case LOOK_OCTAL:
		return decimal_hint(arena, text, 2, 8);
	case LOOK_BINARY:
		return decimal_hint(arena, text, 2, 2);
	case LOOK_LEADING_ZERO:
		return leading_zero_hint(arena, text);
	case LOOK_GROUPED:
	case LOOK_PLUS:
		return arena_printf(arena, "write %s", only_digits(arena, text));
	default:
		return NULL;
	}
}

/* Enough of a long value to know it by. */
static const char *quoted(struct arena *arena, struct text text)
{
	enum { SHOWN = 60 };
	size_t length = 0;
	if (text.length == 0)
		return "nothing";
	while (length < text.length && length < SHOWN)
		length += utf8_next(text.data + length, text.length - length).length;
	return arena_printf(arena, "'%s%s'", text_printable(arena, (struct text){text.data, length}).data, length < text.length ? "..." : "");
}

bool scan_refuse(struct arena *arena, struct text text, const char *expected, const char *hint, struct scan_fault *fault)
{
	enum look look = look_at(text);
	fault->message = arena_printf(arena, "expected %s, saw %s%s", expected, quoted(arena, text), remarks[look]);
	fault->hint = hint ? hint : number_hint(arena, text, look);
	return false;
}
