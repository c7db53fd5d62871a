/* Prints the tree of a YAML document on stdin as JSON, one scalar kind: string. Findings go to
 * stderr in GNU form; exit status 1 when there are any. */
#include "read/node.h"

#include "base/fatal.h"

#include <stdio.h>

static void print_string(struct text text)
{
	putchar('"');
	for (size_t i = 0; i < text.length; i++) {
		unsigned char byte = (unsigned char)text.data[i];
		if (byte < 0x20 || byte == '"' || byte == '\\')
			printf("\\u%04x", byte);
		else
			putchar(byte);
	}
	putchar('"');
}

static void print_node(const struct node *node);

static void print_sequence(const struct node *node)
{
	struct node **item;
	putchar('[');
	for_each (item, &node->items) {
		printf("%s", item == node->items.items ? "" : ",");
		print_node(*item);
	}
	putchar(']');
}

static void print_mapping(const struct node *node)
{
	const struct node_entry *entry;
	putchar('{');
	for_each (entry, &node->entries) {
		printf("%s", entry == node->entries.items ? "" : ",");
		print_string(entry->key->value);
		putchar(':');
		print_node(entry->value);
	}
	putchar('}');
}

static void print_node(const struct node *node)
{
	switch (node->kind) {
	case NODE_SCALAR:
		print_string(node->value);
		break;
	case NODE_SEQUENCE:
		print_sequence(node);
		break;
	case NODE_MAPPING:
		print_mapping(node);
		break;
	}
}

int main(void)
{
	struct arena *arena = arena_create();
	static char bytes[1024 * 1024];
	size_t length = fread(bytes, 1, sizeof bytes, stdin);
	struct source *source = source_from_bytes(arena, "stdin", (struct text){bytes, length});
	struct report report = {.arena = arena, .fallback = "stdin"};
	const struct node *root = node_read(arena, &report, source);
	diag_sort(&report);
	diag_print(&report, stderr, DIAG_GNU);
	if (root)
		print_node(root);
	putchar('\n');
	size_t count = report.findings.count;
	arena_destroy(arena);
	return count > 0 ? EXIT_FINDINGS : root ? EXIT_FINE : EXIT_TROUBLE;
}
