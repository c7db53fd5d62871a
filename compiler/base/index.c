#include "base/index.h"

/* Open addressing, at most half full. */
struct index_slot {
	struct text key;
	size_t number;
	bool is_used;
};

enum { CAPACITY_FIRST = 16 };

uint64_t text_hash(struct text text)
{
	uint64_t hash = 0xcbf29ce484222325;
	for (size_t i = 0; i < text.length; i++)
		hash = (hash ^ (unsigned char)text.data[i]) * 0x100000001b3;
	return hash;
}

/* The key's slot, or the free one where it belongs. */
static struct index_slot *slot_of(const struct index *index, struct text key)
{
	size_t at = (size_t)text_hash(key) & (index->capacity - 1);
	while (index->slots[at].is_used && !text_equal(index->slots[at].key, key))
		at = (at + 1) & (index->capacity - 1);
	return &index->slots[at];
}

static void grow(struct arena *arena, struct index *index)
{
	struct index larger = {.capacity =
	                           index->capacity > 0 ? 2 * index->capacity : CAPACITY_FIRST,
	                       .count = index->count};
	larger.slots = arena_alloc(arena, larger.capacity * sizeof *larger.slots);
	for (size_t i = 0; i < index->capacity; i++)
		if (index->slots[i].is_used)
			*slot_of(&larger, index->slots[i].key) = index->slots[i];
	*index = larger;
}

void index_put(struct arena *arena, struct index *index, struct text key, size_t number)
{
	if (2 * index->count >= index->capacity)
		grow(arena, index);
	struct index_slot *slot = slot_of(index, key);
	index->count += !slot->is_used;
	*slot = (struct index_slot){key, number, true};
}

const size_t *index_find(const struct index *index, struct text key)
{
	const struct index_slot *slot = index->count > 0 ? slot_of(index, key) : NULL;
	return slot && slot->is_used ? &slot->number : NULL;
}
