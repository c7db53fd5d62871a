#include "base/fatal.h"
#include "base/input.h"
#include "lint/lint.h"
#include "model/rules.h"
#include "read/node.h"

#include <errno.h>
#include <string.h>

/* .innerkeep.yaml, the project's defaults for keepc lint: strict YAML like a policy. The command
 * line wins. schema/lint.md. */

#define CONFIG_NAME ".innerkeep.yaml"

struct configurer {
	struct arena *arena;
	struct report *report;
	struct lint_options *options;
};

static void wrong(struct configurer *configurer, const struct rule *rule, const struct node *node,
                  const char *wanted)
{
	diag_add(configurer->report, rule, node->span, "expected %s, saw %s", wanted,
	         node->kind == NODE_SCALAR
	             ? text_format(configurer->arena, "\"%s\"", node->value.data).data
	             : node_kind_name(node->kind));
}

static bool is_scalar(struct configurer *configurer, const struct node *node)
{
	if (node->kind == NODE_SCALAR && node->value.length > 0)
		return true;
	wrong(configurer, rule(wrong_type), node, "one value");
	return false;
}

static void take_version(struct configurer *configurer, const struct node *node)
{
	if (node->kind != NODE_SCALAR || !text_is(node->value, "1"))
		wrong(configurer, rule(unsupported_version), node, "version 1");
}

static void take_paths(struct configurer *configurer, const struct node *node)
{
	bool is_open = configurer->options->paths.count == 0;
	if (node->kind != NODE_SEQUENCE) {
		wrong(configurer, rule(wrong_type), node, "a list of files and directories");
		return;
	}
	for (size_t i = 0; i < node->items.count; i++)
		if (is_scalar(configurer, node->items.items[i]) && is_open)
			*list_append(configurer->arena, &configurer->options->paths) =
			    node->items.items[i]->value.data;
}

static void take_formats(struct configurer *configurer, const struct node *node)
{
	bool is_open = configurer->options->outputs.count == 0;
	if (node->kind != NODE_SEQUENCE) {
		wrong(configurer, rule(wrong_type), node, "a list of formats");
		return;
	}
	struct lint_options scratch = {0};
	for (size_t i = 0; i < node->items.count; i++) {
		const struct node *item = node->items.items[i];
		if (!is_scalar(configurer, item))
			continue;
		if (!lint_add_output(configurer->arena, is_open ? configurer->options : &scratch,
		                     item->value.data))
			wrong(configurer, rule(bad_value), item, "a format, or FORMAT=FILE");
	}
}

static void take_severity(struct configurer *configurer, const struct node *node, bool is_given,
                          enum severity *severity)
{
	enum severity read;
	if (!is_scalar(configurer, node))
		return;
	if (!lint_severity(node->value, &read))
		wrong(configurer, rule(bad_value), node, "error, warning or info");
	else if (!is_given)
		*severity = read;
}

static void take_fail_on(struct configurer *configurer, const struct node *node)
{
	take_severity(configurer, node, configurer->options->has_fail_on,
	              &configurer->options->fail_on);
}

static void take_min_severity(struct configurer *configurer, const struct node *node)
{
	take_severity(configurer, node, configurer->options->has_min_severity,
	              &configurer->options->min_severity);
}

static void take_text(struct configurer *configurer, const struct node *node, const char **member)
{
	if (is_scalar(configurer, node) && !*member)
		*member = node->value.data;
}

static void take_baseline(struct configurer *configurer, const struct node *node)
{
	take_text(configurer, node, &configurer->options->baseline);
}

static void take_rootfs(struct configurer *configurer, const struct node *node)
{
	take_text(configurer, node, &configurer->options->load.rootfs);
}

static const struct {
	const char *name;
	void (*take)(struct configurer *configurer, const struct node *node);
} config_keys[] = {
    {"version", take_version}, {"policies", take_paths},    {"format", take_formats},
    {"fail-on", take_fail_on}, {"baseline", take_baseline}, {"min-severity", take_min_severity},
    {"rootfs", take_rootfs},
};
enum { CONFIG_KEY_COUNT = sizeof config_keys / sizeof config_keys[0] };

static void unknown_key(struct configurer *configurer, const struct node *key)
{
	const char *names[CONFIG_KEY_COUNT + 1] = {0};
	for (size_t i = 0; i < CONFIG_KEY_COUNT; i++)
		names[i] = config_keys[i].name;
	struct finding *finding = diag_add(configurer->report, rule(unknown_key), key->span,
	                                   "unknown key \"%s\"", key->value.data);
	const char *nearest = text_nearest(key->value, names, NULL);
	if (nearest)
		diag_hint(configurer->report, finding, "did you mean \"%s\"?", nearest);
}

static void take_entry(struct configurer *configurer, const struct node_entry *entry)
{
	for (size_t i = 0; i < CONFIG_KEY_COUNT; i++)
		if (text_is(entry->key->value, config_keys[i].name)) {
			config_keys[i].take(configurer, entry->value);
			return;
		}
	unknown_key(configurer, entry->key);
}

static void take_all(struct configurer *configurer, const struct node *root)
{
	bool has_version = false;
	if (root->kind != NODE_MAPPING) {
		wrong(configurer, rule(wrong_type), root, "keys with their values");
		return;
	}
	const struct node_entry *entry;
	for_each (entry, &root->entries) {
		has_version |= text_is(entry->key->value, "version");
		take_entry(configurer, entry);
	}
	if (!has_version)
		diag_add(configurer->report, rule(missing_key),
		         (struct span){root->span.source, root->span.start, root->span.start},
		         "the configuration has no \"version\"");
}

bool lint_configure(struct arena *arena, struct lint_options *options)
{
	const char *path = options->config ? options->config : CONFIG_NAME;
	if (options->ignores_config)
		return true;
	struct text bytes;
	if (!input_file(arena, path, INPUT_MAX, &bytes)) {
		if (errno == ENOENT && !options->config)
			return true;
		fatal("cannot open %s:", path);
	}
	struct report report = {.arena = arena, .fallback = path};
	const struct node *root = node_read(arena, &report, source_from_lines(arena, path, bytes));
	struct configurer configurer = {arena, &report, options};
	if (root)
		take_all(&configurer, root);
	diag_sort(&report);
	diag_print(&report, stderr, DIAG_GNU);
	return report.findings.count == 0;
}
