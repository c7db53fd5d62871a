#include "view/go_sort.h"

#include <stdint.h>

#define INSERTION_LENGTH 12
#define NINTHER_LENGTH   50
#define SHIFT_LENGTH     50
#define SHIFT_STEPS      5
#define SWAP_LIMIT       12

enum hint { HINT_UNKNOWN, HINT_INCREASING, HINT_DECREASING };

static bool less(const struct go_sortable *data, size_t a, size_t b)
{
	return data->is_less(data->items, a, b);
}

static void swap(const struct go_sortable *data, size_t a, size_t b)
{
	data->swap(data->items, a, b);
}

static unsigned int bit_length(size_t value)
{
	unsigned int length = 0;
	for (; value > 0; value >>= 1)
		length++;
	return length;
}

static void insertion_sort(const struct go_sortable *data, size_t low, size_t high)
{
	for (size_t i = low + 1; i < high; i++)
		for (size_t j = i; j > low && less(data, j, j - 1); j--)
			swap(data, j, j - 1);
}

static void sift_down(const struct go_sortable *data, size_t root, size_t high, size_t first)
{
	for (;;) {
		size_t child = 2 * root + 1;
		if (child >= high)
			return;
		if (child + 1 < high && less(data, first + child, first + child + 1))
			child++;
		if (!less(data, first + root, first + child))
			return;
		swap(data, first + root, first + child);
		root = child;
	}
}

static void heap_sort(const struct go_sortable *data, size_t low, size_t high)
{
	size_t length = high - low;
	for (size_t i = (length - 1) / 2 + 1; i-- > 0;)
		sift_down(data, i, length, low);
	for (size_t i = length; i-- > 0;) {
		swap(data, low, low + i);
		sift_down(data, 0, i, low);
	}
}

static void break_patterns(const struct go_sortable *data, size_t low, size_t high)
{
	size_t length = high - low, middle = low + length / 4 * 2 - 1;
	uint64_t random = length, mask = ((uint64_t)1 << bit_length(length)) - 1;
	if (length < 8)
		return;
	for (size_t i = 0; i < 3; i++) {
		random ^= random << 13;
		random ^= random >> 7;
		random ^= random << 17;
		size_t other = (size_t)(random & mask);
		swap(data, middle - 1 + i, low + (other >= length ? other - length : other));
	}
}

static void put_in_order(const struct go_sortable *data, size_t *a, size_t *b, unsigned int *swaps)
{
	if (!less(data, *b, *a))
		return;
	size_t held = *a;
	*a = *b;
	*b = held;
	++*swaps;
}

static size_t median(const struct go_sortable *data, size_t a, size_t b, size_t c,
                     unsigned int *swaps)
{
	put_in_order(data, &a, &b, swaps);
	put_in_order(data, &b, &c, swaps);
	put_in_order(data, &a, &b, swaps);
	return b;
}

static size_t choose_pivot(const struct go_sortable *data, size_t low, size_t high, enum hint *hint)
{
	size_t length = high - low, i = low + length / 4, j = low + length / 4 * 2,
	       k = low + length / 4 * 3;
	unsigned int swaps = 0;
	if (length >= 8) {
		if (length >= NINTHER_LENGTH) {
			i = median(data, i - 1, i, i + 1, &swaps);
			j = median(data, j - 1, j, j + 1, &swaps);
			k = median(data, k - 1, k, k + 1, &swaps);
		}
		j = median(data, i, j, k, &swaps);
	}
	*hint = swaps == 0 ? HINT_INCREASING : swaps == SWAP_LIMIT ? HINT_DECREASING : HINT_UNKNOWN;
	return j;
}

static void reverse(const struct go_sortable *data, size_t low, size_t high)
{
	for (high--; low < high; low++, high--)
		swap(data, low, high);
}

static bool is_nearly_sorted(const struct go_sortable *data, size_t low, size_t high)
{
	size_t i = low + 1;
	for (unsigned int step = 0; step < SHIFT_STEPS; step++) {
		while (i < high && !less(data, i, i - 1))
			i++;
		if (i == high)
			return true;
		if (high - low < SHIFT_LENGTH)
			return false;
		swap(data, i, i - 1);
		if (i - low >= 2)
			for (size_t j = i - 1; j >= 1 && less(data, j, j - 1); j--)
				swap(data, j, j - 1);
		if (high - i >= 2)
			for (size_t j = i + 1; j < high && less(data, j, j - 1); j++)
				swap(data, j, j - 1);
	}
	return false;
}

static size_t partition_equal(const struct go_sortable *data, size_t low, size_t high, size_t pivot)
{
	size_t i = low + 1, j = high - 1;
	swap(data, low, pivot);
	for (;;) {
		while (i <= j && !less(data, low, i))
			i++;
		while (i <= j && less(data, low, j))
			j--;
		if (i > j)
			return i;
		swap(data, i++, j--);
	}
}

static size_t partition(const struct go_sortable *data, size_t low, size_t high, size_t pivot,
                        bool *was_partitioned)
{
	size_t i = low + 1, j = high - 1;
	swap(data, low, pivot);
	for (*was_partitioned = true;; *was_partitioned = false) {
		while (i <= j && less(data, i, low))
			i++;
		while (i <= j && !less(data, j, low))
			j--;
		if (i > j)
			break;
		swap(data, i++, j--);
	}
	swap(data, j, low);
	return j;
}

static void sort_range(const struct go_sortable *data, size_t low, size_t high, unsigned int limit)
{
	bool was_balanced = true, was_partitioned = true;
	while (high - low > INSERTION_LENGTH) {
		size_t length = high - low, pivot, middle;
		enum hint hint;
		if (limit == 0) {
			heap_sort(data, low, high);
			return;
		}
		if (!was_balanced) {
			break_patterns(data, low, high);
			limit--;
		}
		pivot = choose_pivot(data, low, high, &hint);
		if (hint == HINT_DECREASING) {
			reverse(data, low, high);
			pivot = high - 1 - (pivot - low);
			hint = HINT_INCREASING;
		}
		if (was_balanced && was_partitioned && hint == HINT_INCREASING &&
		    is_nearly_sorted(data, low, high))
			return;
		if (low > 0 && !less(data, low - 1, pivot)) {
			low = partition_equal(data, low, high, pivot);
			continue;
		}
		middle = partition(data, low, high, pivot, &was_partitioned);
		if (middle - low < high - middle) {
			was_balanced = middle - low >= length / 8;
			sort_range(data, low, middle, limit);
			low = middle + 1;
		} else {
			was_balanced = high - middle >= length / 8;
			sort_range(data, middle + 1, high, limit);
			high = middle;
		}
	}
	insertion_sort(data, low, high);
}

void go_sort(const struct go_sortable *data, size_t count)
{
	sort_range(data, 0, count, bit_length(count));
}
