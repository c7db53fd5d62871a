#include "view/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct arena *arena;

static int setup(void **state)
{
	(void)state;
	arena = arena_create();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_destroy(arena);
	return 0;
}

static struct json_document read_text(const char *text)
{
	return json_read(arena, text_of(text));
}

static void members_in_order(void **state)
{
	struct json_document document = read_text("{\"b\": 1, \"a\": [true, null], \"b\": \"x\"}");
	(void)state;
	assert_non_null(document.value);
	assert_int_equal(document.value->members.count, 3);
	assert_true(text_is(document.value->members.items[0].name, "b") &&
	            text_is(document.value->members.items[2].name, "b"));
	assert_int_equal(document.value->members.items[1].value->kind, JSON_ARRAY);
	assert_int_equal(document.value->members.items[1].value->members.items[1].value->kind,
	                 JSON_NULL);
	assert_true(text_is(document.value->members.items[2].value->text, "x"));
	assert_int_equal(document.value->members.items[2].start, 30 - 2);
}

static void assert_string(const char *written, const char *meant, size_t length)
{
	struct json_document document = read_text(written);
	assert_non_null(document.value);
	assert_int_equal(document.value->kind, JSON_STRING);
	assert_int_equal(document.value->text.length, length);
	assert_memory_equal(document.value->text.data, meant, length);
}

static void strings(void **state)
{
	(void)state;
	assert_string("\"\"", "", 0);
	assert_string("\"a\\/\\\\\\\"\\b\\f\\n\\r\\t\"", "a/\\\"\b\f\n\r\t", 9);
	assert_string("\"\\u0041\\u00e9\\u20AC\"", "A\xc3\xa9\xe2\x82\xac", 6);
	assert_string("\"\\u0000\"", "\0", 1);
	assert_string("\"\\ud83d\\ude00\"", "\xf0\x9f\x98\x80", 4);
	assert_string("\"\\ud83dx\"", "\xef\xbf\xbdx", 4);
	assert_string("\"\\ude00\"", "\xef\xbf\xbd", 3);
	assert_string("\"\xff\"", "\xef\xbf\xbd", 3);
	assert_string("\"\xc3\"", "\xef\xbf\xbd", 3);
	assert_string("\"\xed\xa0\x80\"", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd", 9);
	assert_string("\"\xe2\x82\xac\"", "\xe2\x82\xac", 3);
}

static void refused(void **state)
{
	static const char *const texts[] = {
	    "",       " ",       "{",         "[1,]", "{\"a\":1,}", "{a:1}", "{\"a\" 1}",
	    "01",     "+1",      "1.",        ".5",   "1e",         "'a'",   "\"a",
	    "\"\t\"", "\"\\x\"", "\"\\u12\"", "tru",  "nul",        "//",    "\xef\xbb\xbf{}",
	    "[1 2]",  "]",       "{\"a\"}",   "-",    "NaN"};
	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct json_document document = read_text(texts[i]);
		assert_true(!document.value || document.has_trailing);
		assert_true(document.value != NULL || document.error != NULL);
	}
}

static void trailing(void **state)
{
	(void)state;
	assert_false(read_text("{} \n\t\r").has_trailing);
	assert_true(read_text("{} {}").has_trailing);
	assert_true(read_text("{}x").has_trailing);
	assert_int_equal(read_text(" {} x").end, 3);
	struct json_document document = json_read(arena, (struct text){"{}\0", 3});
	assert_true(document.value && document.has_trailing);
}

static void deep(void **state)
{
	char text[4001];
	(void)state;
	memset(text, '[', 2000);
	memset(text + 2000, ']', 2000);
	text[4000] = '\0';
	assert_null(read_text(text).value);
	memset(text, ' ', 1100);
	memset(text + 2900, ' ', 1100);
	assert_non_null(read_text(text).value);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(members_in_order),
	                                   cmocka_unit_test(strings), cmocka_unit_test(refused),
	                                   cmocka_unit_test(trailing), cmocka_unit_test(deep)};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("json_read", tests, setup, teardown);
}
