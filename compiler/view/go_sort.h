#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Go's sort.Slice, which is not stable: where two mounts have destinations of equal length, their
 * final order is whatever this algorithm leaves, so it is followed step by step (pattern-defeating
 * quicksort, Go 1.19 and later; all measured releases are built with such a Go). is_less compares
 * the items at two indices, swap exchanges them. */
struct go_sortable {
	void *items;
	bool (*is_less)(const void *items, size_t a, size_t b);
	void (*swap)(void *items, size_t a, size_t b);
};

void go_sort(const struct go_sortable *data, size_t count);
