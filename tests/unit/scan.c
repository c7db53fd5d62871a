#include "base/scan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct arena *arena;

static int make_arena(void **state)
{
	(void)state;
	arena = arena_create();
	return 0;
}

static int drop_arena(void **state)
{
	(void)state;
	arena_destroy(arena);
	return 0;
}

typedef bool scanner(struct arena *arena, struct text text, uint64_t *value,
                     struct scan_fault *fault);

static bool scan_both(struct arena *own, struct text text, uint64_t *value,
                      struct scan_fault *fault)
{
	uint64_t gid = 0;
	bool is_user = scan_user(own, text, value, &gid, fault);
	*value = *value << 32 | gid;
	return is_user;
}

static bool scan_truth(struct arena *own, struct text text, uint64_t *value,
                       struct scan_fault *fault)
{
	bool truth = false;
	bool is_bool = scan_bool(own, text, &truth, fault);
	*value = truth;
	return is_bool;
}

#define WITHOUT_VALUE(name)                                                                        \
	static bool only_##name(struct arena *own, struct text text, uint64_t *value,              \
	                        struct scan_fault *fault)                                          \
	{                                                                                          \
		*value = 1;                                                                        \
		return scan_##name(own, text, fault);                                              \
	}
WITHOUT_VALUE(date)
WITHOUT_VALUE(sha256)
WITHOUT_VALUE(name)
WITHOUT_VALUE(path)
WITHOUT_VALUE(env_name)
WITHOUT_VALUE(env_pattern)

struct good {
	const char *string;
	uint64_t value;
};

/* message and hint: a part of each; hint NULL for none. */
struct bad {
	const char *string, *message, *hint;
};

/* Each text also out of a longer one: the bytes behind it do not count. */
static void accepts(scanner *scan, const struct good *rows, size_t count)
{
	for (const struct good *row = rows; row < rows + count; row++) {
		const char *longer = arena_printf(arena, "%s0M9:/", row->string);
		const struct text texts[] = {text_of(row->string), {longer, strlen(row->string)}};
		for (size_t i = 0; i < 2; i++) {
			struct scan_fault fault = {0};
			uint64_t value = ~row->value;
			if (!scan(arena, texts[i], &value, &fault))
				fail_msg("'%s' is refused: %s", row->string, fault.message);
			if (value != row->value)
				fail_msg("'%s' is %llu", row->string, (unsigned long long)value);
		}
	}
}

static bool holds(const char *string, const char *part)
{
	return part ? string && strstr(string, part) : !string;
}

static void refuses(scanner *scan, const struct bad *rows, size_t count)
{
	for (const struct bad *row = rows; row < rows + count; row++) {
		struct scan_fault fault = {0};
		uint64_t value = 0;
		if (scan(arena, text_of(row->string), &value, &fault))
			fail_msg("'%s' is accepted", row->string);
		if (!holds(fault.message, row->message) || !holds(fault.hint, row->hint))
			fail_msg("'%s': %s | %s", row->string, fault.message,
			         fault.hint ? fault.hint : "(no hint)");
	}
}

#define ACCEPTS(scan, ...)                                                                         \
	accepts(scan, (const struct good[]){__VA_ARGS__},                                          \
	        sizeof((const struct good[]){__VA_ARGS__}) / sizeof(struct good))
#define REFUSES(scan, ...)                                                                         \
	refuses(scan, (const struct bad[]){__VA_ARGS__},                                           \
	        sizeof((const struct bad[]){__VA_ARGS__}) / sizeof(struct bad))

static void refuses_nul(scanner *scan, const char *good)
{
	struct scan_fault fault = {0};
	uint64_t value = 0;
	size_t length = strlen(good);
	char *bytes = arena_alloc(arena, length + 3);
	memcpy(bytes, good, length);
	assert_true(scan(arena, (struct text){bytes, length}, &value, &fault));
	assert_false(scan(arena, (struct text){bytes, length + 1}, &value, &fault));
	assert_false(scan(arena, (struct text){bytes + length, 1}, &value, &fault));
}

