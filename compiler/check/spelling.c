#include "check/rule.h"

#include <string.h>
#include <strings.h>

/* A path is bytes to the kernel, and letters to the reviewer: what looks like one name may be two. */

static void check_composed(struct check *check, const struct policy_text *path, struct text outer)
{
	(void)outer;
	if (text_is_composed(path->value))
		return;
	struct finding *finding = found(check, rule(path_decomposed), path->span, path->value,
	                                "%s may look like another path: it is not in Unicode's composed form", path->value.data);
	diag_hint(check->report, finding, "write it as NFC, unless the file is really named so");
}

/* Every path that the policy says something about, and where it lies in the outer container. */
static void each_path(struct check *check, void judge(struct check *check, const struct policy_text *path, struct text outer))
{
	const struct policy *policy = check->policy;
	const struct policy_text *keep;
	const struct policy_mask *mask;
	const struct policy_writable *writable;
	const struct policy_bind *bind;
	for_each (keep, &policy->keep_dirs)
		judge(check, keep, outer_path(check->arena, policy, keep->value));
	for_each (mask, &policy->masks)
		judge(check, &mask->path, outer_path(check->arena, policy, mask->path.value));
	for_each (writable, &policy->writable)
		judge(check, &writable->path, outer_path(check->arena, policy, writable->path.value));
	for_each (bind, &policy->binds) {
		judge(check, &bind->path, outer_path(check->arena, policy, bind->path.value));
		judge(check, &bind->source, bind->source.value);
	}
}

void rule_path_decomposed(struct check *check)
{
	each_path(check, check_composed);
}

/* A program is called "[": one bracket alone is no pattern. */
static bool is_pattern(struct text path)
{
	const char *open = memchr(path.data, '[', path.length);
	return memchr(path.data, '*', path.length) || memchr(path.data, '?', path.length) || (open && strchr(open, ']'));
}

static void check_pattern(struct check *check, const struct policy_text *path, struct text outer)
{
	bool exists = check->rootfs && rootfs_lookup(check->rootfs, outer).kind != ENTRY_ABSENT;
	if (!is_pattern(path->value) || exists)
		return;
	struct finding *finding =
	    found(check, rule(path_pattern), path->span, path->value, "%s is taken to the letter: a path is no pattern", path->value.data);
	diag_hint(check->report, finding, "name the directory, or each path; if one is really called so, give --rootfs");
}

void rule_path_pattern(struct check *check)
{
	each_path(check, check_pattern);
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
