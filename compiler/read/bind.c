#include "read/bind.h"

#include <string.h>

static void unknown_key(struct binder *binder, const char *parent, const struct node *key)
{
	struct finding *finding =
	    parent[0] == '\0'
	        ? complain(binder, rule(unknown_key), key, "unknown key \"%s\"", key->value.data)
	        : complain(binder, rule(unknown_key), key, "unknown key \"%s\" in %s",
	                   key->value.data, binder->at.data);
	const char *nearest = text_nearest(key->value, key_names(binder->arena, parent)),
	           *meant = key_elsewhere(parent, key->value);
	struct scan_fault fault;
	if (meant)
		diag_hint(binder->report, finding, "%s", meant);
	else if (strcmp(parent, "env") == 0 && !nearest &&
	         scan_env_name(binder->arena, key->value, &fault))
		diag_hint(binder->report, finding,
		          "a variable with its value stands below env.set");
	else if (nearest)
		diag_hint(binder->report, finding, "%s", nearest_hint(binder, nearest, key->value));
}

bool has_entry(struct arena *arena, const struct node *node, const char *parent, const char *name)
{
	const struct node_entry *entry;
	for_each (entry, &node->entries) {
		if (text_is(entry->key->value, name))
			return true;
		const char *meant = key_find(parent, entry->key->value)
		                        ? NULL
		                        : text_nearest(entry->key->value, key_names(arena, parent));
		if (meant && strcmp(meant, name) == 0)
			return true;
	}
	return false;
}

void missing_key(struct binder *binder, const struct key *key, struct span place, const char *where)
{
	struct node node = {.span = {place.source, place.start, place.start}};
	struct finding *finding =
	    complain(binder, rule(missing_key), &node, "%s has no \"%s\"", where, key->name);
	if (key == &keys[KEY_ID_version])
		diag_hint(binder->report, finding, "write version: 1");
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
			unknown_key(binder, parent, entry->key);
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
