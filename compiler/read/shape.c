#include "read/shape.h"

#include "base/json_write.h"
#include "base/yaml_scalar.h"

#include <string.h>

/* Behind the ':' of a key without value, a blank comes first. */
struct text shape_in_place(struct binder *binder, const struct node *node, const char *write)
{
	const struct span *span = &node->span;
	bool is_glued = span->source && span->start == span->end && span->start > 0 &&
	                span->source->bytes.data[span->start - 1] == ':';
	return text_format(binder->arena, "%s%s", is_glued ? " " : "", write);
}

bool shape_is_run_together(const struct node *node)
{
	const char *colon = node->is_plain ? strchr(node->value.data, ':') : NULL;
	return colon && colon > node->value.data && colon[1] != '\0';
}

/* Plain, and therefore written as it reads: the ':' is where it is in the value. */
void shape_separate(struct binder *binder, struct finding *finding, const struct node *node)
{
	size_t colon = (size_t)(strchr(node->value.data, ':') - node->value.data);
	size_t behind = node->span.start + colon + 1;
	bool is_only = !strchr(node->value.data + colon + 1, ':');
	diag_hint(binder->report, finding, "put a space after the ':'");
	diag_fix(binder->report, finding, is_only ? FIX_SAFE : FIX_CHOICE,
	         (struct span){node->span.source, behind, behind}, TEXT(" "));
}

/* The words of a command part at blanks alone: "scale=640:-1,fps=1" is one. */
static const char *separators(struct binder *binder)
{
	return text_is(binder->at, "command") ? " " : " ,";
}

/* A ',' at the end of a word separates in each of them. */
static size_t word_length(struct text word)
{
	while (word.length > 0 && word.data[word.length - 1] == ',')
		word.length--;
	return word.length;
}

/* "[/usr/bin/python3, -V]": what stands there as a list, when no quoting or nesting makes it more
 * than words. */
static const char *as_list(struct binder *binder, struct text scalar)
{
	struct arena *arena = binder->arena;
	struct text list = TEXT("");
	for (size_t at = 0; at < scalar.length;) {
		struct text rest = {scalar.data + at, scalar.length - at};
		size_t length = strcspn(rest.data, separators(binder));
		struct text word =
		    text_copy(arena, rest.data, word_length((struct text){rest.data, length}));
		if (word.length > 0)
			list = text_format(arena, "%s%s%s", list.data, list.length > 0 ? ", " : "",
			                   yaml_scalar(arena, word).data);
		at += length + (length < rest.length);
	}
	return strpbrk(scalar.data, "'\"[]{}#&*\n") || strstr(scalar.data, ": ") ||
	               strstr(scalar.data, ":,") ||
	               (scalar.length > 0 && scalar.data[scalar.length - 1] == ':')
	           ? NULL
	           : arena_printf(arena, "[%s]", list.data);
}

/* A key whose value is easily taken for something simpler, and how it is written. */
static const struct {
	const char *at, *example;
} shape_examples[] = {
    {"env", "{set: {LANG: C.UTF-8}, pass: [TZ]}"},
    {"env.set", "{LANG: C.UTF-8}"},
    {"writable", "{/tmp: 64M}"},
    {"binds", "{/data: {source: /srv/data}}"},
    {"rlimits", "{nofile: 1024}"},
    {"limits", "{wall: 15m, output: 64M}"},
    {"runsc", "{release: 20240729.0}"},
    {"runsc.flags", "{directfs: false}"},
    {"outer", "{network: none, read-only: true}"},
};

/* What to write where another kind of value stands, and how sure it is. */
struct shape {
	const char *hint; /* NULL: write says it */
	const char *write;
	enum fix_kind kind;
};

/* As the file has it. */
static struct text raw_text(struct binder *binder, const struct node *node)
{
	return text_copy(binder->arena, node->span.source->bytes.data + node->span.start,
	                 node->span.end - node->span.start);
}

/* The lines of a block behind the first, moved by so many columns; first goes before the first. */
static const char *moved_lines(struct binder *binder, struct text block, const char *first, int by)
{
	struct text moved = text_of(first);
	for (const char *line = block.data;;) {
		size_t length = strcspn(line, "\n");
		moved = text_format(binder->arena, "%s%.*s", moved.data, (int)length, line);
		if (line[length] == '\0')
			return moved.data;
		line += length + 1;
		size_t blanks = strspn(line, " ");
		bool is_empty = line[blanks] == '\n' || line[blanks] == '\0';
		moved = text_format(binder->arena, "%s\n%*s", moved.data,
		                    is_empty || by < 0 ? 0 : by, "");
		if (by < 0)
			line += blanks < (size_t)-by ? blanks : (size_t)-by;
	}
}

static bool is_flow(const struct node *node)
{
	return strchr("[{", node->span.source->bytes.data[node->span.start]);
}

/* Entries under allow are easily taken for names of rules. */
static struct shape allow_shape(struct binder *binder, const struct node *node, enum node_kind kind)
{
	struct arena *arena = binder->arena;
	bool is_list = kind == NODE_SEQUENCE;
	if (node->kind == NODE_MAPPING && is_flow(node))
		return (struct shape){"put '[' and ']' around the entry",
		                      arena_printf(arena, "[%s]", raw_text(binder, node).data),
		                      FIX_SAFE};
	if (node->kind == NODE_MAPPING)
		return (struct shape){"begin the entry with '- '",
		                      moved_lines(binder, raw_text(binder, node), "- ", 2),
		                      FIX_SAFE};
	bool is_rule = node->kind == NODE_SCALAR && rule_find(node->value);
	return (struct shape){
	    NULL,
	    arena_printf(arena, "%s{rule: %s, reason: \"why it may stay\"}%s", is_list ? "[" : "",
	                 is_rule ? node->value.data : "keep-nested", is_list ? "]" : ""),
	    FIX_EXAMPLE};
}

