#include "read/node.h"
#include "model/rules.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct arena *arena;
static struct report report;
static const struct source *source;

static int make_arena(void **state)
{
	(void)state;
	arena = arena_create();
	report = (struct report){.arena = arena, .fallback = "x"};
	return 0;
}

static int drop_arena(void **state)
{
	(void)state;
	arena_destroy(arena);
	return 0;
}

static const struct node *read_text(struct text text)
{
	report.findings.count = 0;
	source = source_from_bytes(arena, "x", text);
	return node_read(arena, &report, source);
}

static const struct node *read_good(const char *string)
{
	const struct node *root = read_text(text_of(string));
	if (!root || report.findings.count > 0)
		fail_msg("'%s': %s", string,
		         report.findings.count > 0 ? report.findings.items[0].message : "no tree");
	return root;
}

/* The only finding, of the rule, at the part of the text. */
static void refuses(const struct rule *rule, const char *string, const char *part)
{
	read_text(text_of(string));
	if (report.findings.count != 1)
		fail_msg("'%s': %zu findings", string, report.findings.count);
	const struct finding *finding = &report.findings.items[0];
	const char *found = strstr(string, part);
	assert_non_null(found);
	if (finding->rule != rule || finding->span.start != (size_t)(found - string))
		fail_msg("'%s': %s [%s] at %zu", string, finding->message, finding->rule->name,
		         finding->span.start);
}

static void covers(const struct node *node, const char *part)
{
	struct text said = {source->bytes.data + node->span.start,
	                    node->span.end - node->span.start};
	if (!text_is(said, part))
		fail_msg("the span covers '%.*s'", (int)said.length, said.data);
}

static void test_scalars_are_text(void **state)
{
	(void)state;
	static const char *const plain[] = {"no",   "~",    "null",       "0x10", "1_000", "017",
	                                    "1.50", "true", "2001-01-01", "=",    "<"};
	for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
		const struct node *node =
		    read_good(arena_printf(arena, "- %s\n", plain[i]))->items.items[0];
		assert_string_equal(node->value.data, plain[i]);
		assert_true(node->is_plain);
	}
	const struct node *list = read_good("['a''b', \"a\\tb\\u00e4\", \"no\"]");
	assert_string_equal(list->items.items[0]->value.data, "a'b");
	assert_string_equal(list->items.items[1]->value.data, "a\tb\xc3\xa4");
	assert_false(list->items.items[2]->is_plain);
}

static void test_spans(void **state)
{
	(void)state;
	const struct node *root = read_good(
	    "# \xc3\xa4\n\xc3\xa4: 'x y' # c\nlist:\n  - one\n  - [two, {three: 3}]\n\nlast:\n");
	covers(root->entries.items[0].key, "\xc3\xa4");
	covers(root->entries.items[0].value, "'x y'");
	const struct node *list = root->entries.items[1].value;
	covers(list, "- one\n  - [two, {three: 3}]");
	covers(list->items.items[1], "[two, {three: 3}]");
	covers(list->items.items[1]->items.items[1], "{three: 3}");
	covers(root->entries.items[2].value, "");
}

static void test_order_is_kept(void **state)
{
	(void)state;
	const struct node *root = read_good("c: 1\na: 2\nb: 3\n");
	assert_string_equal(root->entries.items[0].key->value.data, "c");
	assert_string_equal(root->entries.items[1].key->value.data, "a");
	assert_string_equal(root->entries.items[2].key->value.data, "b");
}

static void test_first_of_equal_keys_stays(void **state)
{
	(void)state;
	const struct node *root = read_text(TEXT("a: 1\nb: 2\n\"a\": 3\n'a': 4\n"));
	assert_int_equal(report.findings.count, 2);
	assert_int_equal(report.findings.items[1].notes.items[0].span.start, 0);
	assert_int_equal(root->entries.count, 2);
	assert_string_equal(root->entries.items[0].value->value.data, "1");
}

