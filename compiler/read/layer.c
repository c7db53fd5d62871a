#include "model/places.h"
#include "read/extends.h"
#include "read/tighten.h"

#include <string.h>

/* One policy over another. What top says stays; what only base says is taken over, with its place. */
struct layer {
	struct arena *arena;
	struct report *report;
	struct policy *top;
	const struct policy *base;
	const struct key *key; /* the policy's key that is being laid */
	bool is_closed;        /* the base does not let it be loosened */
};

static void *member_of(void *structure, const struct key *key)
{
	return (char *)structure + key->offset;
}

static struct span span_of(const struct key *key, const void *member)
{
	switch (key_types[key->type].shape) {
	case SHAPE_TEXT:
		return ((const struct policy_text *)member)->span;
	case SHAPE_WORD:
		return ((const struct policy_word *)member)->span;
	default:
		return ((const struct policy_number *)member)->span;
	}
}

/* What the file says there, for a message. */
static struct text said(struct span span)
{
	return (struct text){span.source->bytes.data + span.start, span.end - span.start};
}

/* Of a key of the policy the whole value, of an entry's key its member. */
static struct span said_at(const struct layer *layer, const struct key *key, const void *member)
{
	return key_is_entry(key) ? span_of(key, member) : layer->top->keys[key - keys].value;
}

static const char *default_of(const struct key *key)
{
	return key->default_text ? key->default_text : "nothing";
}

static struct finding *loosens(struct layer *layer, struct span span, struct span base, struct text at, const char *message)
{
	struct finding *finding = diag_add(layer->report, rule(extends_loosens), span, "%s", message);
	finding->at = at;
	struct text path = key_path(layer->arena, layer->key);
	if (base.source)
		diag_note(layer->report, finding, base, "the policy it extends says so here");
	else
		diag_note(layer->report, finding, (struct span){layer->base->source, 0, 0}, "the policy it extends says nothing of %s, which leaves it at %s",
		          path.data, default_of(layer->key));
	diag_hint(layer->report, finding, "only a policy that lists %s under allow-override lets it be loosened", path.data);
	layer->top->is_broken = true;
	return finding;
}

/* Where base says it, or could have said it, and what it says or means by silence. */
struct saying {
	const void *member;
	struct span span;
	struct text text;
};

static void compare_value(struct layer *layer, const struct key *key, const void *top, struct saying base, struct text at)
{
	if (!layer->is_closed || tighten_value(key, top, base.member))
		return;
	struct text mine = said(said_at(layer, key, top));
	loosens(layer, said_at(layer, key, top), base.span, at,
	        arena_printf(layer->arena, "%s: %.*s %s %.*s", at.data, (int)mine.length, mine.data,
	                     key->tighten == TIGHTEN_SAME ? "differs from" : "is looser than", (int)base.text.length, base.text.data));
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
			        arena_printf(layer->arena, "%s: %s is not among what the policy it extends lists", at.data, entry->value.data));
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
			if (is_bound && !base->is_open && keys[i].type != KEY_GROUP && names_key(layer->arena, entry->value, layer->key))
				loosens(layer, entry->span, base->key, TEXT("allow-override"),
				        arena_printf(layer->arena, "allow-override: the policy it extends does not let %s be loosened",
				                     key_path(layer->arena, layer->key).data));
		}
	}
}

/* Entries of mappings and lists. */

static struct text entry_path(struct layer *layer, struct text name)
{
	return text_format(layer->arena, "%s.%s", key_path(layer->arena, layer->key).data, name.data);
}

static void refuse_entry(struct layer *layer, const struct policy_text *name)
{
	const struct policy_key *base = &layer->base->keys[layer->key - keys];
	if (layer->is_closed)
		loosens(layer, name->span, base->key, entry_path(layer, name->value),
		        arena_printf(layer->arena, "%s: the policy it extends has no %s", key_path(layer->arena, layer->key).data, name->value.data));
}

/* What an entry of the base holds for a key that it does not say is the default, but for the permission bits, whose default comes from the path. */
static struct saying entry_saying(struct layer *layer, const struct key *key, const void *base, struct policy_number *mode)
{
	const void *member = (const char *)base + key->offset;
	const struct policy_text *name = base;
	if (span_of(key, member).source)
		return (struct saying){member, span_of(key, member), said(span_of(key, member))};
	if (key->type != KEY_MODE)
		return (struct saying){member, name->span, key->words ? word_at(key->words, ((const struct policy_word *)member)->value) : TEXT("")};
	mode->value = writable_mode(base);
	return (struct saying){mode, name->span, text_format(layer->arena, "%04llo", (unsigned long long)mode->value)};
}

