#include "read/node.h"

#include "base/fatal.h"
#include "model/rules.h"
#include "read/bytes.h"
#include "read/conflict.h"
#include "read/lines.h"
#include "read/syntax.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

enum { SIZE_LIMIT = 256 * 1024, DEPTH_LIMIT = 32, NODE_LIMIT = 4096, ENTRY_LIMIT = 1024 };

struct reader {
	struct arena *arena;
	struct report *report;
	const struct source *source;
	yaml_parser_t parser;
	yaml_event_t event; /* the current one */
	size_t last_end;    /* of the events so far */
	struct span gap;    /* between those and the current one */
	size_t depth, flow_depth, count;
	long indent; /* column of the block collection around the node, -1 outside of all */
};

const char *node_kind_name(enum node_kind kind)
{
	static const char *const names[] = {
	    [NODE_SCALAR] = "a scalar", [NODE_SEQUENCE] = "a list", [NODE_MAPPING] = "a mapping"};
	return names[kind];
}

/* libyaml counts characters. */
static size_t mark_offset(const struct reader *reader, yaml_mark_t mark)
{
	return source_offset(reader->source, mark.index);
}

static struct span event_span(const struct reader *reader)
{
	return (struct span){reader->source, mark_offset(reader, reader->event.start_mark),
	                     mark_offset(reader, reader->event.end_mark)};
}

static void report_problem(struct reader *reader)
{
	const yaml_parser_t *parser = &reader->parser;
	if (parser->error == YAML_MEMORY_ERROR)
		fatal("out of memory");
	size_t context = parser->context ? mark_offset(reader, parser->context_mark) : SIZE_MAX;
	syntax_report(reader->report, reader->source,
	              parser->problem ? parser->problem : "not YAML",
	              mark_offset(reader, parser->problem_mark), context);
}

static bool next_event(struct reader *reader)
{
	yaml_event_delete(&reader->event);
	if (!yaml_parser_parse(&reader->parser, &reader->event)) {
		report_problem(reader);
		return false;
	}
	struct span span = event_span(reader);
	reader->gap = (struct span){reader->source, reader->last_end,
	                            span.start > reader->last_end ? span.start : reader->last_end};
	lines_check_between(reader->report, reader->gap);
	if (span.end > reader->last_end)
		reader->last_end = span.end;
	return true;
}

/* The property of a node that begins with the given character, up to the next blank or the end of
 * its flow collection. */
static struct span property_span(const struct reader *reader, char first)
{
	struct span span = event_span(reader);
	struct text bytes = reader->source->bytes;
	const char *found = memchr(bytes.data + span.start, first, bytes.length - span.start);
	if (!found)
		return span;
	span.start = (size_t)(found - bytes.data);
	span.end = span.start + 1;
	while (span.end < bytes.length && !strchr(" \t\n,[]{}", bytes.data[span.end]))
		span.end++;
	return span;
}

/* With the blanks that part it from the value. */
static struct span tag_span(const struct reader *reader)
{
	struct span span = property_span(reader, '!');
	struct text bytes = reader->source->bytes;
	while (span.end < bytes.length && bytes.data[span.end] == ' ')
		span.end++;
	return span;
}

static void refuse_properties(struct reader *reader, const yaml_char_t *anchor,
                              const yaml_char_t *tag)
{
	if (anchor) {
		struct finding *finding =
		    diag_add(reader->report, rule(yaml_anchor), property_span(reader, '&'),
		             "expected a value, saw the anchor '&%s'", anchor);
		diag_hint(reader->report, finding,
		          "write the value where it is meant, or share it through extends; a value "
		          "that begins with '&' needs quotes");
	}
	if (tag) {
		struct finding *finding =
		    diag_add(reader->report, rule(yaml_tag), property_span(reader, '!'),
		             "expected a value, saw a tag");
		diag_hint(reader->report, finding,
		          "leave the tag out: the key gives the value its type; a value that "
		          "begins with '!' needs quotes");
		diag_fix(reader->report, finding, FIX_CHOICE, tag_span(reader), TEXT(""));
	}
}

static struct node *make_node(struct reader *reader, enum node_kind kind)
{
	struct node *node = arena_alloc(reader->arena, sizeof *node);
	node->kind = kind;
	node->span = event_span(reader);
	return node;
}

