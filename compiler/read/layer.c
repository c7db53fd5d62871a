#include "model/places.h"
#include "read/extends.h"
#include "read/loosen.h"
#include "read/tighten.h"

#include <string.h>

/* One policy over another, key by key. What top says stays; what only base says is taken over, with
 * its place. */

static void *member_of(void *structure, const struct key *key)
{
	return (char *)structure + key->offset;
}

static void compare_subset(struct layer *layer, const policy_texts *top, const policy_texts *base)
{
	const struct policy_text *entry;
	if (!layer->is_closed)
		return;
	for_each (entry, top)
		if (!tighten_covers(layer->key, entry->value, base)) {
			struct text at = key_path(layer->arena, layer->key);
			loosens(layer, entry->span, layer->base->keys[layer->key - keys].value, at,
			        arena_printf(layer->arena,
			                     "%s: %s is not among what the policy it extends lists",
			                     at.data, entry->value.data));
		}
}

/* An entry of allow-override names a key, or a group with all that is in it. */
static bool names_key(struct arena *arena, struct text entry, const struct key *key)
{
	return text_equal(entry, key_path(arena, key)) || text_is(entry, key->parent);
}

/* A policy opens what it says itself, or what was open already. */
static void compare_opened(struct layer *layer)
{
	const struct policy_text *entry;
	for_each (entry, &layer->top->allow_override) {
		for (size_t i = 0; i < KEY_ID_COUNT; i++) {
			const struct policy_key *base = &layer->base->keys[i];
			layer->key = &keys[i];
			bool is_bound = base->is_given || tighten_by_default(&keys[i]);
			if (is_bound && !base->is_open && keys[i].type != KEY_GROUP &&
			    names_key(layer->arena, entry->value, layer->key))
				loosens(layer, entry->span, base->key, TEXT("allow-override"),
				        arena_printf(layer->arena,
				                     "allow-override: the policy it extends does "
				                     "not let %s be loosened",
				                     key_path(layer->arena, layer->key).data));
		}
	}
}

static void compare_single(struct layer *layer, size_t index, const void *mine, const void *theirs)
{
	const struct policy_key *base = &layer->base->keys[index];
	struct policy_word by_default = {0};
	struct base_value stated = {theirs, base->value, TEXT("")};
	if (base->is_given)
		stated.text = loosen_text(base->value);
	else if (layer->key->words) {
		by_default.value =
		    (unsigned int)word_index(layer->key->words, text_of(layer->key->default_text));
		stated = (struct base_value){&by_default, {0}, text_of(layer->key->default_text)};
	}
	loosen_compare(layer, layer->key, mine, stated, key_path(layer->arena, layer->key));
}

/* What the base does not say stands at its default; a collection's member is empty then, as its
 * default is. */
static void compare_key(struct layer *layer, size_t index)
{
	void *mine = member_of(layer->top, layer->key);
	const void *theirs = (const char *)layer->base + layer->key->offset;
	if (layer->key->type == KEY_KEYS)
		return; /* compare_opened() looks at what the entries name */
	if (layer->key->type == KEY_ALLOW)
		layer_allow(layer, mine, theirs);
	else if (layer->key->tighten == TIGHTEN_SUBSET || layer->key->tighten == TIGHTEN_WITHIN)
		compare_subset(layer, mine, theirs);
	else if (key_types[layer->key->type].shape == SHAPE_ENTRIES)
		layer_entries(layer, mine, theirs);
	else
		compare_single(layer, index, mine, theirs);
}

static void take_key(struct layer *layer, size_t index)
{
	const void *theirs = (const char *)layer->base + layer->key->offset;
	layer->top->keys[index] = layer->base->keys[index];
	if (layer->key->type == KEY_GROUP)
		return;
	memcpy(member_of(layer->top, layer->key), theirs, layer->key->size);
}

static void lay_key(struct layer *layer)
{
	size_t index = (size_t)(layer->key - keys);
	struct policy_key *top = &layer->top->keys[index];
	const struct policy_key *base = &layer->base->keys[index];
	bool is_compared = layer->key->type != KEY_GROUP && layer->key->type != KEY_EXTENDS;
	bool is_bound = base->is_given || tighten_by_default(layer->key);
	layer->is_closed = !base->is_open;
	if (!top->is_given && base->is_given)
		take_key(layer, index);
	else if (top->is_given && !top->is_broken && !base->is_broken && is_bound && is_compared)
		compare_key(layer, index);
	else
		top->is_broken |= base->is_broken;
	if (is_bound)
		top->is_open = base->is_open && (top->is_open || !top->is_given);
}

/* The base masks inside directories that top no longer keeps: there is nothing to hide any more. */
static bool is_moot(const struct policy *policy, const struct policy_mask *mask)
{
	const struct policy_text *keep;
	if (mask->path.span.source == policy->source || policy->keys[KEY_ID_keep_dirs].is_broken)
		return false;
	for_each (keep, &policy->keep_dirs)
		if (path_is_within(mask->path.value, keep->value) ||
		    path_is_within(keep->value, mask->path.value))
			return false;
	return policy->keep_dirs.count > 0;
}

static void drop_moot_masks(struct policy *policy)
{
	size_t kept = 0;
	for (size_t i = 0; i < policy->masks.count; i++)
		if (!is_moot(policy, &policy->masks.items[i]))
			policy->masks.items[kept++] = policy->masks.items[i];
	policy->masks.count = kept;
}

void layer_policies(struct arena *arena, struct report *report, struct policy *top,
                    const struct policy *base)
{
	struct layer layer = {arena, report, top, base, NULL, false};
	for (size_t i = 0; i < KEY_ID_COUNT; i++) {
		layer.key = &keys[i];
		if (!key_is_entry(layer.key))
			lay_key(&layer);
	}
	compare_opened(&layer);
	drop_moot_masks(top);
	policy_settle(top);
	top->is_broken |= base->is_broken;
}

void layer_open_keys(struct arena *arena, struct policy *policy)
{
	const struct policy_text *entry;
	for (size_t i = 0; i < KEY_ID_COUNT; i++)
		for_each (entry, &policy->allow_override)
			if (names_key(arena, entry->value, &keys[i]))
				policy->keys[i].is_open = true;
}
