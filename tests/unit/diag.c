#include "base/diag.h"

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

static const struct rule first_rule = {"a-rule", SEVERITY_ERROR, false, "x", "y", 0};
static const struct rule second_rule = {"b-rule", SEVERITY_WARNING, false, "x", "y", 0};

static const char *printed(const struct report *report, enum diag_style style)
{
	static char buffer[65536];
	FILE *stream = fmemopen(buffer, sizeof buffer, "w");
	assert_non_null(stream);
	diag_print(report, stream, style);
	fclose(stream);
	return buffer;
}

static struct span span_of(const struct source *source, const char *part)
{
	const char *found = strstr(source->bytes.data, part);
	assert_non_null(found);
	size_t start = (size_t)(found - source->bytes.data);
	return (struct span){source, start, start + strlen(part)};
}

static void test_order_and_duplicates(void **state)
{
	(void)state;
	struct report report = {.arena = arena, .fallback = "keepc"};
	const struct source *source = source_from_bytes(arena, "p", TEXT("one\ntwo\n"));
	diag_add(&report, &first_rule, span_of(source, "two"), "third");
	diag_add(&report, &second_rule, span_of(source, "one"), "second");
	diag_add(&report, &first_rule, span_of(source, "one"), "first");
	diag_add(&report, &first_rule, span_of(source, "one"), "first");
	diag_add(&report, &second_rule, (struct span){0}, "nowhere");
	diag_sort(&report);
	assert_int_equal(report.findings.count, 4);
	assert_string_equal(report.findings.items[0].message, "nowhere");
	assert_string_equal(report.findings.items[1].message, "first");
	assert_string_equal(report.findings.items[2].message, "second");
	assert_string_equal(report.findings.items[3].message, "third");
	assert_int_equal(diag_count(&report, SEVERITY_INFO), 4);
	assert_int_equal(diag_count(&report, SEVERITY_WARNING), 4);
	assert_int_equal(diag_count(&report, SEVERITY_ERROR), 2);
}

static void test_gnu(void **state)
{
	(void)state;
	struct report report = {.arena = arena, .fallback = "keepc"};
	const struct source *source = source_from_bytes(arena, "p.yaml", TEXT("a: one\nb: two\n"));
	struct finding *finding = diag_add(&report, &first_rule, span_of(source, "two"),
	                                   "expected %s, saw '%s'", "this", "two");
	diag_note(&report, finding, span_of(source, "one"), "first here");
	diag_note(&report, finding, (struct span){0}, "a remark");
	diag_hint(&report, finding, "write %d", 3);
	diag_add(&report, &second_rule, (struct span){0}, "nowhere");
	diag_sort(&report);
	assert_string_equal(printed(&report, DIAG_GNU),
	                    "keepc: warning: nowhere [b-rule]\n"
	                    "p.yaml:2:4: error: expected this, saw 'two' [a-rule]\n"
	                    "    2 | b: two\n"
	                    "      |    ^~~\n"
	                    "p.yaml:1:4: note: first here\n"
	                    "    1 | a: one\n"
	                    "      |    ^~~\n"
	                    "p.yaml:2:4: note: a remark\n"
	                    "p.yaml:2:4: note: write 3\n");
}

static void test_human(void **state)
{
	(void)state;
	struct report report = {.arena = arena, .fallback = "keepc"};
	const struct source *source = source_from_bytes(arena, "p.yaml", TEXT("a: one\n"));
	diag_hint(&report, diag_add(&report, &first_rule, span_of(source, "one"), "no"),
	          "write two");
	diag_add(&report, &second_rule, span_of(source, "one"), "hm");
	diag_sort(&report);
	assert_string_equal(printed(&report, DIAG_HUMAN), "p.yaml:1:4: error: no [a-rule]\n"
	                                                  "    1 | a: one\n"
	                                                  "      |    ^~~\n"
	                                                  "      = hint: write two\n"
	                                                  "\n"
	                                                  "p.yaml:1:4: warning: hm [b-rule]\n"
	                                                  "    1 | a: one\n"
	                                                  "      |    ^~~\n");
	assert_null(strchr(printed(&report, DIAG_HUMAN), '\033'));
	assert_non_null(strstr(printed(&report, DIAG_HUMAN_COLOR), "\033[31merror:\033[0m no"));
}