/* What looks like a forbidden feature and is text. */
static void test_near_misses(void **state)
{
	(void)state;
	read_good("a: b&c\nd: b*c\ne: b!c\nf: x%y\n");
	read_good("a: '&b'\nc: \"*d\"\ne: '<<'\n'<<': f\n");
	read_good("a: what ?\n# really ?\nb: 1\n?c: d\n");
	read_good("a: b#c\n# d\ne: 'f' # g\n");
	read_good("---\na: b\n...\n# the end\n");
	read_good("a:\tb\nc: 'd\te'\nf: |\n  f\n  \tg\n \nh: \"i\\\n  j\"\n");
	read_good("a: [\n  b,\n  c\n]\nd: {e: f,\n  g: h }\n");
	read_good("a: |2\n    b\n   c\n");
	read_good("a: -b\nc: [-1, --x]\n");
	read_good("a: b");
	read_good("a: |\n  b");
}

static void test_refusals(void **state)
{
	(void)state;
	refuses(rule(yaml_anchor), "a: &b c\n", "&b");
	refuses(rule(yaml_anchor), "a: &b [c]\n", "&b");
	refuses(rule(yaml_tag), "a: !b c\n", "!b");
	refuses(rule(yaml_tag), "a: ! c\n", "! c");
	refuses(rule(yaml_tag), "a: !<tag:x,1:y> {c: d}\n", "!<");
	refuses(rule(yaml_alias), "a: *b\n", "*b");
	refuses(rule(yaml_merge_key), "a: {<<: b}\n", "<<");
	refuses(rule(yaml_directive), "%YAML 1.2\n---\na: b\n", "%YAML");
	refuses(rule(yaml_directive), "%TAG ! tag:x,1:\n---\na: b\n", "%TAG");
	refuses(rule(yaml_several_documents), "a: b\n--- c\n", "---");
	refuses(rule(yaml_several_documents), "a: b\n...\nc: d\n", "c: d");
	refuses(rule(yaml_complex_key), "{a: b}: c\n", "{a");
	refuses(rule(yaml_complex_key), "? a\n: b\n", "a\n");
	refuses(rule(yaml_complex_key), "{?a: b}\n", "a:");
	refuses(rule(yaml_complex_key), "[? a: b]\n", "a:");
	refuses(rule(yaml_duplicate_key), "a: b\nc: {d: e, d: f}\n", "d: f");
	refuses(rule(yaml_tab), "a:\n\tb: c\n", "\t");
	refuses(rule(yaml_tab), "\ta: b\n", "\t");
	refuses(rule(yaml_tab), "a: {\n \tb: c}\n", "\t");
	refuses(rule(yaml_control), "a: b\x01\n", "\x01");
	refuses(rule(yaml_control), "a: \"\\0\"\n", "\"");
	/* Bidi_Control, all of it: PropList.txt of Unicode. */
	refuses(rule(yaml_bidi), "# \xd8\x9c\n", "\xd8");
	for (const char *mark = "\x8e\x8f\xaa\xab\xac\xad\xae"; *mark; mark++)
		refuses(rule(yaml_bidi), (char[]){'#', '\xe2', '\x80', *mark, '\n', '\0'}, "\xe2");
	for (const char *mark = "\xa6\xa7\xa8\xa9"; *mark; mark++)
		refuses(rule(yaml_bidi), (char[]){'#', '\xe2', '\x81', *mark, '\n', '\0'}, "\xe2");
	refuses(rule(yaml_bidi), "a: \"\\u2066\"\n", "\"");
	refuses(rule(yaml_encoding),
	        "\xef\xbb\xbf"
	        "a: b\n",
	        "\xef");
	refuses(rule(yaml_encoding), "a: \"\\ufeff\"\n", "\"");
	refuses(rule(yaml_encoding), "a: \xc0\n", "\xc0");
	refuses(rule(yaml_empty), "", "");
	refuses(rule(yaml_empty), "# a\n\n", "");
	refuses(rule(yaml_syntax), "a: 'b'# c\n", "#");
	refuses(rule(yaml_syntax), "a: [b, #c\n d]#e\n", "#e");
	refuses(rule(yaml_syntax), "a: > # b\n c\nd: |# e\n f\n", "# e");
	refuses(rule(yaml_syntax), "a:\n  b: [c,\n  d]\n", "  d]");
	refuses(rule(yaml_syntax), "a: 'b\nc'\n", "c'");
	refuses(rule(yaml_syntax), "a: [b, -]\n", "-");
}

