#include "check/claims.h"

static void claim_longest(struct claim *claim, struct text path, struct claim other)
{
	if (path_is_within(path, other.top) && other.top.length > claim->top.length)
		*claim = other;
}

struct claim claim_over(struct check *check, struct text path)
{
	const struct policy *policy = check->policy;
	const struct policy_text *keep;
	const struct policy_bind *bind;
	const struct policy_writable *writable;
	const struct policy_mask *mask;
	struct claim claim = {0};
	for_each (keep, &policy->keep_dirs)
		claim_longest(&claim, path, (struct claim){keep->value, outer_path(check->arena, policy, keep->value), true, false});
	for_each (bind, &policy->binds)
		claim_longest(&claim, path, (struct claim){bind->path.value, bind->source.value, true, false});
	for_each (writable, &policy->writable)
		claim_longest(&claim, path, (struct claim){.top = writable->path.value});
	for_each (mask, &policy->masks) {
		enum path_kind kind = mask->kind_word.value == 0 ? PATH_FILE : PATH_DIRECTORY;
		bool is_known = mask->has_kind || outer_kind(check->rootfs, outer_path(check->arena, policy, mask->path.value), &kind);
		claim_longest(&claim, path, (struct claim){.top = mask->path.value, .is_file = is_known && kind == PATH_FILE});
	}
	return claim;
}

bool claim_on_the_way(const struct policy *policy, struct text path)
{
	const struct policy_text *keep;
	const struct policy_writable *writable;
	const struct policy_bind *bind;
	for_each (keep, &policy->keep_dirs)
		if (path_is_within(keep->value, path) && !text_equal(keep->value, path))
			return true;
	for_each (writable, &policy->writable)
		if (path_is_within(writable->path.value, path))
			return true;
	for_each (bind, &policy->binds)
		if (path_is_within(bind->path.value, path) && !text_equal(bind->path.value, path))
			return true;
	return false;
}
