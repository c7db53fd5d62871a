#include "base/scan.h"

#include "base/scan_refuse.h"

#include <ctype.h>
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

number = "0" | [1-9] [0-9]*;
*/

/* Each scanner takes the longest match and wants it to be the whole text: that anchors both ends.
 * The byte behind the text reads as NUL, which no pattern holds. */

static struct text slice(struct text text, size_t start, size_t end)
{
	return (struct text){text.data + start, end - start};
}

static size_t leading_digits(struct text text)
{
	size_t count = 0;
	while (count < text.length && text.data[count] >= '0' && text.data[count] <= '9')
		count++;
	return count;
}

static size_t leading_blanks(struct text text, size_t at)
{
	size_t count = 0;
	while (at + count < text.length && text.data[at + count] == ' ')
		count++;
	return count;
}

bool scan_number(struct arena *arena, struct text text, uint64_t *value, struct scan_fault *fault)
{
	size_t cursor = 0, marker = 0;
	(void)marker;
	/*!re2c
	number { goto digits; }
	* { return scan_refuse_number(arena, text, "a number", fault); }
	*/
digits:
	if (cursor != text.length)
		return scan_refuse_number(arena, text, "a number", fault);
	if (!scan_digits(text, value))
		return scan_refuse(arena, text, "a number up to 18446744073709551615", NULL, fault);
	return true;
}

static const char *const size_units[] = {"K", "M", "G", "T", NULL};
static const char *const duration_units[] = {"ms", "s", "m", "h", "d", NULL};

/* "5" with each unit; nothing for 0, which is none of any. */
static const char *with_units(struct arena *arena, struct text text, const char *const *units)
{
	const char *choices = NULL;
	uint64_t count;
	struct text digits = slice(text, 0, leading_digits(text));
	if (!scan_digits(digits, &count) || count == 0)
		return NULL;
	for (; *units; units++)
		choices = arena_printf(arena, "%s%s%llu%s", choices ? choices : "",
		                       choices ? "\n" : "", (unsigned long long)count, *units);
	return choices;
}

static const char size_wanted[] = "a size with its unit, such as 512M";

static unsigned int size_shift(char unit)
{
	switch (unit) {
	case 'K':
		return 10;
	case 'M':
		return 20;
	case 'G':
		return 30;
	default:
		return 40;
	}
}

static bool size_value(struct arena *arena, struct text text, uint64_t *bytes,
                       struct scan_fault *fault)
{
	uint64_t count = 0;
	size_t unit = leading_digits(text);
	if (!scan_digits(slice(text, 0, unit), &count) ||
	    count > (uint64_t)INT64_MAX >> size_shift(text.data[unit]))
		return scan_refuse(arena, text, "a size below 8388608T", NULL, fault);
	if (count == 0)
		return scan_refuse(arena, text, "a size above 0", NULL, fault);
	*bytes = count << size_shift(text.data[unit]);
	return true;
}

static const char *size_text(struct arena *arena, struct text text)
{
	size_t digits = leading_digits(text), unit = digits + leading_blanks(text, digits);
	char letter = (char)(text.data[unit] & ~0x20);
	return arena_printf(arena, "%.*s%c", (int)digits, text.data, letter);
}

/* 1.5 times factor as a number, NULL when it is none or too large. */
static const char *times(struct arena *arena, struct text text, uint64_t factor, const char *unit)
{
	uint64_t whole = 0, part = 0, scale = 1, scaled = 0, sum = 0;
	size_t point = leading_digits(text);
	struct text rest = slice(text, point + 1, text.length);
	size_t decimals = leading_digits(rest);
	for (size_t i = 0; i < decimals; i++)
		if (__builtin_mul_overflow(scale, 10u, &scale))
			return NULL;
	if (!scan_digits(slice(text, 0, point), &whole) ||
	    !scan_digits(slice(rest, 0, decimals), &part) ||
	    __builtin_mul_overflow(part, factor, &scaled) || scaled % scale != 0 ||
	    __builtin_mul_overflow(whole, factor, &sum) ||
	    __builtin_add_overflow(sum, scaled / scale, &sum) || sum == 0)
		return NULL;
	return arena_printf(arena, "%llu%s", (unsigned long long)sum, unit);
}