/* "- - /usr" */
static bool is_behind_dash(const struct node *node)
{
	const char *data = node->span.source->bytes.data;
	size_t at = node->span.start;
	while (at > 0 && data[at - 1] == ' ')
		at--;
	return data[node->span.start] == '-' && at > 0 && data[at - 1] == '-';
}

/* Its entries one dash to the left. */
static struct shape dash_shape(struct binder *binder, const struct node *node)
{
	struct text raw = raw_text(binder, node);
	size_t blanks = 1 + strspn(raw.data + 1, " ");
	const char *data = node->span.source->bytes.data;
	size_t dash = node->span.start - 1;
	while (data[dash] == ' ')
		dash--;
	const char *lines = moved_lines(binder, raw, "", -(int)(node->span.start - dash));
	return (struct shape){"write one '- ' for each entry: the second begins a list in the list",
	                      lines + blanks, FIX_SAFE};
}

static struct shape quotes_shape(struct binder *binder, const struct node *node)
{
	struct text raw = raw_text(binder, node);
	bool is_one_line = !strchr(raw.data, '\n');
	return (struct shape){
	    "put a value with ': ' in it into quotes",
	    is_one_line ? json_finish_compact(binder->arena, json_make_string(raw)).data : NULL,
	    FIX_SAFE};
}

/* A list whose dashes have no blank behind them, each on a line of its own. */
static struct shape dashes_shape(struct binder *binder, const struct node *node)
{
	struct text raw = raw_text(binder, node), spaced = TEXT("");
	for (const char *line = raw.data;;) {
		size_t length = strcspn(line, "\n"), blanks = strspn(line, " ");
		bool is_glued = line[blanks] == '-' && !strchr(" \n", line[blanks + 1]);
		spaced = text_format(binder->arena, "%s%.*s%s%.*s", spaced.data,
		                     (int)(blanks + is_glued), line, is_glued ? " " : "",
		                     (int)(length - blanks - is_glued), line + blanks + is_glued);
		if (line[length] == '\0')
			break;
		spaced = text_format(binder->arena, "%s\n", spaced.data);
		line += length + 1;
	}
	return (struct shape){"put a space after each '-'", spaced.data, FIX_SAFE};
}

static bool begins_line(const struct node *node)
{
	const char *data = node->span.source->bytes.data;
	size_t at = node->span.start;
	while (at > 0 && data[at - 1] == ' ')
		at--;
	return at > 0 && data[at - 1] == '\n';
}

static struct shape list_shape(struct binder *binder, const struct node *node)
{
	bool is_word = !strpbrk(node->value.data, separators(binder));
	if (node->is_plain && node->value.data[0] == '-' && begins_line(node))
		return dashes_shape(binder, node);
	return (struct shape){NULL, as_list(binder, node->value), is_word ? FIX_SAFE : FIX_CHOICE};
}

static struct shape example_shape(struct binder *binder)
{
	for (size_t i = 0; i < sizeof shape_examples / sizeof shape_examples[0]; i++)
		if (text_is(binder->at, shape_examples[i].at))
			return (struct shape){arena_printf(binder->arena, "write it as %s",
			                                   shape_examples[i].example),
			                      shape_examples[i].example, FIX_EXAMPLE};
	return (struct shape){0};
}

static struct shape shape_of(struct binder *binder, const struct node *node, enum node_kind kind)
{
	bool is_word = node->kind == NODE_SCALAR && node->value.length > 0;
	if (node->kind == NODE_SEQUENCE && is_behind_dash(node))
		return dash_shape(binder, node);
	if ((text_is(binder->at, "allow") && kind == NODE_SEQUENCE) ||
	    (text_starts(binder->at, "allow[") && kind == NODE_MAPPING))
		return allow_shape(binder, node, kind);
	if (kind == NODE_SEQUENCE && is_word)
		return list_shape(binder, node);
	if (kind == NODE_SCALAR && node->kind == NODE_MAPPING && !is_flow(node))
		return quotes_shape(binder, node);
	if (kind == NODE_MAPPING && text_starts(binder->at, "binds.") && is_word &&
	    node->value.data[0] == '/' && !strpbrk(node->value.data, " :,"))
		return (struct shape){NULL,
		                      arena_printf(binder->arena, "{source: %s}",
		                                   yaml_scalar(binder->arena, node->value).data),
		                      FIX_SAFE};
	return kind == NODE_MAPPING ? example_shape(binder) : (struct shape){0};
}

void shape_hint(struct binder *binder, struct finding *finding, const struct node *node,
                enum node_kind kind)
{
	if (!node->span.source)
		return;
	if (kind == NODE_MAPPING && node->kind == NODE_SCALAR && shape_is_run_together(node) &&
	    !strpbrk(node->value.data, " \n")) {
		shape_separate(binder, finding, node);
		return;
	}
	struct shape shape = shape_of(binder, node, kind);
	if (shape.hint)
		diag_hint(binder->report, finding, "%s", shape.hint);
	else if (shape.write)
		diag_hint(binder->report, finding, "write %s", shape.write);
	if (shape.write)
		diag_fix(binder->report, finding, shape.kind, node->span,
		         shape_in_place(binder, node, shape.write));
}
