/* What the rows of keys.def say of one another; what each says by itself is asserted where it is
 * compiled. */
#include "model/keys.h"

#include "model/policy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct entry_type *entry_named(const char *parent)
{
	for (enum key_type type = 0; type < KEY_TYPE_COUNT; type++) {
		const struct entry_type *entry = entry_type(type);
		if (entry && entry->parent && strcmp(entry->parent, parent) == 0)
			return entry;
	}
	return NULL;
}

/* A reader of an entry's keys writes into the entry, and one of the policy's into the policy. */
static void a_row_lies_in_the_structure_of_its_parent(void **state)
{
	(void)state;
	for (size_t i = 0; i < KEY_ID_COUNT; i++) {
		const struct entry_type *entry = entry_named(keys[i].parent);
		assert_int_equal(entry != NULL, key_is_entry(&keys[i]));
		assert_int_equal(keys[i].structure_size,
		                 entry ? entry->size : sizeof(struct policy));
		assert_true(keys[i].offset + keys[i].size <= keys[i].structure_size);
	}
}

static void a_group_is_a_key(void **state)
{
	(void)state;
	for (size_t i = 0; i < KEY_ID_COUNT; i++) {
		const char *parent = keys[i].parent;
		if (parent[0] == '\0' || key_is_entry(&keys[i]))
			continue;
		const struct key *group = key_find("", text_of(parent));
		assert_non_null(group);
		assert_int_equal(group->type, KEY_GROUP);
	}
}

/* Two rows for one member would say its value twice. */
static void each_member_has_one_row(void **state)
{
	(void)state;
	for (size_t i = 0; i < KEY_ID_COUNT; i++)
		for (size_t j = i + 1; j < KEY_ID_COUNT; j++) {
			bool is_group = keys[i].type == KEY_GROUP && keys[j].type == KEY_GROUP;
			bool is_one_structure =
			    entry_named(keys[i].parent) == entry_named(keys[j].parent);
			if (!is_group && is_one_structure && keys[i].offset == keys[j].offset)
				fail_msg("%s and %s are one member", keys[i].name, keys[j].name);
		}
}

static void numbers_are_said_in_the_largest_whole_unit(void **state)
{
	(void)state;
	static const struct {
		enum key_type type;
		uint64_t value;
		const char *text;
	} rows[] = {
	    {KEY_SIZE, 1024, "1K"},
	    {KEY_SIZE, 3 << 20, "3M"},
	    {KEY_SIZE, 1025 << 10, "1025K"},
	    {KEY_SIZE, UINT64_C(2) << 40, "2T"},
	    {KEY_DURATION, 1, "1ms"},
	    {KEY_DURATION, 90000, "90s"},
	    {KEY_DURATION, 86400000, "1d"},
	    {KEY_MODE, 0, "0000"},
	    {KEY_MODE, 01777, "1777"},
	    {KEY_LIMIT, RLIMIT_UNLIMITED, "unlimited"},
	    {KEY_LIMIT, 0, "0"},
	};
	struct arena *arena = arena_create();
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_string_equal(key_number_text(arena, rows[i].type, rows[i].value).data,
		                    rows[i].text);
	arena_destroy(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_row_lies_in_the_structure_of_its_parent),
	    cmocka_unit_test(a_group_is_a_key),
	    cmocka_unit_test(each_member_has_one_row),
	    cmocka_unit_test(numbers_are_said_in_the_largest_whole_unit),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
