#include "base/fatal.h"
#include "base/input.h"
#include "base/json_write.h"
#include "base/output.h"
#include "lint/lint.h"
#include "read/node.h"

#include <string.h>

/* A baseline: findings that were there when a project began to lint. Strict YAML; keyed by policy,
 * rule and path in it, not by line. schema/lint.md. */

struct known {
	struct text file, identity;
	bool is_used;
};

typedef LIST(struct known) known_list;

static const char *plain_name(const char *name)
{
	while (strncmp(name, "./", 2) == 0)
		name += 2;
	return name;
}

static const struct node *entry_of(const struct node *node, const char *key)
{
	const struct node_entry *entry;
	if (node && node->kind == NODE_MAPPING)
		for_each (entry, &node->entries)
			if (text_is(entry->key->value, key))
				return entry->value;
	return NULL;
}

static void take_file(struct arena *arena, known_list *list, const char *path,
                      const struct node_entry *entry)
{
	if (entry->value->kind != NODE_SEQUENCE)
		fatal("%s: \"%s\" wants a list", path, entry->key->value.data);
	for (size_t i = 0; i < entry->value->items.count; i++) {
		const struct node *item = entry->value->items.items[i];
		if (item->kind != NODE_SCALAR)
			fatal("%s: \"%s\" wants a list of texts", path, entry->key->value.data);
		*list_append(arena, list) = (struct known){entry->key->value, item->value, false};
	}
}

static void read_baseline(struct arena *arena, known_list *list, const char *path)
{
	struct text bytes;
	if (!input_file(arena, path, INPUT_MAX, &bytes))
		fatal("cannot open the baseline %s:", path);
	struct report report = {.arena = arena, .fallback = path};
	const struct node *root = node_read(arena, &report, source_from_lines(arena, path, bytes));
	diag_print(&report, stderr, DIAG_GNU);
	const struct node *version = entry_of(root, "version"),
	                  *policies = entry_of(root, "policies");
	if (report.findings.count > 0 || !version || !text_is(version->value, "1") || !policies ||
	    policies->kind != NODE_MAPPING)
		fatal("%s is not a baseline of version 1", path);
	const struct node_entry *entry;
	for_each (entry, &policies->entries)
		take_file(arena, list, path, entry);
}

static bool is_known(struct arena *arena, known_list *list, const char *file,
                     const struct finding *finding)
{
	struct text identity = format_identity(arena, finding);
	struct known *known;
	bool is_found = false;
	for_each (known, list) {
		if (!text_is(known->file, plain_name(file)) ||
		    !text_equal(known->identity, identity))
			continue;
		known->is_used = true;
		is_found = true;
	}
	return is_found;
}

static void filter_file(struct arena *arena, known_list *list, struct linted *file)
{
	struct finding *findings = file->report.findings.items;
	size_t kept = 0;
	file->known = (struct report){.arena = arena, .fallback = file->name};
	for (size_t i = 0; i < file->report.findings.count; i++) {
		if (is_known(arena, list, file->name, &findings[i]))
			*list_append(arena, &file->known.findings) = findings[i];
		else
			findings[kept++] = findings[i];
	}
	file->report.findings.count = kept;
}

void baseline_apply(struct lint_run *run, const char *path)
{
	known_list list = {0};
	size_t stale = 0;
	read_baseline(run->arena, &list, path);
	struct linted *file;
	for_each (file, &run->files)
		filter_file(run->arena, &list, file);
	const struct known *known;
	for_each (known, &list)
		stale += !known->is_used;
	if (stale > 0)
		trouble("%s: %zu of %zu entries match nothing any more: write it again", path,
		        stale, list.count);
}

static const char *quoted(struct arena *arena, struct text text)
{
	return json_finish_compact(arena, json_make_string(text)).data;
}

void baseline_write(const struct lint_run *run, const char *path)
{
	FILE *stream = output_stream(path);
	fputs("# Written by keepc lint --write-baseline: findings that do not fail a run. Take out "
	      "what is mended.\nversion: 1\npolicies:\n",
	      stream);
	const struct linted *file;
	for_each (file, &run->files) {
		struct text name = text_printable(run->arena, text_of(plain_name(file->name)));
		const struct finding *finding;
		fprintf(stream, "  %s:%s\n", quoted(run->arena, name),
		        file->report.findings.count == 0 ? " []" : "");
		for_each (finding, &file->report.findings)
			fprintf(stream, "    - %s\n",
			        quoted(run->arena, format_identity(run->arena, finding)));
	}
	if (fclose(stream) != 0)
		fatal("cannot write %s:", path);
}
