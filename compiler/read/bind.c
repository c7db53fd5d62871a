#include "read/bind.h"

#include <string.h>

/* What other tools call it. */
static void hint_elsewhere(struct binder *binder, struct finding *finding,
                           const struct node *mapping, const struct node_entry *entry,
                           const struct elsewhere *meant)
{
	const char *colon = meant->key ? strchr(meant->key, ':') : NULL;
	struct span whole = {entry->key->span.source, entry->key->span.start,
	                     entry->value->span.end};
	struct text name =
	    colon ? text_copy(binder->arena, meant->key, (size_t)(colon - meant->key)) : TEXT("");
	struct scan_fault fault = {.hint = meant->hint, .choices = colon ? NULL : meant->key};
	if (colon && has_key(mapping, name))
		fault.hint =
		    arena_printf(binder->arena, "say it under \"%s\", which is there", name.data);
	hint_key(binder, finding, mapping, entry->key, &fault);
	if (colon && !has_key(mapping, name))
		diag_fix(binder->report, finding, FIX_EXAMPLE, whole, text_of(meant->key));
}

static void unknown_key(struct binder *binder, const char *parent, const struct node *mapping,
                        const struct node_entry *entry)
{
	const struct node *key = entry->key;
	struct finding *finding =
	    parent[0] == '\0'
	        ? complain(binder, rule(unknown_key), key, "unknown key \"%s\"", key->value.data)
	        : complain(binder, rule(unknown_key), key, "unknown key \"%s\" in %s",
	                   key->value.data, binder->at.data);
	const struct scan_fault nearest =
	    nearest_fault(binder->arena, key->value, key_names(binder->arena, parent));
	const struct elsewhere *meant = key_elsewhere(parent, key->value);
	if (meant)
		hint_elsewhere(binder, finding, mapping, entry, meant);
	else if (nearest.hint)
		hint_key(binder, finding, mapping, key, &nearest);
	else if (strcmp(parent, "env") == 0 &&
	         scan_env_name(binder->arena, key->value, &(struct scan_fault){0}))
		diag_hint(binder->report, finding,
		          "a variable with its value stands below env.set");
}

bool has_entry(struct arena *arena, const struct node *node, const char *parent, const char *name)
{
	const struct node_entry *entry;
	for_each (entry, &node->entries) {
		if (text_is(entry->key->value, name))
			return true;
		const char *meant =
		    key_find(parent, entry->key->value)
		        ? NULL
		        : text_nearest(entry->key->value, key_names(arena, parent), NULL);
		if (meant && strcmp(meant, name) == 0)
			return true;
	}
	return false;
}

/* Before the first key; a mapping in braces begins with one. */
static void write_version(struct binder *binder, struct finding *finding, struct span place)
{
	bool is_flow = place.source->bytes.data[place.start] == '{';
	size_t at = place.start + is_flow;
	bool is_empty = is_flow && place.end - place.start == strlen("{}");
	diag_hint(binder->report, finding, "write version: 1");
	diag_fix(binder->report, finding, FIX_SAFE, (struct span){place.source, at, at},
	         is_empty  ? TEXT("version: 1")
	         : is_flow ? TEXT("version: 1, ")
	                   : TEXT("version: 1\n"));
}

void missing_key(struct binder *binder, const struct key *key, struct span place, const char *where)
{
	struct node node = {.span = {place.source, place.start, place.start}};
	struct finding *finding =
	    complain(binder, rule(missing_key), &node, "%s has no \"%s\"", where, key->name);
	if (key == &keys[KEY_ID_version] && place.source)
		write_version(binder, finding, place);
}

static void require_keys(struct binder *binder, const char *parent, const struct node *node)
{
	for (size_t i = 0; i < KEY_ID_COUNT; i++)
		if (strcmp(keys[i].parent, parent) == 0 && keys[i].is_required &&
		    !has_entry(binder->arena, node, parent, keys[i].name))
			missing_key(binder, &keys[i], node->span, binder->at.data);
}

/* Rows of the policy itself are noted in policy->keys; rows of an entry's long form are not. */
static void bind_entry(struct binder *binder, const struct key *key, const struct node_entry *entry,
                       void *base)
{
	bool is_policy_key = base == binder->policy;
	struct policy_key *noted = &binder->policy->keys[key - keys];
	bool was_broken = binder->is_broken;
	if (is_policy_key) {
		noted->is_given = true;
		noted->key = entry->key->span;
		noted->value = entry->value->span;
		binder->is_broken = false;
	}
	read_value(binder, key, entry->value, (char *)base + key->offset);
	if (is_policy_key) {
		noted->is_broken = binder->is_broken;
		binder->is_broken |= was_broken;
	}
}

void bind_mapping(struct binder *binder, const char *parent, const struct node *node, void *base)
{
	struct text outer = binder->at;
	const struct node_entry *entry;
	for_each (entry, &node->entries) {
		const struct key *key = key_find(parent, entry->key->value);
		if (!key && complain_run_together(binder, entry))
			continue;
		if (!key) {
			unknown_key(binder, parent, node, entry);
			continue;
		}
		binder->at = outer.length == 0
		                 ? text_of(key->name)
		                 : text_format(binder->arena, "%s.%s", outer.data, key->name);
		bind_entry(binder, key, entry, base);
		binder->at = outer;
	}
	if (base != binder->policy)
		require_keys(binder, parent, node);
}

void bind_default(struct binder *binder, const struct key *key, void *base)
{
	struct node node = {
	    .kind = NODE_SCALAR, .value = text_of(key->default_text), .is_plain = true};
	read_value(binder, key, &node, (char *)base + key->offset);
}

void policy_settle(struct policy *policy)
{
	policy->release = 0;
	if (!policy->keys[KEY_ID_runsc_release].is_broken)
		release_parse(policy->runsc_release.value, &policy->release);
}

struct policy *policy_bind(struct arena *arena, struct report *report, const struct source *source,
                           const struct node *root)
{
	struct policy *policy = arena_alloc(arena, sizeof *policy);
	struct binder binder = {
	    .arena = arena, .report = report, .policy = policy, .at = TEXT("the policy")};
	policy->source = source;
	if (!is_kind(&binder, root, NODE_MAPPING, "keys with their values"))
		return NULL;
	binder.at = TEXT("");
	bind_mapping(&binder, "", root, policy);
	policy_settle(policy);
	if (!has_entry(arena, root, "", "version"))
		missing_key(&binder, &keys[KEY_ID_version], root->span, "the policy");
	return policy;
}
