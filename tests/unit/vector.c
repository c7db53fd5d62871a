#include "session/vector.h"

#include "artifact.h"
#include "model/flag_judge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* The rules of Go's package flag, one by one; tests/language/words.test asks runsc itself. */

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

/* Words separated by blanks; "''" is the empty one. */
static struct vector vector_of(const char *line)
{
	word_row words = {0};
	while (*line != '\0') {
		size_t length = strcspn(line, " ");
		struct text word = text_copy(arena, line, length);
		*list_append(arena, &words) = text_is(word, "''") ? TEXT("") : word;
		line += length + strspn(line + length, " ");
	}
	return vector_read(arena, &words, release_newest());
}

static struct text value_of(const char *line, const char *name)
{
	struct vector vector = vector_of(line);
	struct flag_line flags_said = {.items = vector.flags.items, .count = vector.flags.count};
	const struct flag_said *said = flag_line_find(&flags_said, text_of(name));
	return said ? said->value : TEXT("(none)");
}

static int status_of(const char *line)
{
	struct vector vector = vector_of(line);
	assert_int_equal(vector.status != 0, vector.fault != NULL);
	return vector.status;
}

static void dashes(void **state)
{
	(void)state;
	assert_true(text_is(value_of("--network=none", "network"), "none"));
	assert_true(text_is(value_of("-network=none", "network"), "none"));
	assert_int_equal(status_of("---network=none"), 2);
	assert_int_equal(status_of("--=none"), 2);
	assert_int_equal(status_of("-=none"), 2);
	assert_int_equal(status_of("-"), 128);
	assert_int_equal(status_of("network"), 128);
	assert_int_equal(status_of("''"), 128);
}

static void values(void **state)
{
	(void)state;
	assert_true(text_is(value_of("-network none run", "network"), "none"));
	assert_true(text_is(value_of("--network -x run", "network"), "-x"));
	assert_true(text_is(value_of("--network -- run", "network"), "--"));
	assert_true(text_is(value_of("--network=a=b", "network"), "a=b"));
	assert_true(text_is(value_of("--network=", "network"), ""));
	assert_true(text_is(value_of("--network ''", "network"), ""));
	assert_true(text_is(value_of("--network=host --network none", "network"), "none"));
	assert_int_equal(status_of("--rootless --network"), 2);
	assert_true(text_is(value_of("--rootless --network", "network"), "(none)"));
}

static void bools(void **state)
{
	(void)state;
	assert_true(text_is(value_of("--debug run", "debug"), "true"));
	assert_true(text_is(value_of("--debug=F run", "debug"), "F"));
	assert_true(text_is(value_of("--debug false", "debug"), "true"));
	assert_true(text_is(vector_of("--debug false").command, "false"));
	assert_int_equal(status_of("--debug false"), 128);
	assert_int_equal(status_of("--debug"), 0);
}

static void ends(void **state)
{
	(void)state;
	struct vector vector = vector_of("--debug -- run --bundle /b --detach --pass-fd=3:3 id x");
	assert_int_equal(vector.flags.count, 1);
	assert_true(text_is(vector.command, "run"));
	assert_int_equal(vector.command_flags.count, 3);
	assert_true(text_is(vector.command_flags.items[0].value, "/b"));
	assert_true(text_is(vector.command_flags.items[1].value, "true"));
	assert_int_equal(vector.arguments.count, 2);
	assert_true(text_is(vector.arguments.items[0], "id"));
	assert_null(vector.fault);
	assert_int_equal(status_of("run --bundle"), 128);
	assert_int_equal(status_of("--debug run ---detach"), 128);
	assert_int_equal(vector_of("do --network=host").flags.count, 0);
	assert_int_equal(vector_of("-- --network=host").flags.count, 0);
}

static void programs(void **state)
{
	(void)state;
	assert_true(text_is(vector_of("runsc --debug run").program, "runsc"));
	assert_true(text_is(vector_of("/opt/x/gvisor --debug run").program, "/opt/x/gvisor"));
	assert_int_equal(vector_of("run x").program.length, 0);
	assert_true(text_is(vector_of("run x").command, "run"));
	assert_int_equal(vector_of("--root /x run").program.length, 0);
}

/* runsc stops there; its reader goes on, so that whoever asks hears of the rest. */
static void unknown_flags(void **state)
{
	(void)state;
	assert_true(text_is(value_of("--frob --network=host", "network"), "host"));
	assert_true(text_is(value_of("--frob x --network=host", "network"), "host"));
	assert_true(text_is(value_of("--frob", "frob"), "true"));
	assert_true(text_is(value_of("--allow-suid --network=host", "network"), "host"));
}

