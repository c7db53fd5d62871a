#include "base/text.h"

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

static void test_compare(void **state)
{
	(void)state;
	assert_true(text_equal(TEXT(""), (struct text){NULL, 0}));
	assert_true(text_equal(TEXT("a\0b"), TEXT("a\0b")));
	assert_false(text_equal(TEXT("a\0b"), TEXT("a\0c")));
	assert_false(text_is(TEXT("a\0"), "a"));
	assert_true(text_compare(TEXT("a"), TEXT("ab")) < 0);
	assert_true(text_compare(TEXT("b"), TEXT("ab")) > 0);
	assert_true(text_compare(TEXT("\xff"), TEXT("a")) > 0);
	assert_int_equal(text_compare(TEXT("ab"), TEXT("ab")), 0);
	assert_true(text_starts(TEXT("ab"), "") && text_starts(TEXT("ab"), "ab"));
	assert_false(text_starts(TEXT("ab"), "abc"));
}

static void test_copies_end_with_nul(void **state)
{
	(void)state;
	struct text copy = text_copy(arena, "abc", 2);
	assert_int_equal(copy.length, 2);
	assert_int_equal(copy.data[2], '\0');
	assert_string_equal(text_format(arena, "%d-%s", 7, "x").data, "7-x");
	assert_int_equal(text_copy(arena, NULL, 0).length, 0);
}

static void test_path_is_within(void **state)
{
	(void)state;
	assert_true(path_is_within(TEXT("/usr"), TEXT("/usr")));
	assert_true(path_is_within(TEXT("/usr/lib"), TEXT("/usr")));
	assert_true(path_is_within(TEXT("/usr"), TEXT("/")));
	assert_true(path_is_within(TEXT("/"), TEXT("/")));
	assert_false(path_is_within(TEXT("/usr2"), TEXT("/usr")));
	assert_false(path_is_within(TEXT("/us"), TEXT("/usr")));
	assert_false(path_is_within(TEXT("/"), TEXT("/usr")));
}

static void test_path_parts(void **state)
{
	(void)state;
	assert_string_equal(path_top(arena, TEXT("/usr/bin/x")).data, "/usr");
	assert_string_equal(path_top(arena, TEXT("/usr")).data, "/usr");
	assert_string_equal(path_top(arena, TEXT("/")).data, "/");
	assert_string_equal(path_parent(arena, TEXT("/usr/bin")).data, "/usr");
	assert_string_equal(path_parent(arena, TEXT("/usr")).data, "/");
	assert_string_equal(path_parent(arena, TEXT("/")).data, "/");
	assert_string_equal(path_join(arena, TEXT("/"), TEXT("usr")).data, "/usr");
	assert_string_equal(path_join(arena, TEXT("/usr"), TEXT("bin")).data, "/usr/bin");
}

