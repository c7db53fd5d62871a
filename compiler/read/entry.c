#include "read/entry.h"

#include "model/rules.h"

#include <stdlib.h>

bool entry_check_key(struct report *report, const struct node *key, bool is_explicit)
{
	if (key->kind != NODE_SCALAR || is_explicit) {
		const char *seen = key->kind == NODE_SCALAR ? "'?'" : node_kind_name(key->kind);
		diag_add(report, rule(yaml_complex_key), key->span, "expected a key and ':', saw %s", seen);
		return false;
	}
	if (key->is_plain && text_is(key->value, "<<")) {
		struct finding *finding = diag_add(report, rule(yaml_merge_key), key->span, "expected a key, saw the merge key '<<'");
		diag_hint(report, finding, "share settings through extends");
		return false;
	}
	return true;
}

static int compare_entries(const void *left, const void *right)
{
	const struct node_entry *a = *(const struct node_entry *const *)left, *b = *(const struct node_entry *const *)right;
	int order = text_compare(a->key->value, b->key->value);
	return order != 0 ? order : (a > b) - (a < b);
}

static void refuse_duplicate(struct report *report, const struct node *first, const struct node *second)
{
	const char *name = text_printable(report->arena, second->value).data;
	struct finding *finding = diag_add(report, rule(yaml_duplicate_key), second->span, "expected each key once, saw '%s' again", name);
	diag_note(report, finding, first->span, "first here");
}

void entry_drop_duplicates(struct arena *arena, struct report *report, struct node *mapping)
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
