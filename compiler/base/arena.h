#pragma once

#include <stdarg.h>
#include <stddef.h>

/* One arena holds everything that a run allocates; stages contain no free. Running out of memory
 * ends the process with exit status 3. */
struct arena;

struct arena *arena_create(void);
void arena_destroy(struct arena *arena);

/* Zeroed, aligned for any type; owned by the arena. size may be 0. */
void *arena_alloc(struct arena *arena, size_t size);

/* Room for one more item of size bytes behind count items; returns the array, moved when it had to
 * grow. The new item is zeroed. */
void *arena_grow(struct arena *arena, void *items, size_t count, size_t size);

char *arena_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *arena, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

/* A growing array: struct { type *items; size_t count; }. list_append returns the new, zeroed
 * item. */
#define LIST(type)                                                                                 \
	struct {                                                                                   \
		type *items;                                                                       \
		size_t count;                                                                      \
	}
#define list_append(arena, list)                                                                   \
	(((list)->items =                                                                          \
	      arena_grow((arena), (list)->items, (list)->count, sizeof *(list)->items)),           \
	 &(list)->items[(list)->count++])
/* An empty list has no items, and NULL + 0 is undefined. */
#define for_each(item, list)                                                                       \
	for ((item) = (list)->items; (list)->count > 0 && (item) < (list)->items + (list)->count;  \
	     (item)++)
