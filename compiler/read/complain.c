#include "read/complain.h"

#include "read/shape.h"

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
static const char *ascii_hint(struct arena *arena, struct text word)
{
	return text_is_ascii(word) ? NULL
	                           : arena_printf(arena, "not all of it is ASCII: %s",
	                                          text_ascii(arena, word).data);
}

struct scan_fault nearest_fault(struct arena *arena, struct text word,
                                const char *const *candidates)
{
	struct scan_fault fault = {0};
	const char *second, *nearest = text_nearest(word, candidates, &second),
	                    *remark = ascii_hint(arena, word);
	if (!nearest)
		return fault;
	fault.hint = arena_printf(arena, "did you mean \"%s\"%s%s%s?%s%s", nearest,
	                          second ? " or \"" : "", second ? second : "", second ? "\"" : "",
	                          remark ? " " : "", remark ? remark : "");
	if (second)
		fault.choices = arena_printf(arena, "%s\n%s", nearest, second);
	else
		fault.write = nearest;
	return fault;
}

void hint_fault(struct binder *binder, struct finding *finding, const struct node *node,
                const struct scan_fault *fault)
{
	const char *hint = fault->hint ? fault->hint : ascii_hint(binder->arena, node->value);
	if (hint)
		diag_hint(binder->report, finding, "%s", hint);
	if (fault->write)
		diag_fix(binder->report, finding, FIX_SAFE, node->span,
		         shape_in_place(binder, node, fault->write));
	for (const char *choice = fault->choices; choice; choice = strchr(choice, '\n')) {
		choice += *choice == '\n';
		struct text text = text_copy(binder->arena, choice, strcspn(choice, "\n"));
		diag_fix(binder->report, finding, FIX_CHOICE, node->span,
		         shape_in_place(binder, node, text.data));
	}
}

bool has_key(const struct node *mapping, struct text name)
{
	const struct node_entry *entry;
	for_each (entry, &mapping->entries)
		if (text_equal(entry->key->value, name))
			return true;
	return false;
}

void hint_key(struct binder *binder, struct finding *finding, const struct node *mapping,
              const struct node *key, const struct scan_fault *fault)
{
	struct scan_fault rest = *fault;
	const char *name = rest.write ? rest.write : rest.choices;
	if (name && has_key(mapping, text_of(name)))
		rest = (struct scan_fault){
		    .hint = arena_printf(binder->arena,
		                         "\"%s\" is there already: say it once, under that name",
		                         name)};
	hint_fault(binder, finding, key, &rest);
}

void complain_fault(struct binder *binder, const struct node *node, const struct scan_fault *fault)
{
	hint_fault(binder, complain(binder, rule(bad_value), node, "%s", fault->message), node,
	           fault);
}

bool complain_null(struct binder *binder, const struct node *node)
{
	if (!node->is_plain || !scan_is_null(node->value))
		return false;
	struct finding *finding = complain(
	    binder, rule(bad_value), node,
	    "expected a text, saw '%s', which many YAML readers take for null", node->value.data);
	diag_hint(binder->report, finding, "write \"%s\" when the word is meant", node->value.data);
	diag_fix(binder->report, finding, FIX_CHOICE, node->span,
	         text_format(binder->arena, "\"%s\"", node->value.data));
	return true;
}

static bool is_nothing(const struct node *node)
{
	return node->kind == NODE_SCALAR && node->is_plain && node->value.length == 0;
}

bool complain_run_together(struct binder *binder, const struct node_entry *entry)
{
	if (!is_nothing(entry->value) || !shape_is_run_together(entry->key))
		return false;
	const char *seen = text_ascii(binder->arena, entry->key->value).data;
	shape_separate(binder,
	               complain(binder, rule(bad_value), entry->key,
	                        "expected a key and its value, saw '%s'", seen),
	               entry->key);
	return true;
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
	shape_hint(binder, finding, node, kind);
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