/* "1.5 GB" is 1536M. */
static const char *size_in_smaller(struct arena *arena, struct text text)
{
	static const char *const smaller[] = {"K", "M", "G"};
	size_t unit = strspn(text.data, "0123456789. ");
	switch (text.data[unit] & ~0x20) {
	case 'M':
		return times(arena, text, 1024, smaller[0]);
	case 'G':
		return times(arena, text, 1024, smaller[1]);
	case 'T':
		return times(arena, text, 1024, smaller[2]);
	default:
		return NULL;
	}
}

bool scan_size(struct arena *arena, struct text text, uint64_t *bytes, struct scan_fault *fault)
{
	size_t cursor = 0, marker = 0;
	const char *hint = NULL, *write = NULL, *choices = NULL;
	(void)marker;
	/*!re2c
	number [KMGT] {
		if (cursor == text.length)
			return size_value(arena, text, bytes, fault);
		goto refuse;
	}
	number [ ]* [KMGTkmgt] 'i'? 'b'? {
		if (cursor == text.length)
			write = size_text(arena, text);
		goto refuse;
	}
	number [ ]* 'b'? {
		if (cursor == text.length)
			choices = with_units(arena, text, size_units);
		hint = choices ? "write the unit: K, M, G or T, powers of 1024" : NULL;
		goto refuse;
	}
	[0-9]+ "." [0-9]+ [ ]* [KMGTkmgt] 'i'? 'b'? {
		hint = "write a whole number of a smaller unit";
		if (cursor == text.length)
			write = size_in_smaller(arena, text);
		goto refuse;
	}
	* { goto refuse; }
	*/
refuse:
	scan_refuse(arena, text, size_wanted, hint, fault);
	fault->choices = choices;
	return write &&
	       scan_size(arena, text_of(write), &(uint64_t){0}, &(struct scan_fault){0}) &&
	       scan_write(arena, fault, write, "K, M, G and T are powers of 1024");
}

static const char duration_wanted[] = "a duration with its unit, such as 15m";

static uint64_t duration_unit(struct text unit)
{
	if (unit.length == 2)
		return 1;
	switch (unit.data[0]) {
	case 's':
		return 1000;
	case 'm':
		return 60 * 1000;
	case 'h':
		return 60 * 60 * 1000;
	default:
		return 24 * 60 * 60 * 1000;
	}
}

static bool duration_value(struct arena *arena, struct text text, uint64_t *milliseconds,
                           struct scan_fault *fault)
{
	uint64_t count = 0;
	size_t unit = leading_digits(text);
	uint64_t factor = duration_unit(slice(text, unit, text.length));
	if (!scan_digits(slice(text, 0, unit), &count) || count > (uint64_t)INT64_MAX / factor)
		return scan_refuse(arena, text, "a duration below 106751991168d", NULL, fault);
	if (count == 0)
		return scan_refuse(arena, text, "a duration above 0", NULL, fault);
	*milliseconds = count * factor;
	return true;
}

static const char *duration_text(struct arena *arena, struct text text)
{
	size_t digits = leading_digits(text), unit = digits + leading_blanks(text, digits);
	const char *second = text.length - unit == 2 ? "s" : "";
	return arena_printf(arena, "%.*s%c%s", (int)digits, text.data, text.data[unit] | 0x20,
	                    second);
}

/* In the largest unit that leaves a whole number; NULL for none. */
static const char *duration_of(struct arena *arena, uint64_t milliseconds)
{
	static const char *const units[] = {"d", "h", "m", "s", "ms"};
	for (size_t i = 0; i < sizeof units / sizeof units[0] && milliseconds > 0; i++) {
		uint64_t factor = duration_unit(text_of(units[i]));
		if (milliseconds % factor == 0)
			return arena_printf(arena, "%llu%s",
			                    (unsigned long long)(milliseconds / factor), units[i]);
	}
	return NULL;
}