static struct node *refuse_alias(struct reader *reader)
{
	struct finding *finding =
	    diag_add(reader->report, rule(yaml_alias), event_span(reader),
	             "expected a value, saw the alias '*%s'", reader->event.data.alias.anchor);
	diag_hint(reader->report, finding,
	          "write the value itself; a value that begins with '*' needs quotes");
	struct node *node = make_node(reader, NODE_SCALAR);
	node->value = TEXT("");
	node->is_refused = true;
	return node;
}

static void check_lines(struct reader *reader, const struct node *node)
{
	yaml_scalar_style_t style = reader->event.data.scalar.style;
	if (style == YAML_LITERAL_SCALAR_STYLE || style == YAML_FOLDED_SCALAR_STYLE)
		lines_check_block(reader->report, node->span, reader->indent);
	else if (reader->flow_depth == 0)
		lines_check_indent(reader->report, node->span, reader->indent, false);
}

static void refuse_dash(struct reader *reader, struct node *node)
{
	node->is_refused = true;
	struct finding *finding = diag_add(reader->report, rule(yaml_syntax), node->span,
	                                   "expected a value, saw a lone '-'");
	diag_hint(reader->report, finding, "write '-' in quotes");
	diag_fix(reader->report, finding, FIX_SAFE, node->span, TEXT("\"-\""));
}

static struct node *read_scalar(struct reader *reader)
{
	struct node *node = make_node(reader, NODE_SCALAR);
	node->value = text_copy(reader->arena, (const char *)reader->event.data.scalar.value,
	                        reader->event.data.scalar.length);
	node->is_plain = reader->event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	node->is_refused = reader->event.data.scalar.tag ||
	                   !bytes_check_value(reader->report, node->span, node->value);
	if (node->is_plain && text_is(node->value, "-"))
		refuse_dash(reader, node);
	check_lines(reader, node);
	return node;
}

static struct node *read_node(struct reader *reader);

/* count is how many there are before this one. Rules compare entries with one another, so that
 * their number bounds more than memory. */
static bool has_room(struct reader *reader, size_t count)
{
	if (count < ENTRY_LIMIT)
		return true;
	diag_add(reader->report, rule(yaml_size), event_span(reader),
	         "expected at most %d entries in one list or mapping, saw more", ENTRY_LIMIT);
	return false;
}

/* What a collection changes for the nodes inside it. */
struct surroundings {
	long indent;
	bool is_flow;
};

static struct surroundings open_collection(struct reader *reader, const struct node *node,
                                           bool is_flow)
{
	struct surroundings outer = {reader->indent, is_flow};
	if (is_flow)
		reader->flow_depth++;
	else
		reader->indent = (long)source_position(reader->source, node->span.start).column - 1;
	return outer;
}

/* A block collection has no last byte of its own: libyaml's mark stands where the next token
 * begins. */
static void close_collection(struct reader *reader, struct node *node, struct surroundings outer,
                             size_t last_end)
{
	node->span.end = outer.is_flow ? mark_offset(reader, reader->event.end_mark) : last_end;
	reader->indent = outer.indent;
	if (outer.is_flow && --reader->flow_depth == 0)
		lines_check_indent(reader->report, node->span, reader->indent, true);
}

static struct node *read_sequence(struct reader *reader)
{
	struct node *node = make_node(reader, NODE_SEQUENCE);
	struct surroundings outer = open_collection(
	    reader, node, reader->event.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE);
	size_t last_end = node->span.end;
	while (next_event(reader)) {
		if (reader->event.type == YAML_SEQUENCE_END_EVENT) {
			close_collection(reader, node, outer, last_end);
			return node;
		}
		struct node *item = has_room(reader, node->items.count) ? read_node(reader) : NULL;
		if (!item)
			return NULL;
		*list_append(reader->arena, &node->items) = item;
		last_end = item->span.end;
	}
	return NULL;
}

/* [? a: b], a mapping of one entry without braces, whose first token is the '?'. A block mapping's
 * first token is empty. */
static bool begins_with_question_mark(const struct node *mapping)
{
	return mapping->span.end > mapping->span.start &&
	       mapping->span.source->bytes.data[mapping->span.start] == '?';
}

/* False when the key is none of the subset, and its entry is to be dropped; the finding is made.
 * is_explicit: written with '?'. */
