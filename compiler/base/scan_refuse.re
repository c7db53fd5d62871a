#include "base/scan_refuse.h"

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

/* What YAML 1.1 and 1.2 readers make of a plain scalar. YAML 1.2.2, chapter 10; YAML 1.1, types
 * repository. */
enum scalar_type {
	SCALAR_OTHER,
	SCALAR_NULL,
	SCALAR_BOOLEAN,
	SCALAR_HEXADECIMAL,
	SCALAR_OCTAL,
	SCALAR_LEADING_ZERO,
	SCALAR_BINARY,
	SCALAR_GROUPED,
	SCALAR_PLUS,
	SCALAR_NEGATIVE,
	SCALAR_FRACTION,
	SCALAR_SEXAGESIMAL
};

static enum scalar_type scalar_type_of(struct text text)
{
	size_t cursor = 0, marker = 0;
	enum scalar_type type = SCALAR_OTHER;
	(void)marker;
	/*!re2c
	digits = [0-9]+;

	"~" | 'null' { type = SCALAR_NULL; goto done; }
	'y' | 'yes' | 'n' | 'no' | 'true' | 'false' | 'on' | 'off' {
		type = SCALAR_BOOLEAN;
		goto done;
	}
	"0x" [0-9a-fA-F]+ { type = SCALAR_HEXADECIMAL; goto done; }
	"0o" [0-7]+ { type = SCALAR_OCTAL; goto done; }
	"0" digits { type = SCALAR_LEADING_ZERO; goto done; }
	"0b" [01]+ { type = SCALAR_BINARY; goto done; }
	[1-9] [0-9]* ([_,' ] digits)+ { type = SCALAR_GROUPED; goto done; }
	"+" digits { type = SCALAR_PLUS; goto done; }
	"-" digits { type = SCALAR_NEGATIVE; goto done; }
	[-+]? (digits "." [0-9]* | "." digits | digits ("." [0-9]*)? [eE] [-+]? digits | "." 'inf' |
	    "." 'nan') {
		type = SCALAR_FRACTION;
		goto done;
	}
	[1-9] [0-9]* (":" [0-5]? [0-9])+ { type = SCALAR_SEXAGESIMAL; goto done; }
	* { return SCALAR_OTHER; }
	*/
done:
	return cursor == text.length ? type : SCALAR_OTHER;
}

static const char *const remarks[] = {
    [SCALAR_OTHER] = "",
    [SCALAR_NULL] = ", which many YAML readers take for null",
    [SCALAR_BOOLEAN] = ", which many YAML readers take for a truth value",
    [SCALAR_HEXADECIMAL] = ", a hexadecimal number",
    [SCALAR_OCTAL] = ", an octal number",
    [SCALAR_LEADING_ZERO] = ", which some YAML readers take for an octal number",
    [SCALAR_BINARY] = ", a binary number",
    [SCALAR_GROUPED] = ", a number with grouped digits",
    [SCALAR_PLUS] = ", a number with a sign",
    [SCALAR_NEGATIVE] = ", a negative number",
    [SCALAR_FRACTION] = ", a fraction",
    [SCALAR_SEXAGESIMAL] = ", which some YAML readers take for a number to the base 60",
};

bool scan_is_null(struct text text)
{
	return scalar_type_of(text) == SCALAR_NULL;
}

bool scan_digits(struct text digits, uint64_t *value)
{
	uint64_t sum = 0;
	for (size_t i = 0; i < digits.length; i++)
		if (__builtin_mul_overflow(sum, 10u, &sum) ||
		    __builtin_add_overflow(sum, (uint64_t)(digits.data[i] - '0'), &sum))
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

static void write_decimal(struct arena *arena, struct text text, int base, struct scan_fault *fault)
{
	enum { PREFIX = 2, LENGTH_MAX = 17 }; /* all of so many digits are below 2^64 */
	const char *digits = text_copy(arena, text.data + PREFIX, text.length - PREFIX).data;
	if (text.length <= LENGTH_MAX)
		scan_write(arena, fault,
		           arena_printf(arena, "%llu", strtoull(digits, NULL, base)), NULL);
	else
		fault->hint = "write it in decimal";
}

/* 017 is 17 to some readers of YAML, 15 to others. */
static void write_leading_zero(struct arena *arena, struct text text, struct scan_fault *fault)
{
	enum { LENGTH_MAX = 18 };
	const char *digits = text_copy(arena, text.data, text.length).data;
	size_t zeros = strspn(digits, "0");
	bool may_be_octal = text.length <= LENGTH_MAX && !digits[strspn(digits, "01234567")];
	const char *decimal = zeros == text.length ? "0" : digits + zeros;
	if (zeros == text.length || !may_be_octal) {
		scan_write(arena, fault, decimal, NULL);
		return;
	}
	unsigned long long octal = strtoull(digits, NULL, 8);
	fault->choices = arena_printf(arena, "%s\n%llu", decimal, octal);
	fault->hint = arena_printf(arena, "write %s, or %llu if octal was meant", decimal, octal);
}

static void write_number(struct arena *arena, struct text text, enum scalar_type type,
                         struct scan_fault *fault)
{
	switch (type) {
	case SCALAR_HEXADECIMAL:
		write_decimal(arena, text, 16, fault);
		break;
	case SCALAR_OCTAL:
		write_decimal(arena, text, 8, fault);
		break;
	case SCALAR_BINARY:
		write_decimal(arena, text, 2, fault);
		break;
	case SCALAR_LEADING_ZERO:
		write_leading_zero(arena, text, fault);
		break;
	case SCALAR_GROUPED:
	case SCALAR_PLUS:
		scan_write(arena, fault, only_digits(arena, text), NULL);
		break;
	default:
		break;
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
	return arena_printf(arena, "'%s%s'",
	                    text_printable(arena, (struct text){text.data, length}).data,
	                    length < text.length ? "..." : "");
}

bool scan_refuse(struct arena *arena, struct text text, const char *expected, const char *hint,
                 struct scan_fault *fault)
{
	*fault = (struct scan_fault){.message = arena_printf(arena, "expected %s, saw %s%s",
	                                                     expected, quoted(arena, text),
	                                                     remarks[scalar_type_of(text)]),
	                             .hint = hint};
	return false;
}

bool scan_refuse_number(struct arena *arena, struct text text, const char *expected,
                        struct scan_fault *fault)
{
	scan_refuse(arena, text, expected, NULL, fault);
	write_number(arena, text, scalar_type_of(text), fault);
	return false;
}

static void say(struct arena *arena, struct scan_fault *fault, const char *write,
                const char *remark)
{
	fault->hint = arena_printf(arena, "write %s%s%s", write, remark ? "; " : "",
	                           remark ? remark : "");
}

bool scan_write(struct arena *arena, struct scan_fault *fault, const char *write,
                const char *remark)
{
	fault->write = write;
	say(arena, fault, write, remark);
	return false;
}

bool scan_choose(struct arena *arena, struct scan_fault *fault, const char *write,
                 const char *remark)
{
	fault->choices = write;
	say(arena, fault, write, remark);
	return false;
}
