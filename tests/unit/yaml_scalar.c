#include "base/yaml_scalar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void plain_scalars_mean_themselves(void **state)
{
	(void)state;
	static const char *const plain[] = {"/usr/bin", "a",       "LC_ALL", "x=y",   "-x",
	                                    "a:b",      "no-such", "on2",    "truest"};
	static const char *const quoted[] = {
	    "",   "no", "True", "NULL", "~",  "1", "-", "a:", "a: b", "a #", " a", "a,b",
	    "a ", "[a", "*",    "&a",   "!a", "|", "'", "\"", "a\nb", "y",   "ü"};
	struct arena *arena = arena_create();
	for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
		assert_string_equal(yaml_scalar(arena, text_of(plain[i])).data, plain[i]);
	for (size_t i = 0; i < sizeof quoted / sizeof quoted[0]; i++)
		assert_string_not_equal(yaml_scalar(arena, text_of(quoted[i])).data, quoted[i]);
	arena_destroy(arena);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {cmocka_unit_test(plain_scalars_mean_themselves)};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
