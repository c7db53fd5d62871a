#include "read/complain.h"

#include "base/yaml_scalar.h"

#include <stdarg.h>
#include <string.h>

/* A value that the reader has refused already gets no second finding; notes and hints of this one
 * go nowhere. */
static struct finding *stay_silent(struct binder *binder)
{
	return arena_alloc(binder->arena, sizeof(struct finding));
}

struct finding *complain(struct binder *binder, const struct rule *rule, const struct node *node,
                         const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	const char *message = arena_vprintf(binder->arena, format, arguments);
	va_end(arguments);
	binder->is_broken = true;
	binder->policy->is_broken = true;
	if (node->is_refused)
		return stay_silent(binder);
	struct finding *finding = diag_add(binder->report, rule, node->span, "%s", message);
	finding->at = binder->at;
	return finding;
}

void complain_twice(struct binder *binder, const struct node *node, struct span known)
{
	bool was_broken = binder->is_broken;
	struct finding *finding =
	    complain(binder, rule(duplicate_entry), node, "%s is listed twice", node->value.data);
	diag_note(binder->report, finding, known, "first listed here");
	binder->is_broken = was_broken;
}

/* A word that looks right and is not: letters of another script, a space that is none, typographic
 * quotes. */
static const char *ascii_hint(struct binder *binder, struct text word)
{
	return text_is_ascii(word) ? NULL
	                           : arena_printf(binder->arena, "not all of it is ASCII: %s",
	                                          text_ascii(binder->arena, word).data);
}

const char *nearest_hint(struct binder *binder, const char *nearest, struct text word)
{
	const char *remark = ascii_hint(binder, word);
	return arena_printf(binder->arena, "did you mean \"%s\"?%s%s", nearest, remark ? " " : "",
	                    remark ? remark : "");
}

void complain_fault(struct binder *binder, const struct node *node, const struct scan_fault *fault)
{
	struct finding *finding = complain(binder, rule(bad_value), node, "%s", fault->message);
	const char *hint = fault->hint ? fault->hint : ascii_hint(binder, node->value);
	if (hint)
		diag_hint(binder->report, finding, "%s", hint);
}

bool complain_null(struct binder *binder, const struct node *node)
{
	if (!node->is_plain || !scan_is_null(node->value))
		return false;
	struct finding *finding = complain(
	    binder, rule(bad_value), node,
	    "expected a text, saw '%s', which many YAML readers take for null", node->value.data);
	diag_hint(binder->report, finding, "write \"%s\" when the word is meant", node->value.data);
	return true;
}

static bool is_nothing(const struct node *node)
{
	return node->kind == NODE_SCALAR && node->is_plain && node->value.length == 0;
}

static const char space_hint[] = "put a space after the ':'";

static bool is_run_together(const struct node *node)
{
	const char *colon = node->is_plain ? strchr(node->value.data, ':') : NULL;
	return colon && colon > node->value.data && colon[1] != '\0';
}

bool complain_run_together(struct binder *binder, const struct node_entry *entry)
{
	if (!is_nothing(entry->value) || !is_run_together(entry->key))
		return false;
	const char *seen = text_ascii(binder->arena, entry->key->value).data;
	diag_hint(binder->report,
	          complain(binder, rule(bad_value), entry->key,
	                   "expected a key and its value, saw '%s'", seen),
	          "%s", space_hint);
	return true;
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
	           : arena_printf(arena, "write [%s]", list.data);
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

/* Entries under allow are easily taken for names of rules. */
static const char *allow_hint(struct binder *binder, const struct node *node, enum node_kind kind)
{
	bool is_list = kind == NODE_SEQUENCE;
	if (node->kind == NODE_MAPPING)
		return node->span.source->bytes.data[node->span.start] == '{'
		           ? "put '[' and ']' around the entry"
		           : "begin the entry with '- '";
	bool is_rule = node->kind == NODE_SCALAR && rule_find(node->value);
	return arena_printf(binder->arena, "write %s{rule: %s, reason: \"why it may stay\"}%s",
	                    is_list ? "[" : "", is_rule ? node->value.data : "keep-nested",
	                    is_list ? "]" : "");
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

static const char *shape_hint(struct binder *binder, const struct node *node, enum node_kind kind)
{
	bool is_word = node->kind == NODE_SCALAR && node->value.length > 0;
	if (node->kind == NODE_SEQUENCE && is_behind_dash(node))
		return "write one '- ' for each entry: the second begins a list in the list";
	if ((text_is(binder->at, "allow") && kind == NODE_SEQUENCE) ||
	    (text_starts(binder->at, "allow[") && kind == NODE_MAPPING))
		return allow_hint(binder, node, kind);
	if (kind == NODE_SEQUENCE && is_word)
		return node->is_plain && node->value.data[0] == '-' ? "put a space after each '-'"
		                                                    : as_list(binder, node->value);
	if (kind == NODE_SCALAR && node->kind == NODE_MAPPING &&
	    node->span.source->bytes.data[node->span.start] != '{')
		return "put a value with ': ' in it into quotes";
	if (kind == NODE_MAPPING && text_starts(binder->at, "binds.") && is_word &&
	    node->value.data[0] == '/' && !strpbrk(node->value.data, " :,"))
		return arena_printf(binder->arena, "write {source: %s}", node->value.data);
	if (kind == NODE_MAPPING && is_word && is_run_together(node) &&
	    !strpbrk(node->value.data, " \n"))
		return space_hint;
	for (size_t i = 0;
	     kind == NODE_MAPPING && i < sizeof shape_examples / sizeof shape_examples[0]; i++)
		if (text_is(binder->at, shape_examples[i].at))
			return arena_printf(binder->arena, "write it as %s",
			                    shape_examples[i].example);
	return NULL;
}

bool is_kind(struct binder *binder, const struct node *node, enum node_kind kind,
             const char *wanted)
{
	if (node->kind == kind)
		return true;
	struct finding *finding =
	    complain(binder, rule(wrong_type), node, "%s wants %s, and %s%s", binder->at.data,
	             wanted, is_nothing(node) ? "nothing stands there" : "this is ",
	             is_nothing(node) ? "" : node_kind_name(node->kind));
	const char *hint = shape_hint(binder, node, kind);
	if (hint)
		diag_hint(binder->report, finding, "%s", hint);
	return false;
}

struct policy_text text_node(const struct node *node)
{
	return (struct policy_text){node->value, node->span};
}

void append_unique(struct binder *binder, policy_texts *texts, const struct node *node)
{
	const struct policy_text *text;
	for_each (text, texts)
		if (text_equal(text->value, node->value)) {
			complain_twice(binder, node, text->span);
			return;
		}
	*list_append(binder->arena, texts) = text_node(node);
}