static void test_nul(void **state)
{
	(void)state;
	read_text(TEXT("a: b\n\0c: d\n"));
	assert_int_equal(report.findings.count, 1);
	assert_ptr_equal(report.findings.items[0].rule, rule(yaml_control));
}

static const char *nested(size_t depth)
{
	char *string = arena_alloc(arena, 2 * depth + 1);
	memset(string, '[', depth);
	memset(string + depth, ']', depth);
	return string;
}

static void test_depth(void **state)
{
	(void)state;
	read_good(nested(32));
	assert_null(read_text(text_of(nested(33))));
	assert_ptr_equal(report.findings.items[0].rule, rule(yaml_depth));
	assert_int_equal(report.findings.items[0].span.start, 32);
}

static const char *list_of(size_t count)
{
	char *string = arena_alloc(arena, 4 * count + 1);
	for (size_t i = 0; i < count; i++)
		memcpy(string + 4 * i, "- a\n", 4);
	return string;
}

static void test_entries(void **state)
{
	(void)state;
	assert_int_equal(read_good(list_of(1024))->items.count, 1024);
	assert_null(read_text(text_of(list_of(1025))));
	assert_ptr_equal(report.findings.items[0].rule, rule(yaml_size));
	assert_int_equal(report.findings.items[0].span.start, 4 * 1024 + 2);
}

/* Lists of 1000: their nodes and they themselves, and the list around them. */
static void test_nodes(void **state)
{
	(void)state;
	static const char row[] = "- [a]\n";
	enum { ROWS = 2048 };
	char *string = arena_alloc(arena, ROWS * (sizeof row - 1) + 64);
	size_t length = 0;
	for (size_t list = 0; list < 4; list++) {
		length += (size_t)sprintf(string + length, "k%zu:\n", list);
		for (size_t i = 0; i < (list < 3 ? 511u : 509u); i++)
			length += (size_t)sprintf(string + length, "%s", row);
	}
	/* 1 mapping, 4 keys, 4 lists, 2042 rows of two nodes: 4093, and one key with a value and a
	 * value of its own */
	assert_int_equal(read_good(string)->entries.count, 4);
	sprintf(string + length, "- [a, b]\n");
	read_good(string);
	sprintf(string + length, "- [a, b, c]\n");
	assert_null(read_text(text_of(string)));
	assert_ptr_equal(report.findings.items[0].rule, rule(yaml_size));
}

static void test_size(void **state)
{
	(void)state;
	enum { LIMIT = 256 * 1024 };
	char *string = arena_alloc(arena, LIMIT + 2);
	memset(string, '#', LIMIT + 1);
	memcpy(string, "a: b\n", 5);
	assert_non_null(read_text((struct text){string, LIMIT}));
	assert_int_equal(report.findings.count, 0);
	assert_null(read_text((struct text){string, LIMIT + 1}));
	assert_ptr_equal(report.findings.items[0].rule, rule(yaml_size));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_scalars_are_text),
	    cmocka_unit_test(test_spans),
	    cmocka_unit_test(test_order_is_kept),
	    cmocka_unit_test(test_first_of_equal_keys_stays),
	    cmocka_unit_test(test_near_misses),
	    cmocka_unit_test(test_refusals),
	    cmocka_unit_test(test_nul),
	    cmocka_unit_test(test_depth),
	    cmocka_unit_test(test_entries),
	    cmocka_unit_test(test_nodes),
	    cmocka_unit_test(test_size),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, make_arena, drop_arena);
}
