#include "check/rule.h"

#include <strings.h>

/* A path is bytes to the kernel, and letters to the reviewer: what looks like one name may be two. */

static void check_composed(struct check *check, const struct policy_text *path)
{
	if (text_is_composed(path->value))
		return;
	struct finding *finding = found(check, rule(path_decomposed), path->span, path->value,
	                                "%s may look like another path: it is not in Unicode's composed form", path->value.data);
	diag_hint(check->report, finding, "write it as NFC, unless the file is really named so");
}

void rule_path_decomposed(struct check *check)
{
	const struct policy *policy = check->policy;
	const struct policy_text *keep;
	const struct policy_mask *mask;
	const struct policy_writable *writable;
	const struct policy_bind *bind;
	for_each (keep, &policy->keep_dirs)
		check_composed(check, keep);
	for_each (mask, &policy->masks)
		check_composed(check, &mask->path);
	for_each (writable, &policy->writable)
		check_composed(check, &writable->path);
	for_each (bind, &policy->binds) {
		check_composed(check, &bind->path);
		check_composed(check, &bind->source);
	}
}

static bool is_twin(struct text a, struct text b)
{
	return a.length == b.length && !text_equal(a, b) && strncasecmp(a.data, b.data, a.length) == 0;
}

static struct text last_component(struct text path)
{
	size_t start = path.length;
	while (start > 0 && path.data[start - 1] != '/')
		start--;
	return (struct text){path.data + start, path.length - start};
}

static void check_twin(struct check *check, struct text path, struct span span)
{
	struct text outer = outer_path(check->arena, check->policy, path), parent = path_parent(check->arena, outer), *names;
	size_t count = 0;
	if (!rootfs_list(check->rootfs, parent, &names, &count))
		return;
	for (size_t i = 0; i < count; i++)
		if (is_twin(names[i], last_component(outer)))
			found(check, rule(path_twin), span, path, "%s has a twin that differs only in case: %s", path.data,
			      path_join(check->arena, parent, names[i]).data);
}

void rule_path_twin(struct check *check)
{
	const struct policy_text *keep;
	const struct policy_mask *mask;
	if (!check->rootfs)
		return;
	for_each (keep, &check->policy->keep_dirs)
		check_twin(check, keep->value, keep->span);
	for_each (mask, &check->policy->masks)
		check_twin(check, mask->path.value, mask->path.span);
}