/* Carets stand below what they mean, whatever the width of tabs and characters. */
static void test_carets(void **state)
{
	(void)state;
	struct report report = {.arena = arena};
	const struct source *source = source_from_bytes(
	    arena, "p", TEXT("\ta\t\xe4\xbd\xa0\xc3\xa4\xcc\x81: \xe4\xbd\xa0\xe4\xbd\xa0 x"));
	diag_add(&report, &first_rule, span_of(source, "\xe4\xbd\xa0\xe4\xbd\xa0"), "no");
	assert_string_equal(
	    printed(&report, DIAG_GNU),
	    "p:1:9: error: no [a-rule]\n"
	    "    1 | \ta\t\xe4\xbd\xa0\xc3\xa4\xcc\x81: \xe4\xbd\xa0\xe4\xbd\xa0 x\n"
	    "      | \t \t     ^~~~\n");
}

static void test_end_of_file_and_many_lines(void **state)
{
	(void)state;
	struct report report = {.arena = arena};
	const struct source *source = source_from_bytes(arena, "p", TEXT("[a,\nb]"));
	diag_add(&report, &first_rule, (struct span){source, 0, 6}, "whole");
	diag_add(&report, &first_rule, (struct span){source, 6, 6}, "end");
	assert_string_equal(printed(&report, DIAG_GNU), "p:1:1: error: whole [a-rule]\n"
	                                                "    1 | [a,\n"
	                                                "      | ^~~\n"
	                                                "p:2:3: error: end [a-rule]\n"
	                                                "    2 | b]\n"
	                                                "      |   ^\n");
}

/* Neither the message nor the line may steer the terminal or forge a second line. */
static void test_hostile_text(void **state)
{
	(void)state;
	struct report report = {.arena = arena};
	const struct source *source =
	    source_from_bytes(arena, "p\033\n", TEXT("a\033[2J\xff\xe2\x80\xae"));
	diag_hint(&report,
	          diag_add(&report, &first_rule, (struct span){source, 0, 1}, "saw '%s'",
	                   "\n\033[2J\xe2\x80\xae"),
	          "%s", "\r");
	assert_string_equal(printed(&report, DIAG_GNU),
	                    "p\\x1b\\n:1:1: error: saw '\\n\\x1b[2J\\u202e' [a-rule]\n"
	                    "    1 | a\xef\xbf\xbd[2J\xef\xbf\xbd\xef\xbf\xbd\n"
	                    "      | ^\n"
	                    "p\\x1b\\n:1:1: note: \\x0d\n");
}

static void test_long_line_is_cut(void **state)
{
	(void)state;
	char bytes[5001] = {0};
	memset(bytes, 'a', 5000);
	memcpy(bytes + 3000, "BAD", 3);
	struct report report = {.arena = arena};
	const struct source *source = source_from_bytes(arena, "p", text_of(bytes));
	diag_add(&report, &first_rule, (struct span){source, 3000, 3003}, "no");
	const char *text = printed(&report, DIAG_GNU);
	assert_true(strlen(text) < 400);
	const char *bad = strstr(text, "BAD"), *caret = strstr(text, "^~~");
	assert_true(bad && caret);
	const char *source_line = strstr(text, "    1 | "), *caret_line = strstr(text, "      | ");
	assert_int_equal(bad - source_line, caret - caret_line);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_order_and_duplicates),
	    cmocka_unit_test(test_gnu),
	    cmocka_unit_test(test_human),
	    cmocka_unit_test(test_carets),
	    cmocka_unit_test(test_end_of_file_and_many_lines),
	    cmocka_unit_test(test_hostile_text),
	    cmocka_unit_test(test_long_line_is_cut),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, make_arena, drop_arena);
}
