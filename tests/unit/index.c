#include "base/index.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void test_empty(void **state)
{
	(void)state;
	const struct index index = {0};
	assert_null(index_find(&index, TEXT("")));
	assert_null(index_find(&index, TEXT("a")));
}

/* Past several doublings, each key has its number, what is no key has none, and a later number
 * replaces an earlier one. */
static void test_many(void **state)
{
	(void)state;
	enum { COUNT = 5000 };
	struct arena *arena = arena_create();
	struct index index = {0};
	for (size_t i = 0; i < COUNT; i++)
		index_put(arena, &index, text_format(arena, "/opt/d%zu", i), i);
	for (size_t i = 0; i < COUNT; i += 3)
		index_put(arena, &index, text_format(arena, "/opt/d%zu", i), i + COUNT);
	assert_int_equal(index.count, COUNT);
	for (size_t i = 0; i < COUNT; i++) {
		const size_t *number = index_find(&index, text_format(arena, "/opt/d%zu", i));
		assert_non_null(number);
		assert_int_equal(*number, i % 3 == 0 ? i + COUNT : i);
		assert_null(index_find(&index, text_format(arena, "/opt/d%zu/", i)));
	}
	arena_destroy(arena);
}

/* Keys are bytes with a length: a NUL is one of them, and the empty key is a key. */
static void test_bytes(void **state)
{
	(void)state;
	struct arena *arena = arena_create();
	struct index index = {0};
	index_put(arena, &index, TEXT(""), 1);
	index_put(arena, &index, TEXT("a"), 2);
	index_put(arena, &index, TEXT("a\0"), 3);
	assert_int_equal(*index_find(&index, TEXT("")), 1);
	assert_int_equal(*index_find(&index, TEXT("a")), 2);
	assert_int_equal(*index_find(&index, TEXT("a\0")), 3);
	assert_null(index_find(&index, TEXT("a\0b")));
	arena_destroy(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_empty),
	                                   cmocka_unit_test(test_many),
	                                   cmocka_unit_test(test_bytes)};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("index", tests, NULL, NULL);
}
