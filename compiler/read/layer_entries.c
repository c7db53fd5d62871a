#include "model/flag_judge.h"
#include "read/loosen.h"

#include <string.h>

/* Entries of mappings and lists. */

static struct text entry_path(struct layer *layer, struct text name)
{
	return text_format(layer->arena, "%s.%s", key_path(layer->arena, layer->key).data,
	                   name.data);
}

static void refuse_entry(struct layer *layer, const struct policy_text *name)
{
	const struct policy_key *base = &layer->base->keys[layer->key - keys];
	if (layer->is_closed)
		loosens(layer, name->span, base->key, entry_path(layer, name->value),
		        arena_printf(layer->arena, "%s: the policy it extends has no %s",
		                     key_path(layer->arena, layer->key).data, name->value.data));
}

/* What an entry of the base holds for a key that it does not say is the default. */
static struct base_value entry_base_value(struct layer *layer, const struct key *key,
                                          const void *base)
{
	const void *member = (const char *)base + key->offset;
	const struct policy_text *name = base;
	enum key_shape shape = key_types[key->type].shape;
	struct text text = TEXT("");
	if (loosen_span(key, member).source)
		return (struct base_value){member, loosen_span(key, member),
		                           loosen_text(loosen_span(key, member))};
	if (shape == SHAPE_WORD)
		text = word_at(key->words, ((const struct policy_word *)member)->value);
	else if (shape == SHAPE_NUMBER)
		text = key_number_text(layer->arena, key->type,
		                       ((const struct policy_number *)member)->value);
	return (struct base_value){member, name->span, text};
}

/* The keys of an entry's long form: what top does not say it takes over. */
static void lay_entry(struct layer *layer, const char *parent, struct text name, void *top,
                      const void *base)
{
	for (size_t i = 0; i < KEY_ID_COUNT; i++) {
		const struct key *key = &keys[i];
		if (strcmp(key->parent, parent) != 0)
			continue;
		void *mine = (char *)top + key->offset;
		if (loosen_span(key, mine).source)
			loosen_compare(layer, key, mine, entry_base_value(layer, key, base),
			               text_format(layer->arena, "%s.%s",
			                           entry_path(layer, name).data, key->name));
		else
			memcpy(mine, (const char *)base + key->offset, key->size);
	}
}

static const void *entry_at(const struct entries *list, size_t size, size_t index)
{
	return list->items + index * size;
}

/* Every entry of a mapping begins with its name. */
static void *find_entry(const struct entries *list, size_t size, struct text name)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct policy_text *other = entry_at(list, size, i);
		if (text_equal(other->value, name))
			return list->items + i * size;
	}
	return NULL;
}

static void append_entry(struct layer *layer, struct entries *list, size_t size, const void *entry)
{
	list->items = arena_grow(layer->arena, list->items, list->count, size);
	memcpy(list->items + size * list->count++, entry, size);
}

/* What is known only by having been said. */
static void settle_entry(enum key_type type, void *entry)
{
	struct policy_mask *mask = entry;
	if (type == KEY_MASKS)
		mask->has_kind = mask->kind_word.span.source != NULL;
}

static void lay_pair(struct layer *layer, const struct policy_text *top,
                     const struct policy_text *base, const char *what)
{
	if (!layer->is_closed || text_equal(top->value, base->value))
		return;
	struct text name =
	    text_format(layer->arena, "%s.%s", key_path(layer->arena, layer->key).data, what);
	loosens(layer, top->span, base->span, name,
	        arena_printf(layer->arena, "%s: %s differs from %s", name.data, top->value.data,
	                     base->value.data));
}

static release_date release_of(const struct layer *layer)
{
	return layer->top->release != 0 ? layer->top->release : layer->base->release;
}

static void lay_flag(struct layer *layer, const struct policy_flag *top,
                     const struct policy_flag *base)
{
	const struct flag *flag = flag_find(top->name.value);
	struct ruling ruling = {.verdict = FLAG_UNKNOWN};
	bool is_same = base && text_equal(top->value.value, base->value.value);
	if (flag)
		ruling = flag_judge_value(flag, top->value.value, release_of(layer));
	if (!layer->is_closed || is_same || ruling.verdict != FLAG_LOOSE)
		return;
	struct span place = base ? base->value.span : layer->base->keys[layer->key - keys].key;
	loosens(layer, top->value.span, place, entry_path(layer, top->name.value),
	        arena_printf(layer->arena, "%s: %s loosens the sandbox",
	                     entry_path(layer, top->name.value).data, top->value.value.data));
}

/* An entry that both have. */
static void lay_known(struct layer *layer, void *top, const void *base)
{
	const char *parent = entry_type(layer->key->type)->parent;
	const struct policy_variable *variable = top, *other = base;
	if (parent)
		lay_entry(layer, parent, variable->name.value, top, base);
	else if (layer->key->type == KEY_FLAGS)
		lay_flag(layer, top, base);
	else
		lay_pair(layer, &variable->value, &other->value, variable->name.value.data);
	settle_entry(layer->key->type, top);
}

static void lay_new(struct layer *layer, const void *top)
{
	if (layer->key->tighten == TIGHTEN_CLOSED)
		refuse_entry(layer, top);
	else if (layer->key->tighten == TIGHTEN_FLAGS)
		lay_flag(layer, top, NULL);
}

void layer_entries(struct layer *layer, struct entries *top, const struct entries *base)
{
	size_t size = entry_type(layer->key->type)->size;
	struct entries merged = {0};
	for (size_t i = 0; i < base->count; i++) {
		const struct policy_text *old = entry_at(base, size, i);
		void *own = find_entry(top, size, old->value);
		if (own)
			lay_known(layer, own, old);
		append_entry(layer, &merged, size, own ? own : old);
	}
	for (size_t i = 0; i < top->count; i++) {
		const struct policy_text *own = entry_at(top, size, i);
		if (find_entry(base, size, own->value))
			continue;
		lay_new(layer, own);
		append_entry(layer, &merged, size, own);
	}
	*top = merged;
}

static bool has_allow(const policy_allows *allows, const struct policy_allow *allow)
{
	const struct policy_allow *other;
	for_each (other, allows)
		if (other->span.source == allow->span.source &&
		    other->span.start == allow->span.start)
			return true;
	return false;
}

/* One entry may come by two ways from the same base. */
void layer_allow(struct layer *layer, policy_allows *top, const policy_allows *base)
{
	const struct policy_allow *entry;
	for_each (entry, top)
		if (!has_allow(base, entry))
			refuse_entry(layer, &entry->rule_name);
	for_each (entry, base)
		if (!has_allow(top, entry))
			*list_append(layer->arena, top) = *entry;
}
