#include "view/go_decode.h"
#include "view/go_number.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static struct arena *arena;
static struct report report;

static int setup(void **state)
{
	(void)state;
	arena = arena_create();
	report = (struct report){.arena = arena};
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_destroy(arena);
	return 0;
}

static struct go_decoded decode(const char *text)
{
	const struct source *source = source_from_bytes(arena, "config.json", text_of(text));
	struct json_document document = json_read(arena, source->bytes);
	assert_non_null(document.value);
	return go_decode(&report, source, document.value);
}

static struct text hostname(const char *text)
{
	return json_text(json_get(decode(text).value, "hostname"));
}

static void keys(void **state)
{
	(void)state;
	assert_true(text_is(hostname("{\"hostname\": \"a\", \"hostname\": \"b\"}"), "b"));
	assert_true(text_is(hostname("{\"hostname\": \"a\", \"HOSTNAME\": \"b\"}"), "b"));
	assert_true(text_is(hostname("{\"ho\xc5\xbftname\": \"b\"}"), "b"));
	assert_true(text_is(hostname("{\"h\xc3\xb6stname\": \"b\"}"), ""));
	assert_true(text_is(hostname("{\"hostnam\": \"b\"}"), ""));
	assert_true(text_is(hostname("{\"hostname \": \"b\"}"), ""));
	assert_non_null(json_get(decode("{\"hoo\xe2\x84\xaas\": {}}").value, "hooks"));
	assert_true(decode("{\"a\": 1}").has_unknown_key);
	assert_false(decode("{\"ROOT\": {}}").has_unknown_key);
}

static void null(void **state)
{
	(void)state;
	assert_true(text_is(hostname("{\"hostname\": \"a\", \"hostname\": null}"), "a"));
	assert_null(json_get(decode("{\"mounts\": [{}], \"mounts\": null}").value, "mounts"));
	assert_null(
	    json_get(decode("{\"root\": {\"path\": \"/\"}, \"root\": null}").value, "root"));
	assert_non_null(decode("null").value);
}

static void merging(void **state)
{
	(void)state;
	struct json *root = json_get(decode("{\"root\": {\"path\": \"/\", \"readonly\": true}, "
	                                    "\"root\": {\"readonly\": false}}")
	                                 .value,
	                             "root");
	assert_true(text_is(json_text(json_get(root, "path")), "/"));
	assert_false(json_is_true(json_get(root, "readonly")));
	struct json *mounts = json_get(decode("{\"mounts\": [{\"type\": \"tmpfs\"}, {}], "
	                                      "\"mounts\": [{\"destination\": \"/a\"}]}")
	                                   .value,
	                               "mounts");
	assert_int_equal(mounts->members.count, 1);
	assert_true(text_is(json_text(json_get(mounts->members.items[0].value, "type")), "tmpfs"));
	assert_true(
	    text_is(json_text(json_get(mounts->members.items[0].value, "destination")), "/a"));
	struct json *annotations = json_get(
	    decode(
	        "{\"annotations\": {\"a\": \"1\", \"A\": \"2\"}, \"annotations\": {\"b\": null}}")
	        .value,
	    "annotations");
	assert_int_equal(annotations->members.count, 3);
	assert_true(text_is(json_text(json_get(annotations, "a")), "1"));
}

static void types(void **state)
{
	static const char *const wrong[] = {"{\"root\": []}",
	                                    "{\"root\": {\"readonly\": \"true\"}}",
	                                    "{\"root\": {\"readonly\": 1}}",
	                                    "{\"hostname\": 1}",
	                                    "{\"mounts\": {}}",
	                                    "{\"mounts\": [{\"options\": \"ro\"}]}",
	                                    "{\"annotations\": {\"a\": 1}}",
	                                    "{\"process\": {\"user\": {\"uid\": 1e3}}}",
	                                    "{\"process\": {\"user\": {\"uid\": 1.0}}}",
	                                    "{\"process\": {\"user\": {\"uid\": -1}}}",
	                                    "{\"process\": {\"user\": {\"uid\": 4294967296}}}",
	                                    "{\"process\": {\"args\": [1]}}"};
	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_int_not_equal(decode(wrong[i]).errors.count, 0);
	assert_int_equal(
	    decode("{\"process\": {\"user\": {\"uid\": 4294967295}, \"args\": [null]}, "
	           "\"linux\": {\"seccomp\": {}}}")
	        .errors.count,
	    0);
	assert_int_equal(
	    decode("{\"process\": {\"user\": {\"uid\": -1}, \"args\": [1]}}").errors.count, 2);
}

static void numbers(void **state)
{
	(void)state;
	assert_true(go_number_is_uint64(TEXT("18446744073709551615")));
	assert_false(go_number_is_uint64(TEXT("18446744073709551616")));
	assert_true(go_number_is_int64(TEXT("-9223372036854775808")));
	assert_false(go_number_is_int64(TEXT("-9223372036854775809")));
	assert_false(go_number_is_int64(TEXT("9223372036854775808")));
	assert_false(go_number_is_uint32(TEXT("-0")));
	assert_true(go_number_is_int64(TEXT("-0")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(keys), cmocka_unit_test(null),
	                                   cmocka_unit_test(merging), cmocka_unit_test(types),
	                                   cmocka_unit_test(numbers)};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("go_decode", tests, setup, teardown);
}