static bool check_key(struct report *report, const struct node *key, bool is_explicit)
{
	if (key->kind != NODE_SCALAR || is_explicit) {
		const char *seen = key->kind == NODE_SCALAR ? "'?'" : node_kind_name(key->kind);
		diag_add(report, rule(yaml_complex_key), key->span,
		         "expected a key and ':', saw %s", seen);
		return false;
	}
	if (key->is_plain && text_is(key->value, "<<")) {
		struct finding *finding = diag_add(report, rule(yaml_merge_key), key->span,
		                                   "expected a key, saw the merge key '<<'");
		diag_hint(report, finding, "share settings through extends");
		return false;
	}
	return true;
}

static int compare_entries(const void *left, const void *right)
{
	const struct node_entry *a = *(const struct node_entry *const *)left,
	                        *b = *(const struct node_entry *const *)right;
	int order = text_compare(a->key->value, b->key->value);
	return order != 0 ? order : (a > b) - (a < b);
}

static void refuse_duplicate(struct report *report, const struct node *first,
                             const struct node *second)
{
	const char *name = text_printable(report->arena, second->value).data;
	struct finding *finding = diag_add(report, rule(yaml_duplicate_key), second->span,
	                                   "expected each key once, saw '%s' again", name);
	diag_note(report, finding, first->span, "first here");
}

/* The first of equal keys stays, each other one is a finding. Sorts, so that many keys cost no
 * product of comparisons. */
static void drop_duplicates(struct arena *arena, struct report *report, struct node *mapping)
{
	size_t count = mapping->entries.count, kept = 0;
	struct node_entry **sorted = arena_alloc(arena, count * sizeof *sorted);
	for (size_t i = 0; i < count; i++)
		sorted[i] = &mapping->entries.items[i];
	if (count > 1)
		qsort(sorted, count, sizeof *sorted, compare_entries);
	for (size_t i = 1, first = 0; i < count; i++) {
		if (!text_equal(sorted[first]->key->value, sorted[i]->key->value)) {
			first = i;
			continue;
		}
		refuse_duplicate(report, sorted[first]->key, sorted[i]->key);
		sorted[i]->value = NULL;
	}
	for (size_t i = 0; i < count; i++)
		if (mapping->entries.items[i].value)
			mapping->entries.items[kept++] = mapping->entries.items[i];
	mapping->entries.count = kept;
}

static struct node *read_mapping(struct reader *reader)
{
	struct node *node = make_node(reader, NODE_MAPPING);
	struct surroundings outer = open_collection(
	    reader, node, reader->event.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE);
	size_t last_end = node->span.end;
	while (next_event(reader)) {
		if (reader->event.type == YAML_MAPPING_END_EVENT) {
			close_collection(reader, node, outer, last_end);
			drop_duplicates(reader->arena, reader->report, node);
			return node;
		}
		bool is_alias = reader->event.type == YAML_ALIAS_EVENT;
		bool is_explicit =
		    begins_with_question_mark(node) || lines_have_question_mark(reader->gap);
		struct node *key = has_room(reader, node->entries.count) ? read_node(reader) : NULL;
		struct node *value = key && next_event(reader) ? read_node(reader) : NULL;
		if (!value)
			return NULL;
		last_end = value->span.end;
		if (!is_alias && check_key(reader->report, key, is_explicit))
			*list_append(reader->arena, &node->entries) =
			    (struct node_entry){key, value};
	}
	return NULL;
}

static bool enter(struct reader *reader)
{
	if (++reader->depth <= DEPTH_LIMIT)
		return true;
	diag_add(reader->report, rule(yaml_depth), event_span(reader),
	         "expected at most %d levels of nesting, saw more", DEPTH_LIMIT);
	return false;
}

static bool count_node(struct reader *reader)
{
	if (++reader->count <= NODE_LIMIT)
		return true;
	diag_add(reader->report, rule(yaml_size), event_span(reader),
	         "expected at most %d keys and values, saw more", NODE_LIMIT);
	return false;
}

/* The node whose first event is the current one; its last event is the current one afterwards. NULL
 * when reading cannot go on. */
