#include "read/tighten.h"
#include "emit/statement.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static bool is_tight_number(enum key_id id, uint64_t top, uint64_t base)
{
	struct policy_number mine = {.value = top}, theirs = {.value = base};
	return tighten_value(&keys[id], &mine, &theirs);
}

static bool is_tight_word(enum key_id id, const char *top, const char *base)
{
	struct policy_word mine = {.value = (unsigned int)word_index(keys[id].words, text_of(top))};
	struct policy_word theirs = {.value =
	                                 (unsigned int)word_index(keys[id].words, text_of(base))};
	return tighten_value(&keys[id], &mine, &theirs);
}

static bool is_covered(enum key_id id, const char *entry, const char *base)
{
	struct policy_text item = {.value = text_of(base)};
	policy_texts list = {&item, 1};
	return tighten_covers(&keys[id], text_of(entry), &list);
}

static void numbers_go_down(void **state)
{
	(void)state;
	assert_true(is_tight_number(KEY_ID_wall, 1, 2));
	assert_true(is_tight_number(KEY_ID_wall, 2, 2));
	assert_false(is_tight_number(KEY_ID_wall, 3, 2));
	assert_true(is_tight_number(KEY_ID_rlimit_hard, 0, RLIMIT_UNLIMITED));
	assert_false(is_tight_number(KEY_ID_rlimit_hard, RLIMIT_UNLIMITED, UINT64_MAX - 1));
}

static void words_have_an_order(void **state)
{
	(void)state;
	assert_true(is_tight_word(KEY_ID_drift, "mask", "warn"));
	assert_false(is_tight_word(KEY_ID_drift, "warn", "mask"));
	assert_true(is_tight_word(KEY_ID_outer_read_only, "true", "false"));
	assert_false(is_tight_word(KEY_ID_outer_read_only, "false", "true"));
	assert_true(is_tight_word(KEY_ID_seal, "memfd", "auto"));
	assert_true(is_tight_word(KEY_ID_seal, "off", "off"));
	assert_false(is_tight_word(KEY_ID_seal, "off", "memfd"));
	assert_false(is_tight_word(KEY_ID_layout, "bind", "mask"));
}

static void modes_lose_bits(void **state)
{
	(void)state;
	assert_true(is_tight_number(KEY_ID_writable_mode, 0700, 0750));
	assert_true(is_tight_number(KEY_ID_writable_mode, 01700, 0700));
	assert_true(is_tight_number(KEY_ID_writable_mode, 0755, 01777));
	assert_false(is_tight_number(KEY_ID_writable_mode, 0777, 01777));
	assert_false(is_tight_number(KEY_ID_writable_mode, 02700, 0700));
	assert_false(is_tight_number(KEY_ID_writable_mode, 0701, 0700));
}

static void entries_lie_within(void **state)
{
	(void)state;
	assert_true(is_covered(KEY_ID_keep_dirs, "/usr/lib", "/usr"));
	assert_false(is_covered(KEY_ID_keep_dirs, "/usr2", "/usr"));
	assert_false(is_covered(KEY_ID_keep_dirs, "/", "/usr"));
	assert_true(is_covered(KEY_ID_env_pass, "LC_ALL", "LC_*"));
	assert_true(is_covered(KEY_ID_env_pass, "LC_A*", "LC_*"));
	assert_true(is_covered(KEY_ID_env_pass, "LC_*", "LC_*"));
	assert_false(is_covered(KEY_ID_env_pass, "LC*", "LC_*"));
	assert_false(is_covered(KEY_ID_env_pass, "LC_*", "LC_ALL"));
	assert_false(is_covered(KEY_ID_expect_mounts, "/etc/ssl/certs", "/etc/ssl"));
	assert_true(is_covered(KEY_ID_outer_capabilities, "CAP_CHOWN", "CAP_CHOWN"));
}

static void the_tightest_defaults_bind(void **state)
{
	(void)state;
	assert_true(tighten_by_default(&keys[KEY_ID_drift]));
	assert_true(tighten_by_default(&keys[KEY_ID_writable]));
	assert_true(tighten_by_default(&keys[KEY_ID_env_pass]));
	assert_false(tighten_by_default(&keys[KEY_ID_keep_dirs]));
	assert_false(tighten_by_default(&keys[KEY_ID_wall]));
	assert_false(tighten_by_default(&keys[KEY_ID_outer_capabilities]));
	assert_false(tighten_by_default(&keys[KEY_ID_cwd]));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(numbers_go_down),
	    cmocka_unit_test(words_have_an_order),
	    cmocka_unit_test(modes_lose_bits),
	    cmocka_unit_test(entries_lie_within),
	    cmocka_unit_test(the_tightest_defaults_bind),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
