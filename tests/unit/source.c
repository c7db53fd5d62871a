#include "base/source.h"

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

static const struct source *source_of(const char *string)
{
	return source_from_bytes(arena, "x", text_of(string));
}

static void place(const struct source *source, size_t offset, size_t line, size_t column)
{
	struct position position = source_position(source, offset);
	if (position.line != line || position.column != column)
		fail_msg("offset %zu is at %zu:%zu, not %zu:%zu", offset, position.line,
		         position.column, line, column);
}

static void test_lines(void **state)
{
	(void)state;
	const struct source *source = source_of("ab\n\nc");
	assert_int_equal(source->line_count, 3);
	place(source, 0, 1, 1);
	place(source, 2, 1, 3);
	place(source, 3, 2, 1);
	place(source, 4, 3, 1);
	place(source, 5, 3, 2);
	place(source, 99, 3, 2);
	assert_true(text_is(source_line(source, 1), "ab"));
	assert_true(text_is(source_line(source, 2), ""));
	assert_true(text_is(source_line(source, 3), "c"));
	assert_true(text_is(source_line(source, 0), ""));
	assert_true(text_is(source_line(source, 4), ""));
}

static void test_empty(void **state)
{
	(void)state;
	const struct source *source = source_of("");
	assert_int_equal(source->line_count, 1);
	place(source, 0, 1, 1);
	assert_int_equal(source_offset(source, 0), 0);
	assert_true(text_is(source_line(source, 1), ""));
}

static void test_columns_count_characters(void **state)
{
	(void)state;
	const struct source *source = source_of("\t\xc3\xa4\xe4\xbd\xa0x\n\xff\xfey");
	place(source, 1, 1, 2);
	place(source, 3, 1, 3);
	place(source, 2, 1, 2); /* inside a character */
	place(source, 6, 1, 4);
	place(source, 8, 2, 1);
	place(source, 9, 2, 2); /* an invalid byte is a character */
	place(source, 10, 2, 3);
}

/* Beyond the distance of the marks, forth and back, against a count from the beginning. */
static void test_long_line(void **state)
{
	(void)state;
	enum { CHARACTERS = 1000 };
	char bytes[2 * CHARACTERS + 1] = {0};
	size_t length = 0;
	for (size_t i = 0; i < CHARACTERS; i++)
		length += (size_t)(i % 3 == 0 ? (memcpy(bytes + length, "\xc3\xa4", 2), 2)
		                              : (bytes[length] = 'a', 1));
	const struct source *source = source_of(bytes);
	size_t offset = 0;
	for (size_t number = 0; number < CHARACTERS; number++) {
		assert_int_equal(source_offset(source, number), offset);
		place(source, offset, 1, number + 1);
		offset += number % 3 == 0 ? 2 : 1;
	}
	assert_int_equal(source_offset(source, CHARACTERS), length);
	assert_int_equal(source_offset(source, CHARACTERS + 1000), length);
}

/* Only a CR before a LF goes; lines and columns are the file's. */
static void test_line_ends(void **state)
{
	(void)state;
	const struct source *source = source_from_lines(arena, "x", TEXT("ab\r\nc\rd\r\r\n\ne\r"));
	assert_true(text_is(source->bytes, "ab\nc\rd\r\n\ne\r"));
	assert_true(text_is(source_line(source, 1), "ab"));
	assert_true(text_is(source_line(source, 2), "c\rd\r"));
	assert_true(text_is(source_line(source, 4), "e\r"));
	place(source, 6, 2, 4);
	struct text plain = TEXT("ab\nc\rd"), empty = TEXT("");
	assert_ptr_equal(source_from_lines(arena, "x", plain)->bytes.data, plain.data);
	assert_int_equal(source_from_lines(arena, "x", empty)->bytes.length, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_lines), cmocka_unit_test(test_empty),
	    cmocka_unit_test(test_columns_count_characters), cmocka_unit_test(test_long_line),
	    cmocka_unit_test(test_line_ends)};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, make_arena, drop_arena);
}
