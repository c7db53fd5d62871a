#include "arena.h"

#include <string.h>

enum { ARENA_MAX = 8 * 1024 * 1024 };

/* The Makefile links this file last: so the arena begins in the page in which all small variables
 * lie. */
static _Alignas(max_align_t) char arena[ARENA_MAX];
static size_t used;

char *arena_rest(size_t limit)
{
	return limit > sizeof arena - used ? NULL : arena + used;
}

void *arena_take(size_t size)
{
	const size_t rounded = (size + sizeof(void *) - 1) & ~(sizeof(void *) - 1);
	char *const taken = size > sizeof arena ? NULL : arena_rest(rounded);

	if (taken != NULL)
		used += rounded;
	return taken;
}

char *arena_join(const char *first, size_t length, const char *second, const char *third)
{
	const size_t second_length = strlen(second);
	const size_t third_size = strlen(third) + 1;
	char *const text = arena_take(length + second_length + third_size);

	if (text == NULL)
		return NULL;
	memcpy(text, first, length);
	memcpy(text + length, second, second_length);
	memcpy(text + length + second_length, third, third_size);
	return text;
}
