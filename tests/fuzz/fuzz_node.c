/* The strict reader: any bytes give a tree or a finding, and every span lies in the file. */
#include "read/node.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(int is_so)
{
	if (!is_so)
		abort();
}

static void check_span(struct span span, struct span outer)
{
	expect(span.source == outer.source && span.start <= span.end && outer.start <= span.start &&
	       span.end <= outer.end);
}

static void check_node(const struct node *node, struct span outer)
{
	struct node **item;
	const struct node_entry *entry, *other;
	check_span(node->span, outer);
	expect(node->kind != NODE_SCALAR || node->value.data[node->value.length] == '\0');
	for_each (item, &node->items)
		check_node(*item, node->span);
	for_each (entry, &node->entries) {
		expect(entry->key->kind == NODE_SCALAR);
		check_node(entry->key, node->span);
		check_node(entry->value, node->span);
		for (other = node->entries.items; other < entry; other++)
			expect(!text_equal(other->key->value, entry->key->value));
	}
}

static void check_report(struct report *report, struct span whole)
{
	static FILE *sink;
	const struct finding *finding;
	const struct note *note;
	for_each (finding, &report->findings) {
		check_span(finding->span, whole);
		for_each (note, &finding->notes)
			check_span(note->span, whole);
	}
	diag_sort(report);
	if (!sink)
		sink = fopen("/dev/null", "we");
	diag_print(report, sink, DIAG_GNU);
	diag_print(report, sink, DIAG_HUMAN_COLOR);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_create();
	struct report report = {.arena = arena, .fallback = "x"};
	/* A copy of just this size, so that the sanitizer sees a byte too far. */
	char *bytes = malloc(size > 0 ? size : 1);
	expect(bytes != NULL);
	for (size_t i = 0; i < size; i++)
		bytes[i] = (char)data[i];
	const struct source *source =
	    source_from_bytes(arena, "policy.yaml", (struct text){bytes, size});
	const struct node *root = node_read(arena, &report, source);
	struct span whole = {source, 0, size};
	expect(root != NULL || report.findings.count > 0);
	if (root)
		check_node(root, whole);
	check_report(&report, whole);
	free(bytes);
	arena_destroy(arena);
	return 0;
}