static void test_number(void **state)
{
	(void)state;
	ACCEPTS(scan_number, {"0", 0}, {"1", 1}, {"4096", 4096},
	        {"18446744073709551615", UINT64_MAX});
	REFUSES(scan_number, {"18446744073709551616", "up to 18446744073709551615", NULL},
	        {"99999999999999999999999999", "up to", NULL}, {"", "saw nothing", NULL},
	        {" 1", "expected a number, saw ' 1'", NULL}, {"1 ", "saw '1 '", NULL},
	        {"1\n", "saw '1\\n'", NULL}, {"-1", "negative", NULL},
	        {"+1", "with a sign", "write 1"}, {"1.0", "a fraction", NULL},
	        {"1.", "a fraction", NULL}, {"1e3", "a fraction", NULL}, {"x", "saw 'x'", NULL});
	refuses_nul(scan_number, "1");
}

/* What YAML 1.1 or 1.2 readers would make a number, a truth value or null of. */
static void test_foreign_dress(void **state)
{
	(void)state;
	REFUSES(scan_number, {"no", "a truth value", NULL}, {"on", "a truth value", NULL},
	        {"YES", "a truth value", NULL}, {"~", "for null", NULL}, {"Null", "for null", NULL},
	        {"0x10", "hexadecimal", "16"}, {"0o17", "octal", "15"}, {"0b101", "binary", "5"},
	        {"017", "octal", "write 17, or 15 if octal was meant"}, {"08", "octal", "write 8"},
	        {"00", "octal", "write 0"}, {"1_000", "grouped", "write 1000"},
	        {"1,000,000", "grouped", "write 1000000"}, {"1:20", "base 60", NULL},
	        {".inf", "fraction", NULL}, {"0xffffffffffffffffff", "hexadecimal", "decimal"});
}

static void test_size(void **state)
{
	(void)state;
	ACCEPTS(scan_size, {"1K", 1024}, {"512M", 512u << 20}, {"1G", 1u << 30},
	        {"3T", (uint64_t)3 << 40}, {"8388607T", (uint64_t)8388607 << 40},
	        {"9007199254740991K", (uint64_t)9007199254740991 << 10});
	REFUSES(scan_size, {"8388608T", "below 8388608T", NULL},
	        {"9007199254740992K", "below 8388608T", NULL},
	        {"18446744073709551617K", "below 8388608T", NULL}, {"0M", "above 0", NULL},
	        {"512", "its unit", "write the unit"}, {"512B", "its unit", "write the unit"},
	        {"512m", "its unit", "write 512M"}, {"512MB", "its unit", "write 512M"},
	        {"512MiB", "its unit", "write 512M"}, {"512 M", "its unit", "write 512M"},
	        {"1.5G", "its unit", "write 1536M"}, {"2.5 TB", "its unit", "write 2560G"},
	        {"0.3G", "its unit", "whole number"}, {"0.0G", "its unit", "whole number"},
	        {"0 MB", "its unit", NULL}, {"9999999 TiB", "its unit", NULL},
	        {"18446744073709551615.5G", "its unit", "whole number"},
	        {"512M ", "its unit", NULL}, {"512MM", "its unit", NULL},
	        {"512P", "its unit", NULL}, {"-1M", "its unit", NULL}, {"01M", "its unit", NULL},
	        {"M", "its unit", NULL}, {"", "saw nothing", NULL}, {"1_000", "grouped", NULL},
	        {"no", "a truth value", NULL});
	refuses_nul(scan_size, "1M");
}

static void test_duration(void **state)
{
	(void)state;
	ACCEPTS(scan_duration, {"1ms", 1}, {"30s", 30000}, {"15m", 900000}, {"2h", 7200000},
	        {"1d", 86400000}, {"106751991167d", (uint64_t)106751991167 * 86400000},
	        {"9223372036854775807ms", INT64_MAX});
	REFUSES(scan_duration, {"106751991168d", "below", NULL},
	        {"9223372036854775808ms", "below", NULL}, {"0s", "above 0", NULL},
	        {"15", "its unit", "write the unit"}, {"15M", "its unit", "write 15m"},
	        {"15min", "its unit", "write 15m"}, {"15 sec", "its unit", "write 15s"},
	        {"5 MS", "its unit", "write 5ms"}, {"1h30m", "its unit", "write 90m"},
	        {"1.5h", "its unit", "write 90m"}, {"0.5ms", "its unit", "whole number"},
	        {"1h0m30s", "its unit", "write 3630s"}, {"0h0m", "its unit", "one number"},
	        {"0 min", "its unit", NULL}, {"1:30", "base 60", NULL},
	        {"15w", "its unit", "the units are"}, {"15 minutes", "its unit", "the units are"},
	        {"", "saw nothing", NULL});
	refuses_nul(scan_duration, "1m");
}

