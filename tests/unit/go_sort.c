#include "view/go_sort.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

struct item {
	unsigned int key, place;
};

static bool is_less(const void *items, size_t a, size_t b)
{
	const struct item *all = items;
	return all[a].key < all[b].key;
}

static void swap(void *items, size_t a, size_t b)
{
	struct item *all = items, held = all[a];
	all[a] = all[b];
	all[b] = held;
}

static void sort(struct item *items, size_t count)
{
	const struct go_sortable data = {items, is_less, swap};
	for (size_t i = 0; i < count; i++)
		items[i].place = (unsigned int)i;
	go_sort(&data, count);
}

static void assert_sorted(const struct item *items, size_t count)
{
	uint64_t seen = 0, wanted = 0;
	for (size_t i = 0; i < count; i++) {
		assert_true(i == 0 || items[i - 1].key <= items[i].key);
		seen += (uint64_t)items[i].place * items[i].place + 1;
		wanted += (uint64_t)i * i + 1;
	}
	assert_int_equal(seen, wanted);
}

/* Every pattern that an adaptive sort treats differently, in every length up to 300. */
static void sorts(void **state)
{
	struct item items[300];
	(void)state;
	for (size_t count = 0; count <= 300; count++) {
		for (unsigned int pattern = 0; pattern < 7; pattern++) {
			unsigned int random = 12345;
			for (size_t i = 0; i < count; i++) {
				unsigned int at = (unsigned int)i, length = (unsigned int)count;
				random = random * 1103515245 + 12345;
				const unsigned int keys[] = {at,
				                             length - at,
				                             7,
				                             at % 3,
				                             random >> 16,
				                             at < length / 2 ? at : length - at,
				                             at * 7919 % 31};
				items[i].key = keys[pattern];
			}
			sort(items, count);
			assert_sorted(items, count);
		}
	}
}

/* Seen in 18 releases of runsc (tests/view/semantics.tsv, dup40): of 40 equal ones behind four of
 * other lengths, the 38th comes last. */
static void equal_ones_lose_their_order(void **state)
{
	struct item items[44] = {{5, 0}, {4, 0}, {4, 0}, {8, 0}};
	unsigned int last = 0;
	(void)state;
	for (size_t i = 4; i < 44; i++)
		items[i].key = 4;
	sort(items, 44);
	for (size_t i = 0; i < 44; i++)
		if (items[i].key == 4)
			last = items[i].place;
	assert_int_equal(last - 3, 38);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(sorts),
	                                   cmocka_unit_test(equal_ones_lose_their_order)};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("go_sort", tests, NULL, NULL);
}
