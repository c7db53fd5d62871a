#include "read/policy_read.h"

#include "model/changes.h"
#include "read/bind.h"
#include "read/extends.h"

/* What the policy has nowhere, after those that it extends were asked. A key of a group that is
 * missing itself is not missed too. */
static void require_policy_keys(struct binder *binder, const struct node *root)
{
	for (size_t i = 0; i < KEY_ID_COUNT; i++) {
		const struct key *group =
		    keys[i].parent[0] == '\0' ? NULL : key_find("", text_of(keys[i].parent));
		const struct policy_key *known = &binder->policy->keys[i],
		                        *around =
		                            group ? &binder->policy->keys[group - keys] : NULL;
		bool is_each_policys = i == KEY_ID_version;
		if (!around && keys[i].is_required &&
		    has_entry(binder->arena, root, "", keys[i].name))
			continue;
		if (!keys[i].is_required || is_each_policys || key_is_entry(&keys[i]) ||
		    known->is_given || known->is_broken)
			continue;
		if (!around)
			missing_key(binder, &keys[i], root->span, "the policy");
		else if (around->is_given && !around->is_broken)
			missing_key(binder, &keys[i], around->value, group->name);
	}
}

static void apply_defaults(struct binder *binder)
{
	struct policy *policy = binder->policy;
	for (size_t i = 0; i < KEY_ID_COUNT; i++) {
		if (key_is_entry(&keys[i]) || policy->keys[i].is_given || !keys[i].default_text)
			continue;
		bind_default(binder, &keys[i], policy);
	}
	if (policy->hostname.value.length == 0)
		policy->hostname.value = policy->name.value;
	if (policy->runsc_platform.value.length == 0)
		policy->runsc_platform.value =
		    behaves(policy->release, systrap_runs) ? TEXT("systrap") : TEXT("ptrace");
}

struct policy *policy_read(struct arena *arena, struct report *report, const struct source *source,
                           const struct node *root)
{
	struct policy *policy = policy_bind(arena, report, source, root);
	if (!policy) {
		policy = arena_alloc(arena, sizeof *policy);
		*policy = (struct policy){.source = source, .is_broken = true};
		return policy;
	}
	struct binder binder = {.arena = arena, .report = report, .policy = policy, .at = TEXT("")};
	extends_resolve(arena, report, policy);
	require_policy_keys(&binder, root);
	apply_defaults(&binder);
	return policy;
}