static void test_mode(void **state)
{
	(void)state;
	ACCEPTS(scan_mode, {"000", 0}, {"755", 0755}, {"0755", 0755}, {"1777", 01777},
	        {"7777", 07777});
	REFUSES(scan_mode, {"0o755", "in octal", "write 755"}, {"75", "in octal", "three or four"},
	        {"00755", "in octal", "three or four"}, {"788", "in octal", "three or four"},
	        {"rwxr-xr-x", "in octal", "three or four"}, {"", "saw nothing", "three or four"});
	refuses_nul(scan_mode, "755");
}

static void test_user(void **state)
{
	(void)state;
	ACCEPTS(scan_both, {"0:0", 0}, {"1000:100", (uint64_t)1000 << 32 | 100},
	        {"4294967294:4294967294", (uint64_t)4294967294 << 32 | 4294967294});
	REFUSES(scan_both, {"4294967295:0", "up to 4294967294", NULL},
	        {"0:4294967295", "up to 4294967294", NULL},
	        {"4294967296:0", "up to 4294967294", NULL},
	        {"18446744073709551616:0", "up to 4294967294", NULL},
	        {"1000", "user and group", "1000:1000"}, {"1", "user and group", "1:1"},
	        {"root", "user and group", "numbers"}, {"root:root", "user and group", "numbers"},
	        {"1000:", "user and group", NULL}, {":1000", "user and group", NULL},
	        {"1000:1000:1", "user and group", NULL}, {"-1:0", "user and group", NULL},
	        {"01:0", "user and group", NULL}, {"1 :0", "user and group", NULL},
	        {"", "saw nothing", NULL});
	refuses_nul(scan_both, "1:1");
}

static void test_date(void **state)
{
	(void)state;
	ACCEPTS(only_date, {"1970-01-01", 1}, {"2027-06-30", 1}, {"2024-02-29", 1},
	        {"2000-02-29", 1}, {"9999-12-31", 1});
	REFUSES(only_date, {"1969-12-31", "calendar", NULL}, {"2023-02-29", "calendar", NULL},
	        {"2100-02-29", "calendar", NULL}, {"2024-04-31", "calendar", NULL},
	        {"2024-13-01", "calendar", NULL}, {"2024-00-10", "calendar", NULL},
	        {"2024-01-00", "calendar", NULL}, {"2024-1-1", "YYYY-MM-DD", NULL},
	        {"2024-01-01T00:00", "YYYY-MM-DD", NULL}, {"01/02/2024", "YYYY-MM-DD", NULL},
	        {"", "saw nothing", NULL});
	refuses_nul(only_date, "2024-02-29");
}

#define HEX63 "123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static void test_sha256(void **state)
{
	(void)state;
	ACCEPTS(only_sha256, {"0" HEX63, 1});
	REFUSES(only_sha256, {HEX63, "64 hexadecimal digits", NULL},
	        {"00" HEX63, "64 hexadecimal digits", NULL},
	        {"sha256:0" HEX63, "64 hexadecimal digits", "write 0" HEX63},
	        {"A" HEX63, "64 hexadecimal digits", "write a" HEX63},
	        {"g" HEX63, "64 hexadecimal digits", NULL}, {"", "saw nothing", NULL});
}

static void test_bool(void **state)
{
	(void)state;
	ACCEPTS(scan_truth, {"true", 1}, {"false", 0});
	REFUSES(scan_truth, {"True", "true or false", "write true"},
	        {"yes", "true or false", "write true"}, {"on", "true or false", "write true"},
	        {"1", "true or false", "write true"}, {"no", "true or false", "write false"},
	        {"OFF", "true or false", "write false"}, {"0", "true or false", "write false"},
	        {"truer", "true or false", NULL}, {"~", "for null", NULL},
	        {"", "saw nothing", NULL});
	refuses_nul(scan_truth, "true");
}

static const char *repeated(char character, size_t count)
{
	char *string = arena_alloc(arena, count + 1);
	memset(string, character, count);
	return string;
}

static void test_name(void **state)
{
	(void)state;
	ACCEPTS(only_name, {"doc-to-pixels", 1}, {"_", 1}, {"9.a_b-", 1}, {"no", 1},
	        {repeated('a', 64), 1});
	REFUSES(only_name, {repeated('a', 65), "at most 64", NULL},
	        {"-a", "a name of letters", NULL}, {".a", "a name of letters", NULL},
	        {"a b", "a name of letters", NULL}, {"a/b", "a name of letters", NULL},
	        {"\xc3\xa4", "a name of letters", NULL}, {"a\n", "a name of letters", NULL},
	        {"", "saw nothing", NULL});
	refuses_nul(only_name, "a");
}