/* "1h30m" is 90m. */
static const char *duration_sum(struct arena *arena, struct text text)
{
	uint64_t sum = 0;
	for (size_t at = 0; at < text.length;) {
		struct text rest = slice(text, at, text.length);
		size_t digits = leading_digits(rest);
		size_t unit = strcspn(rest.data + digits, "0123456789");
		uint64_t count = 0;
		if (!scan_digits(slice(rest, 0, digits), &count) ||
		    __builtin_mul_overflow(
		        count, duration_unit((struct text){rest.data + digits, unit}), &count) ||
		    __builtin_add_overflow(sum, count, &sum))
			return NULL;
		at += digits + unit;
	}
	return duration_of(arena, sum);
}

/* "1.5h" is 90m. */
static const char *duration_in_smaller(struct arena *arena, struct text text)
{
	size_t unit = strspn(text.data, "0123456789.");
	uint64_t sum = 0;
	const char *milliseconds =
	    times(arena, text, duration_unit(slice(text, unit, text.length)), "");
	return milliseconds && scan_digits(text_of(milliseconds), &sum) ? duration_of(arena, sum)
	                                                                : NULL;
}

bool scan_duration(struct arena *arena, struct text text, uint64_t *milliseconds,
                   struct scan_fault *fault)
{
	size_t cursor = 0, marker = 0;
	const char *hint = NULL, *write = NULL, *choices = NULL;
	(void)marker;
	/*!re2c
	unit = "ms" | [smhd];

	number unit {
		if (cursor == text.length)
			return duration_value(arena, text, milliseconds, fault);
		goto refuse;
	}
	number [ ]* ('ms' | 'sec' | 's' | 'm' | 'min' | 'h' | 'd') {
		if (cursor == text.length)
			write = duration_text(arena, text);
		goto refuse;
	}
	number {
		if (cursor == text.length)
			choices = with_units(arena, text, duration_units);
		hint = choices ? "write the unit: ms, s, m, h or d" : NULL;
		goto refuse;
	}
	number unit (number unit)+ {
		hint = "write one number and one unit";
		if (cursor == text.length)
			write = duration_sum(arena, text);
		goto refuse;
	}
	[0-9]+ "." [0-9]+ unit {
		hint = "write a whole number of a smaller unit";
		if (cursor == text.length)
			write = duration_in_smaller(arena, text);
		goto refuse;
	}
	number [ ]* [a-zA-Z]+ {
		if (cursor == text.length)
			hint = "the units are ms, s, m, h and d, with no space before them";
		goto refuse;
	}
	* { goto refuse; }
	*/
refuse:
	scan_refuse(arena, text, duration_wanted, hint, fault);
	fault->choices = choices;
	return write &&
	       scan_duration(arena, text_of(write), &(uint64_t){0}, &(struct scan_fault){0}) &&
	       scan_write(arena, fault, write, "the units are ms, s, m, h and d");
}

bool scan_mode(struct arena *arena, struct text text, uint64_t *mode, struct scan_fault *fault)
{
	static const char wanted[] = "permission bits in octal, such as 1777 or 0755";
	size_t cursor = 0, marker = 0;
	const char *write = NULL;
	(void)marker;
	/*!re2c
	[0-7]{3} | [0-7]{4} { if (cursor != text.length) goto refuse; goto digits; }
	"0o" [0-7]{3,4} {
		if (cursor == text.length)
			write = text_copy(arena, text.data + 2, text.length - 2).data;
		goto refuse;
	}
	* { goto refuse; }
	*/
digits:
	*mode = 0;
	for (size_t i = 0; i < text.length; i++)
		*mode = *mode << 3 | (uint64_t)(text.data[i] - '0');
	return true;
refuse:
	scan_refuse(arena, text, wanted, "write three or four octal digits, such as 755", fault);
	return write && scan_write(arena, fault, write, NULL);
}