static struct node *read_node(struct reader *reader)
{
	struct node *node = NULL;
	if (!count_node(reader))
		return NULL;
	switch (reader->event.type) {
	case YAML_ALIAS_EVENT:
		return refuse_alias(reader);
	case YAML_SCALAR_EVENT:
		refuse_properties(reader, reader->event.data.scalar.anchor,
		                  reader->event.data.scalar.tag);
		return read_scalar(reader);
	case YAML_SEQUENCE_START_EVENT:
		refuse_properties(reader, reader->event.data.sequence_start.anchor,
		                  reader->event.data.sequence_start.tag);
		node = enter(reader) ? read_sequence(reader) : NULL;
		break;
	default:
		refuse_properties(reader, reader->event.data.mapping_start.anchor,
		                  reader->event.data.mapping_start.tag);
		node = enter(reader) ? read_mapping(reader) : NULL;
	}
	reader->depth--;
	return node;
}

static void refuse_directives(struct reader *reader)
{
	bool has_tags = reader->event.data.document_start.tag_directives.start !=
	                reader->event.data.document_start.tag_directives.end;
	if (!reader->event.data.document_start.version_directive && !has_tags)
		return;
	struct span span = event_span(reader);
	const char *line_end = memchr(reader->source->bytes.data + span.start, '\n',
	                              reader->source->bytes.length - span.start);
	span.end = line_end ? (size_t)(line_end - reader->source->bytes.data)
	                    : reader->source->bytes.length;
	struct finding *finding = diag_add(reader->report, rule(yaml_directive), span,
	                                   "expected a policy without directives, saw one");
	diag_hint(reader->report, finding, "leave the line out");
	span.end += line_end != NULL;
	diag_fix(reader->report, finding, FIX_SAFE, span, TEXT(""));
}

static void refuse_document(struct reader *reader, const struct node *first)
{
	struct finding *finding =
	    diag_add(reader->report, rule(yaml_several_documents), event_span(reader),
	             "expected the end of the file, saw a second document");
	diag_note(reader->report, finding,
	          (struct span){reader->source, first->span.start, first->span.start + 1},
	          "the first one begins here");
	diag_hint(reader->report, finding, "write one policy per file");
}

static struct node *refuse_empty(struct reader *reader)
{
	diag_add(reader->report, rule(yaml_empty), (struct span){reader->source, 0, 0},
	         "expected a policy, saw an empty document");
	return NULL;
}

static struct node *read_document(struct reader *reader)
{
	if (reader->event.type == YAML_STREAM_END_EVENT)
		return refuse_empty(reader);
	refuse_directives(reader);
	struct node *root = next_event(reader) ? read_node(reader) : NULL;
	if (!root || !next_event(reader) || !next_event(reader))
		return NULL;
	if (reader->event.type != YAML_STREAM_END_EVENT)
		refuse_document(reader, root);
	else if (root->kind == NODE_SCALAR && root->is_plain && root->value.length == 0)
		return refuse_empty(reader);
	return root;
}

/* libyaml loses the last line of a block scalar when no line feed ends it. */
static struct text with_last_line_feed(struct arena *arena, struct text bytes)
{
	if (bytes.length == 0 || bytes.data[bytes.length - 1] == '\n')
		return bytes;
	char *copy = arena_alloc(arena, bytes.length + 1);
	memcpy(copy, bytes.data, bytes.length);
	copy[bytes.length] = '\n';
	return (struct text){copy, bytes.length + 1};
}

static struct node *read_stream(struct reader *reader)
{
	struct text input = with_last_line_feed(reader->arena, reader->source->bytes);
	if (!yaml_parser_initialize(&reader->parser))
		fatal("out of memory");
	yaml_parser_set_encoding(&reader->parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&reader->parser, (const unsigned char *)input.data,
	                             input.length);
	/* The stream's start, then the document's. NOLINTNEXTLINE(misc-redundant-expression) */
	struct node *root = next_event(reader) && next_event(reader) ? read_document(reader) : NULL;
	yaml_event_delete(&reader->event);
	yaml_parser_delete(&reader->parser);
	return root;
}

struct node *node_read(struct arena *arena, struct report *report, const struct source *source)
{
	struct reader reader = {.arena = arena, .report = report, .source = source, .indent = -1};
	if (source->bytes.length > SIZE_LIMIT) {
		struct span span = {source, SIZE_LIMIT, SIZE_LIMIT};
		diag_add(report, rule(yaml_size), span, "expected at most %d bytes, saw more",
		         SIZE_LIMIT);
		return NULL;
	}
	return bytes_check(report, source) && !conflict_check(report, source) ? read_stream(&reader)
	                                                                      : NULL;
}
