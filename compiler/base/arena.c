#include "base/arena.h"

#include "base/fatal.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_SIZE ((size_t)64 * 1024)

struct block {
	struct block *next;
	size_t used, size;
	_Alignas(max_align_t) char bytes[];
};

struct arena {
	struct block *blocks;
};

struct arena *arena_create(void)
{
	struct arena *arena = calloc(1, sizeof *arena);
	if (!arena)
		fatal("out of memory");
	return arena;
}

void arena_destroy(struct arena *arena)
{
	struct block *next;
	for (struct block *block = arena->blocks; block; block = next) {
		next = block->next;
		free(block);
	}
	free(arena);
}

static struct block *block_create(size_t size)
{
	struct block *block =
	    size > SIZE_MAX - sizeof *block ? NULL : calloc(1, sizeof *block + size);
	if (!block)
		fatal("out of memory");
	block->size = size;
	return block;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	const size_t align = _Alignof(max_align_t);
	if (size > SIZE_MAX - align)
		fatal("out of memory");
	size = (size + align - 1) / align * align;
	struct block *block = arena->blocks;
	if (!block || block->size - block->used < size) {
		block = block_create(size > BLOCK_SIZE ? size : BLOCK_SIZE);
		block->next = arena->blocks;
		arena->blocks = block;
	}
	void *result = block->bytes + block->used;
	block->used += size;
	return result;
}

void *arena_grow(struct arena *arena, void *items, size_t count, size_t size)
{
	/* Arrays double when their count reaches a power of two, so that no capacity has to be
	 * kept. */
	if (count != 0 && (count & (count - 1)) != 0)
		return items;
	size_t capacity = count == 0 ? 1 : count * 2;
	if (capacity > SIZE_MAX / size)
		fatal("out of memory");
	void *grown = arena_alloc(arena, capacity * size);
	if (count != 0)
		memcpy(grown, items, count * size);
	return grown;
}

char *arena_vprintf(struct arena *arena, const char *format, va_list arguments)
{
	struct block *block = arena->blocks;
	size_t room = block ? block->size - block->used : 0;
	va_list again;
	va_copy(again, arguments);
	/* Nearly always there is room: then what is allocated next is where it stands already. If
	 * not, it
	 * gets a block of its own, and what was written here is never handed out. */
	int length = vsnprintf(block ? block->bytes + block->used : NULL, room, format, arguments);
	if (length < 0)
		fatal("cannot format a message");
	char *string = arena_alloc(arena, (size_t)length + 1);
	if ((size_t)length >= room)
		vsnprintf(string, (size_t)length + 1, format, again);
	va_end(again);
	return string;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	char *string = arena_vprintf(arena, format, arguments);
	va_end(arguments);
	return string;
}
