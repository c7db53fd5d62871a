#include "init/elf.h"

#include "base/input.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>

/* This very program: dynamic, and linked with cmocka. */
static struct text own_bytes(struct arena *arena)
{
	struct text bytes;
	assert_true(input_file(arena, "/proc/self/exe", (size_t)64 * 1024 * 1024, &bytes));
	return bytes;
}

static void test_own(void **state)
{
	struct arena *arena = arena_create();
	struct elf elf;
	const struct text *name;
	bool has_cmocka = false, has_libc = false;
	(void)state;
	assert_true(elf_read(arena, own_bytes(arena), &elf));
	for_each (name, &elf.needed) {
		has_cmocka |= text_starts(*name, "libcmocka.so.");
		has_libc |= text_starts(*name, "libc.so.");
	}
	assert_true(has_cmocka && has_libc);
	assert_true(text_starts(elf.loader, "/"));
	assert_non_null(elf.triplet);
	arena_destroy(arena);
}

/* Each prefix in memory of exactly its size, so that a sanitizer sees a read behind it. */
static void test_cut_short(void **state)
{
	struct arena *arena = arena_create();
	struct text whole = own_bytes(arena);
	struct elf elf;
	(void)state;
	for (size_t length = 0; length < whole.length; length += length < 4096 ? 1 : 4093) {
		char *copy = malloc(length + (length == 0));
		assert_non_null(copy);
		memcpy(copy, whole.data, length);
		elf_read(arena, (struct text){copy, length}, &elf);
		free(copy);
	}
	assert_false(elf_read(arena, (struct text){whole.data, 63}, &elf));
	arena_destroy(arena);
}

/* Every byte of the head and of the program headers is somebody else's word. */
static void test_changed(void **state)
{
	struct arena *arena = arena_create();
	struct text whole = own_bytes(arena);
	char *copy = arena_alloc(arena, whole.length);
	struct elf elf;
	(void)state;
	memcpy(copy, whole.data, whole.length);
	for (size_t at = 4; at < 1024; at++) {
		copy[at] = (char)~copy[at];
		elf_read(arena, (struct text){copy, whole.length}, &elf);
		copy[at] = (char)~copy[at];
	}
	assert_true(elf_read(arena, (struct text){copy, whole.length}, &elf));
	arena_destroy(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_own),
	                                   cmocka_unit_test(test_cut_short),
	                                   cmocka_unit_test(test_changed)};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("elf", tests, NULL, NULL);
}
