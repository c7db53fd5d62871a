#include "read/tighten.h"

#include <string.h>

static bool is_same_texts(const policy_texts *a, const policy_texts *b)
{
	bool is_same = a->count == b->count;
	for (size_t i = 0; is_same && i < a->count; i++)
		is_same = text_equal(a->items[i].value, b->items[i].value);
	return is_same;
}

static bool is_same_user(const struct policy_user *top, const struct policy_user *base)
{
	return top->uid.value == base->uid.value && top->gid.value == base->gid.value;
}

static bool is_same(const struct key *key, const void *top, const void *base)
{
	switch (key_types[key->type].shape) {
	case SHAPE_TEXT:
		return text_equal(((const struct policy_text *)top)->value,
		                  ((const struct policy_text *)base)->value);
	case SHAPE_WORD:
		return ((const struct policy_word *)top)->value ==
		       ((const struct policy_word *)base)->value;
	case SHAPE_TEXTS:
		return is_same_texts(top, base);
	case SHAPE_NUMBER:
		return ((const struct policy_number *)top)->value ==
		       ((const struct policy_number *)base)->value;
	case SHAPE_USER:
		return is_same_user(top, base);
	default: /* entries and groups have keys of their own */
		return true;
	}
}

static uint64_t rank(const struct key *key, const void *member)
{
	return key_types[key->type].shape == SHAPE_WORD
	           ? ((const struct policy_word *)member)->value
	           : ((const struct policy_number *)member)->value;
}

bool tighten_bits(uint64_t top, uint64_t base)
{
	bool loses_sticky = (base & 01000) && !(top & 01000) && (top & 022);
	return (top & ~base & 06777) == 0 && !loses_sticky;
}

bool tighten_value(const struct key *key, const void *top, const void *base)
{
	if (is_same(key, top, base))
		return true;
	switch (key->tighten) {
	case TIGHTEN_OWN:
		return true;
	case TIGHTEN_LOWER:
		return rank(key, top) < rank(key, base);
	case TIGHTEN_HIGHER:
		return rank(key, top) > rank(key, base);
	case TIGHTEN_LAST:
		return rank(key, top) + 1 < word_count(key->words);
	case TIGHTEN_BITS:
		return tighten_bits(rank(key, top), rank(key, base));
	default:
		return false;
	}
}

static bool is_pattern_within(struct text top, struct text base)
{
	if (base.length == 0 || base.data[base.length - 1] != '*')
		return false;
	return top.length >= base.length - 1 && memcmp(top.data, base.data, base.length - 1) == 0;
}

bool tighten_covers(const struct key *key, struct text entry, const policy_texts *base)
{
	const struct policy_text *other;
	for_each (other, base) {
		if (text_equal(entry, other->value))
			return true;
		if (key->tighten == TIGHTEN_WITHIN &&
		    (key->type == KEY_PATHS ? path_is_within(entry, other->value)
		                            : is_pattern_within(entry, other->value)))
			return true;
	}
	return false;
}

bool tighten_by_default(const struct key *key)
{
	switch (key->tighten) {
	case TIGHTEN_LOWER:
		return key->words != NULL;
	case TIGHTEN_LAST:
	case TIGHTEN_CLOSED:
	case TIGHTEN_FLAGS:
		return true;
	case TIGHTEN_SUBSET:
	case TIGHTEN_WITHIN:
		return !key->is_required && key->type != KEY_CAPABILITIES;
	default:
		return false;
	}
}