bool scan_user(struct arena *arena, struct text text, uint64_t *uid, uint64_t *gid,
               struct scan_fault *fault)
{
	size_t colon = 0;
	static const char wanted[] = "a numeric user and group, such as 1000:1000";
	size_t cursor = 0, marker = 0;
	const char *hint = NULL, *write = NULL;
	(void)marker;
	/*!re2c
	number ":" number { if (cursor != text.length) goto refuse; goto numbers; }
	number {
		if (cursor == text.length)
			write = arena_printf(arena, "%.*s:%.*s", (int)text.length, text.data,
			                     (int)text.length, text.data);
		goto refuse;
	}
	[A-Za-z_] [A-Za-z0-9_-]* (":" [A-Za-z0-9_-]+)? {
		if (cursor == text.length)
			hint = "write numbers: names mean different numbers in different images";
		goto refuse;
	}
	* { goto refuse; }
	*/
numbers:
	colon = leading_digits(text);
	if (!scan_digits(slice(text, 0, colon), uid) ||
	    !scan_digits(slice(text, colon + 1, text.length), gid) || *uid >= UINT32_MAX ||
	    *gid >= UINT32_MAX)
		return scan_refuse(arena, text, "a user and a group up to 4294967294", NULL, fault);
	return true;
refuse:
	scan_refuse(arena, text, wanted, hint, fault);
	return write && scan_choose(arena, fault, write, "the second is the group");
}

static unsigned int days_in(unsigned int year, unsigned int month)
{
	static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return days[month - 1] + (unsigned int)(month == 2 && is_leap);
}

bool scan_date(struct arena *arena, struct text text, struct scan_fault *fault)
{
	static const char wanted[] = "a date as YYYY-MM-DD, such as 2027-06-30";
	size_t cursor = 0, marker = 0;
	uint64_t year = 0, month = 0, day = 0;
	(void)marker;
	/*!re2c
	[0-9]{4} "-" [0-9]{2} "-" [0-9]{2} { if (cursor != text.length) goto refuse; goto digits; }
	* { goto refuse; }
	*/
digits:
	if (scan_digits(slice(text, 0, 4), &year) && scan_digits(slice(text, 5, 7), &month) &&
	    scan_digits(slice(text, 8, 10), &day) && year >= 1970 && month >= 1 && month <= 12 &&
	    day >= 1 && day <= days_in((unsigned int)year, (unsigned int)month))
		return true;
	return scan_refuse(arena, text, "a day of the calendar from 1970 on", NULL, fault);
refuse:
	return scan_refuse(arena, text, wanted, NULL, fault);
}

/* The last 64, in lower case. */
static const char *lower_digits(struct arena *arena, struct text text)
{
	enum { DIGITS = 64 };
	char *digits = arena_printf(arena, "%s", text.data + text.length - DIGITS);
	for (size_t i = 0; i < DIGITS; i++)
		digits[i] = (char)tolower((unsigned char)digits[i]);
	return digits;
}

bool scan_sha256(struct arena *arena, struct text text, struct scan_fault *fault)
{
	size_t cursor = 0, marker = 0;
	const char *write = NULL;
	(void)marker;
	/*!re2c
	[0-9a-f]{64} { if (cursor == text.length) return true; goto refuse; }
	"sha256:"? [0-9a-fA-F]{64} {
		if (cursor == text.length)
			write = lower_digits(arena, text);
		goto refuse;
	}
	* { goto refuse; }
	*/
refuse:
	scan_refuse(arena, text, "a SHA-256 of 64 hexadecimal digits", NULL, fault);
	return write && scan_write(arena, fault, write, NULL);
}

bool scan_bool(struct arena *arena, struct text text, bool *value, struct scan_fault *fault)
{
	size_t cursor = 0, marker = 0;
	const char *write = NULL;
	(void)marker;
	/*!re2c
	"true" { if (cursor != text.length) goto refuse; *value = true; return true; }
	"false" { if (cursor != text.length) goto refuse; *value = false; return true; }
	'true' | 'yes' | 'y' | 'on' | "1" {
		if (cursor == text.length)
			write = "true";
		goto refuse;
	}
	'false' | 'no' | 'n' | 'off' | "0" {
		if (cursor == text.length)
			write = "false";
		goto refuse;
	}
	* { goto refuse; }
	*/
refuse:
	scan_refuse(arena, text, "true or false", NULL, fault);
	return write && scan_write(arena, fault, write, NULL);
}