static struct vector read_bytes(const char *bytes, size_t length)
{
	return vector_read_file(arena, (struct text){bytes, length}, 0);
}

#define OURS                                                                                       \
	ARTIFACT_VERSION                                                                           \
	"\0--release=20221219.0\0--visible=/usr\0--visible=/opt\0--debug\0--\0runsc\0"

static void files_of_keepc(void **state)
{
	(void)state;
	static const char whole[] = OURS "--network=none\0--gvisor-gro\0001ms\0run";
	struct vector vector = read_bytes(whole, sizeof whole);
	struct text value;
	assert_true(vector.is_ours && vector.is_whole && vector.has_release);
	assert_int_equal(vector.release, release_oldest());
	assert_true(vector_option(&vector, "visible", &value) && text_is(value, "/usr"));
	assert_true(vector_option(&vector, "debug", &value) && text_is(value, "true"));
	assert_false(vector_option(&vector, "network", &value));
	assert_int_equal(vector.options.count, 4);
	assert_int_equal(vector.flags.count, 2);
	assert_int_equal(vector.flags.items[0].word, 7);
	/* No bool in this release. */
	assert_true(text_is(vector.flags.items[1].value, "1ms"));
	assert_true(text_is(vector.program, "runsc") && text_is(vector.command, "run"));
}

/* Every prefix of a file is read to its end and no further; sanitizers watch. */
static void files_cut_short(void **state)
{
	(void)state;
	static const char whole[] = OURS "--network=none\0--root";
	for (size_t length = 0; length <= sizeof whole - 1; length++) {
		char *copy = test_malloc(length + 1);
		memcpy(copy, whole, length);
		struct vector vector = read_bytes(copy, length);
		assert_int_equal(vector.is_whole, length > 0 && whole[length - 1] == '\0');
		assert_true(vector.flags.count <= 2 && vector.options.count <= 4);
		test_free(copy);
	}
	struct vector vector = read_bytes(whole, sizeof whole);
	assert_int_equal(vector.status, 2);
	assert_string_equal(vector.fault, "flag needs an argument: -root");
}

/* What keepc always says opens nothing, in any release that has it. */
static void presets_are_tight(void **state)
{
	(void)state;
	for (size_t i = 0; i < flag_preset_count; i++)
		for (size_t j = 0; j < release_tag_count; j++) {
			struct text name = text_of(flag_presets[i].name),
			            value = text_of(flag_presets[i].value);
			struct ruling ruling = flag_judge(name, value, release_tags[j].date);
			assert_true(ruling.verdict == FLAG_TIGHT || ruling.verdict == FLAG_MISSING);
		}
}

static void same_values(void **state)
{
	(void)state;
	const struct flag *overlay2 = flag_find(TEXT("overlay2")),
	                  *rootless = flag_find(TEXT("rootless"));
	const struct flag *host_uds = flag_find(TEXT("host-uds")),
	                  *network = flag_find(TEXT("network"));
	assert_true(flag_is_same_value(overlay2, TEXT("none"), TEXT("root:"), release_newest()));
	assert_false(
	    flag_is_same_value(overlay2, TEXT("none"), TEXT("root:memory"), release_newest()));
	assert_false(flag_is_same_value(overlay2, TEXT("root:memory"), TEXT("all:memory"),
	                                release_newest()));
	assert_true(flag_is_same_value(rootless, TEXT("T"), TEXT("1"), release_newest()));
	assert_false(flag_is_same_value(rootless, TEXT("T"), TEXT("f"), release_newest()));
	assert_true(flag_is_same_value(host_uds, TEXT(""), TEXT("none"), release_newest()));
	assert_false(flag_is_same_value(host_uds, TEXT("open"), TEXT("create"), release_newest()));
	assert_false(flag_is_same_value(network, TEXT("host"), TEXT("sandbox"), release_newest()));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(dashes),
	    cmocka_unit_test(values),
	    cmocka_unit_test(bools),
	    cmocka_unit_test(ends),
	    cmocka_unit_test(programs),
	    cmocka_unit_test(unknown_flags),
	    cmocka_unit_test(files_of_keepc),
	    cmocka_unit_test(files_cut_short),
	    cmocka_unit_test(presets_are_tight),
	    cmocka_unit_test(same_values),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("vector", tests, setup, teardown);
}
