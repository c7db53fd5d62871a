#pragma once

#include "base/text.h"

#include <stdint.h>

/* Which of many items has this name: a text and the number that stands for the item. All zero it is
 * empty; the keys' bytes are borrowed. */
struct index {
	struct index_slot *slots;
	size_t capacity, count;
};

/* A later number for the same key takes the place of the earlier one. */
void index_put(struct arena *arena, struct index *index, struct text key, size_t number);
/* NULL when there is no such key; good until the next index_put. */
const size_t *index_find(const struct index *index, struct text key);

/* FNV-1a. */
uint64_t text_hash(struct text text);