static void test_env(void **state)
{
	(void)state;
	ACCEPTS(only_env_name, {"PATH", 1}, {"_a9", 1});
	REFUSES(only_env_name, {"9A", "environment variable", NULL},
	        {"A-B", "environment variable", NULL},
	        {"A=", "environment variable", "NAME: value"},
	        {"$A", "environment variable", "write A"}, {"LC_*", "environment variable", NULL},
	        {"", "saw nothing", NULL});
	ACCEPTS(only_env_pattern, {"LANG", 1}, {"LC_*", 1});
	REFUSES(only_env_pattern, {"*", "environment variable", "every secret"},
	        {"*_A", "environment variable", NULL}, {"A*B", "environment variable", NULL},
	        {"A**", "environment variable", NULL}, {"A?", "environment variable", NULL},
	        {"A=", "environment variable", "env.set"}, {"", "saw nothing", NULL});
	refuses_nul(only_env_name, "A");
	refuses_nul(only_env_pattern, "A*");
}

/* A path of the given length whose components have 100 bytes. */
static const char *long_path(size_t length)
{
	char *path = arena_alloc(arena, length + 1);
	for (size_t i = 0; i < length; i++)
		path[i] = i % 101 == 0 && i + 1 < length ? '/' : 'a';
	return path;
}

static void test_path(void **state)
{
	(void)state;
	ACCEPTS(only_path, {"/", 1}, {"/usr", 1}, {"/etc/ssl/certs", 1}, {"/..a/.b/c..d/...", 1},
	        {"/with space/\xc3\xa4/*", 1}, {long_path(4095), 1},
	        {arena_printf(arena, "/%s", repeated('a', 255)), 1});
	REFUSES(
	    only_path, {long_path(4096), "at most 4095 bytes", NULL},
	    {arena_printf(arena, "/%s", repeated('a', 256)), "at most 255 bytes", NULL},
	    {"", "saw nothing", NULL}, {"usr", "an absolute path", "write /usr"},
	    {"./usr", "an absolute path",
	     "write the whole path: a policy begins at /, wherever it lies"},
	    {"/usr/", "without '/' at its end", "write /usr"},
	    {"//", "without '/' at its end", "write /"}, {"//usr", "without '//'", "write /usr"},
	    {"/usr//lib", "without '//'", "write /usr/lib"},
	    {"/usr/./lib", "without '.' and '..'", "write /usr/lib"},
	    {"/.", "without '.' and '..'", "write /"},
	    {"/opt/../secret", "without '.' and '..'", "write /secret"},
	    {"/../../a/b/..", "without '.' and '..'", "write /a"},
	    {"~/x", "an absolute path", "home directory"},
	    {"$HOME/x", "an absolute path", "no variables"}, {"no", "a truth value", "write /no"},
	    {"null", "for null", NULL}, {"/a\nb", "saw '/a\\nb'", NULL}, {"/a\x7f", "\\x7f", NULL},
	    {"/a\xe2\x80\xae", "\\u202e", NULL}, {"/a\xc2\x85", "\\x85", NULL},
	    {"/a\xff", "\\xff", NULL}, {"/a\xc0\xaf", "\\xc0\\xaf", NULL},
	    {"/a\xed\xa0\x80", "\\xed\\xa0\\x80", NULL});
	refuses_nul(only_path, "/a");
}

static void test_long_values_are_cut(void **state)
{
	(void)state;
	struct scan_fault fault = {0};
	uint64_t value = 0;
	assert_false(scan_number(arena, text_of(repeated('x', 10000)), &value, &fault));
	assert_true(strlen(fault.message) < 120);
	assert_non_null(strstr(fault.message, "xxx...'"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_number),
	    cmocka_unit_test(test_foreign_dress),
	    cmocka_unit_test(test_size),
	    cmocka_unit_test(test_duration),
	    cmocka_unit_test(test_mode),
	    cmocka_unit_test(test_user),
	    cmocka_unit_test(test_date),
	    cmocka_unit_test(test_sha256),
	    cmocka_unit_test(test_bool),
	    cmocka_unit_test(test_name),
	    cmocka_unit_test(test_env),
	    cmocka_unit_test(test_path),
	    cmocka_unit_test(test_long_values_are_cut),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, make_arena, drop_arena);
}