/* The keys of an entry's long form: what top does not say it takes over. */
static void lay_entry(struct layer *layer, const char *parent, struct text name, void *top, const void *base)
{
	for (size_t i = 0; i < KEY_ID_COUNT; i++) {
		const struct key *key = &keys[i];
		struct policy_number mode = {0};
		if (strcmp(key->parent, parent) != 0)
			continue;
		void *mine = member_of(top, key);
		if (span_of(key, mine).source)
			compare_value(layer, key, mine, entry_saying(layer, key, base, &mode),
			              text_format(layer->arena, "%s.%s", entry_path(layer, name).data, key->name));
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
	struct policy_writable *writable = entry;
	struct policy_mask *mask = entry;
	if (type == KEY_WRITABLE)
		writable->has_mode = writable->mode.span.source != NULL;
	if (type == KEY_MASKS)
		mask->has_kind = mask->kind_word.span.source != NULL;
}

static void lay_pair(struct layer *layer, const struct policy_text *top, const struct policy_text *base, const char *what)
{
	if (!layer->is_closed || text_equal(top->value, base->value))
		return;
	struct text name = text_format(layer->arena, "%s.%s", key_path(layer->arena, layer->key).data, what);
	loosens(layer, top->span, base->span, name, arena_printf(layer->arena, "%s: %s differs from %s", name.data, top->value.data, base->value.data));
}

static release_date release_of(const struct layer *layer)
{
	return layer->top->release != 0 ? layer->top->release : layer->base->release;
}

/* What is for tests or debugging is loose whatever its value: it writes files, or takes parts of the sandbox away. */
static bool is_loose(const struct flag *flag, release_date release, struct text value)
{
	return flag->class == FLAG_TESTONLY || flag->class == FLAG_DEBUG || flag_loosens(flag, release, value);
}

static void lay_flag(struct layer *layer, const struct policy_flag *top, const struct policy_flag *base)
{
	const struct flag *flag = flag_find(top->name.value);
	bool is_same = base && text_equal(top->value.value, base->value.value);
	if (!layer->is_closed || !flag || is_same || !is_loose(flag, release_of(layer), top->value.value))
		return;
	struct span place = base ? base->value.span : layer->base->keys[KEY_ID_runsc_flags].key;
	loosens(layer, top->value.span, place, entry_path(layer, top->name.value),
	        arena_printf(layer->arena, "%s: %s loosens the sandbox", entry_path(layer, top->name.value).data, top->value.value.data));
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

/* Base's entries first, each as top says it again; then those that only top has. */
static void lay_entries(struct layer *layer, struct entries *top, const struct entries *base)
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

static bool has_allow(const struct policy *policy, const struct policy_allow *allow)
{
	const struct policy_allow *other;
	for_each (other, &policy->allow)
		if (other->span.source == allow->span.source && other->span.start == allow->span.start)
			return true;
	return false;
}

/* One entry may come by two ways from the same base. */
static void lay_allow(struct layer *layer)
{
	const struct policy_allow *entry;
	for_each (entry, &layer->top->allow)
		if (!has_allow(layer->base, entry))
			refuse_entry(layer, &entry->rule_name);
	for_each (entry, &layer->base->allow)
		if (!has_allow(layer->top, entry))
			*list_append(layer->arena, &layer->top->allow) = *entry;
}

/* Keys. */

static void compare_single(struct layer *layer, size_t index, const void *mine, const void *theirs)
{
	const struct policy_key *base = &layer->base->keys[index];
	struct policy_word by_default = {0};
	struct saying saying = {theirs, base->value, TEXT("")};
	if (base->is_given)
		saying.text = said(base->value);
	else if (layer->key->words) {
		by_default.value = (unsigned int)word_index(layer->key->words, text_of(layer->key->default_text));
		saying = (struct saying){&by_default, {0}, text_of(layer->key->default_text)};
	}
	compare_value(layer, layer->key, mine, saying, key_path(layer->arena, layer->key));
}

/* What the base does not say stands at its default; a collection's member is empty then, as its default is. */
static void compare_key(struct layer *layer, size_t index)
{
	void *mine = member_of(layer->top, layer->key);
	const void *theirs = (const char *)layer->base + layer->key->offset;
	if (layer->key->type == KEY_KEYS)
		return; /* compare_opened() looks at what the entries name */
	if (layer->key->type == KEY_ALLOW)
		lay_allow(layer);
	else if (layer->key->tighten == TIGHTEN_SUBSET || layer->key->tighten == TIGHTEN_WITHIN)
		compare_subset(layer, mine, theirs);
	else if (key_types[layer->key->type].shape == SHAPE_ENTRIES)
		lay_entries(layer, mine, theirs);
	else
		compare_single(layer, index, mine, theirs);
}

/* Values which stand in two members. */
static void take_companions(struct policy *top, const struct policy *base, size_t index)
{
	if (index == KEY_ID_user)
		top->gid = base->gid;
	if (index == KEY_ID_runsc_release)
		top->release = base->release;
}

static void take_key(struct layer *layer, size_t index)
{
	const void *theirs = (const char *)layer->base + layer->key->offset;
	layer->top->keys[index] = layer->base->keys[index];
	if (layer->key->type == KEY_GROUP)
		return;
	memcpy(member_of(layer->top, layer->key), theirs, layer->key->size);
	take_companions(layer->top, layer->base, index);
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
		if (path_is_within(mask->path.value, keep->value) || path_is_within(keep->value, mask->path.value))
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

void layer_policies(struct arena *arena, struct report *report, struct policy *top, const struct policy *base)
{
	struct layer layer = {arena, report, top, base, NULL, false};
	for (size_t i = 0; i < KEY_ID_COUNT; i++) {
		layer.key = &keys[i];
		if (!key_is_entry(layer.key))
			lay_key(&layer);
	}
	compare_opened(&layer);
	drop_moot_masks(top);
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