static void test_nearest(void **state)
{
	(void)state;
	static const char *const words[] = {"keep-dirs", "masks", "command", "cwd", "env", NULL};
	static const char *const ties[] = {"node", "code", "modern", NULL};
	assert_string_equal(text_nearest(TEXT("keep_dirs"), words, NULL), "keep-dirs");
	assert_string_equal(text_nearest(TEXT("keepdirs"), words, NULL), "keep-dirs");
	assert_string_equal(text_nearest(TEXT("maks"), words, NULL), "masks");
	assert_string_equal(text_nearest(TEXT("mask"), words, NULL), "masks");
	assert_string_equal(text_nearest(TEXT("Command"), words, NULL), "command");
	assert_string_equal(text_nearest(TEXT("evn"), words, NULL), "env");
	assert_null(text_nearest(TEXT("volumes"), words, NULL));
	assert_null(text_nearest(TEXT("x"), words, NULL));
	const char *second;
	assert_string_equal(text_nearest(TEXT("mode"), ties, &second), "node");
	assert_string_equal(second, "code");
	assert_string_equal(text_nearest(TEXT("node"), ties, &second), "node");
	assert_null(second);
	assert_null(text_nearest(TEXT(""), words, NULL));
	assert_null(text_nearest(
	    TEXT("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
	    words, NULL));
}

/* RFC 3629, section 4: the first and the last sequence of each length, and their neighbours. */
static void test_utf8_boundaries(void **state)
{
	(void)state;
	static const struct {
		const char *bytes;
		size_t length;
	} rows[] = {
	    {"\x7f", 1},
	    {"\xc2\x80", 2},
	    {"\xdf\xbf", 2},
	    {"\xe0\xa0\x80", 3},
	    {"\xed\x9f\xbf", 3},
	    {"\xee\x80\x80", 3},
	    {"\xef\xbf\xbf", 3},
	    {"\xf0\x90\x80\x80", 4},
	    {"\xf4\x8f\xbf\xbf", 4},
	    {"\x80", 0},
	    {"\xbf", 0},
	    {"\xc0\x80", 0},
	    {"\xc1\xbf", 0},
	    {"\xe0\x9f\xbf", 0},
	    {"\xed\xa0\x80", 0},
	    {"\xed\xbf\xbf", 0},
	    {"\xf0\x8f\xbf\xbf", 0},
	    {"\xf4\x90\x80\x80", 0},
	    {"\xf5\x80\x80\x80", 0},
	    {"\xff", 0},
	    {"\xc2", 0},
	    {"\xe2\x80", 0},
	    {"\xf0\x90\x80", 0},
	    {"\xc2 ", 0},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (utf8_length(rows[i].bytes, strlen(rows[i].bytes)) != rows[i].length)
			fail_msg("row %zu", i);
	assert_int_equal(utf8_length("\xc3\xa4", 1), 0);
	assert_int_equal(utf8_length("x", 0), 0);
	assert_int_equal(utf8_length("\0", 1), 1);
}

static void test_classes(void **state)
{
	(void)state;
	static const struct {
		const char *bytes;
		enum character_class class;
		unsigned int width;
	} rows[] = {
	    {" ", CHARACTER_PLAIN, 1},
	    {"~", CHARACTER_PLAIN, 1},
	    {"\x1f", CHARACTER_CONTROL, 1},
	    {"\x7f", CHARACTER_CONTROL, 1},
	    {"\xc2\x80", CHARACTER_CONTROL, 1},
	    {"\xc2\x9f", CHARACTER_CONTROL, 1},
	    {"\xc2\xa0", CHARACTER_PLAIN, 1},
	    {"\t", CHARACTER_TAB, 1},
	    {"\n", CHARACTER_NEWLINE, 1},
	    {"\r", CHARACTER_RETURN, 1},
	    {"\xc2\x85", CHARACTER_BREAK, 1},
	    {"\xe2\x80\xa8", CHARACTER_BREAK, 1},
	    {"\xe2\x80\xa9", CHARACTER_BREAK, 1},
	    {"\xe2\x80\xaa", CHARACTER_BIDI, 1},
	    {"\xe2\x80\xae", CHARACTER_BIDI, 1},
	    {"\xe2\x81\xa6", CHARACTER_BIDI, 1},
	    {"\xe2\x81\xa9", CHARACTER_BIDI, 1},
	    {"\xe2\x81\xaa", CHARACTER_PLAIN, 1},
	    {"\xef\xbb\xbf", CHARACTER_BYTE_ORDER, 1},
	    {"\xef\xbf\xbe", CHARACTER_NONE, 1},
	    {"\xe4\xbd\xa0", CHARACTER_PLAIN, 2},
	    {"\xcc\x81", CHARACTER_PLAIN, 0},
	    {"\xf0\x9f\x98\x81", CHARACTER_PLAIN, 2},
	    {"\xff", CHARACTER_INVALID, 1},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct character character = utf8_next(rows[i].bytes, strlen(rows[i].bytes));
		if (character.class != rows[i].class || character.width != rows[i].width)
			fail_msg("row %zu", i);
	}
	assert_int_equal(utf8_next("\0", 1).class, CHARACTER_NUL);
}

static void test_printable(void **state)
{
	(void)state;
	assert_string_equal(
	    text_printable(arena, TEXT("a\tb\n\x1b[0m\0\xff\xe2\x80\xae\xc3\xa4\xef\xbf\xbe")).data,
	    "a\\tb\\n\\x1b[0m\\x00\\xff\\u202e\xc3\xa4\\ufffe");
	assert_string_equal(text_printable(arena, TEXT("")).data, "");
}

static void test_composed(void **state)
{
	(void)state;
	assert_true(text_is_composed(TEXT("")));
	assert_true(
	    text_is_composed(TEXT("/srv/caf\xc3\xa9 \xe4\xbd\xa0\xea\xb0\x80\xf0\x9f\x98\x81")));
	assert_true(
	    text_is_composed(TEXT("x\xd2\x89\xff"))); /* a mark that composes with nothing */
	assert_false(text_is_composed(TEXT("cafe\xcc\x81")));
	assert_false(text_is_composed(TEXT("\xe2\x84\xab"))); /* the sign of the angstrom */
	assert_false(text_is_composed(TEXT("\xe1\x84\x80\xe1\x85\xa1"))); /* Hangul in pieces */
	assert_false(text_is_composed(TEXT("\xef\xa4\x80"))); /* a compatibility ideograph */
}

static void test_ascii(void **state)
{
	(void)state;
	assert_true(text_is_ascii(TEXT("masks")) && text_is_ascii(TEXT("")) &&
	            !text_is_ascii(TEXT("m\xd0\xb0sks")));
	assert_true(text_is(text_ascii(arena, TEXT("m\xd0\xb0sks")), "m\\u0430sks"));
	assert_true(text_is(text_ascii(arena, TEXT("a\xc2\xa0z")), "a\\xa0z"));
	assert_true(text_is(text_ascii(arena, TEXT("\xf0\x9f\x98\x80\xf4\x8f\xbf\xbd")),
	                    "\\U0001f600\\U0010fffd"));
	assert_true(text_is(text_ascii(arena, TEXT("\xff")), "\\xff"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_ascii),
	    cmocka_unit_test(test_compare),
	    cmocka_unit_test(test_copies_end_with_nul),
	    cmocka_unit_test(test_path_is_within),
	    cmocka_unit_test(test_path_parts),
	    cmocka_unit_test(test_nearest),
	    cmocka_unit_test(test_utf8_boundaries),
	    cmocka_unit_test(test_classes),
	    cmocka_unit_test(test_printable),
	    cmocka_unit_test(test_composed),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, make_arena, drop_arena);
}
