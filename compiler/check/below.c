#include "check/rule.h"

/* A file has nothing below it. With a root filesystem at hand rootfs-missing says so of what lies in it. */

static bool is_below(struct text path, struct text file)
{
	return path_is_within(path, file) && !text_equal(path, file);
}

/* The file above an outer path: one that every root filesystem has as a file, or the runtime; empty when there is none. */
static struct text known_file_above(const struct policy *policy, struct text outer, struct text path)
{
	for (size_t i = 0; i < place_count; i++)
		if (places[i].kind == PATH_FILE && is_below(path, text_of(places[i].path)))
			return text_of(places[i].path);
	return is_below(outer, policy->runsc_path.value) ? policy->runsc_path.value : TEXT("");
}

static void judge(struct check *check, const struct policy_text *path, struct text outer)
{
	struct text file = check->rootfs ? TEXT("") : known_file_above(check->policy, outer, path->value);
	if (file.length > 0)
		found(check, rule(path_below_file), path->span, path->value, "%s lies below %s, which is a file", path->value.data, file.data);
}

/* A path of the guest in a keep-dir: elsewhere the name of a file may be that of a directory. */
static void judge_kept(struct check *check, const struct policy_text *path)
{
	if (keep_showing(check->policy, path->value))
		judge(check, path, outer_path(check->arena, check->policy, path->value));
}

static void judge_bind(struct check *check, const struct policy_bind *bind)
{
	const struct policy_bind *other;
	judge(check, &bind->source, bind->source.value);
	for_each (other, &check->policy->binds) {
		if (other->kind_word.value != PATH_FILE || !is_below(bind->path.value, other->path.value))
			continue;
		struct finding *finding = found(check, rule(path_below_file), bind->path.span, bind->path.value, "%s lies below %s, which is a file",
		                                bind->path.value.data, other->path.value.data);
		also(check, finding, other->path.span, "bound here");
	}
}

void rule_path_below_file(struct check *check)
{
	const struct policy *policy = check->policy;
	const struct policy_text *keep;
	const struct policy_mask *mask;
	const struct policy_writable *writable;
	const struct policy_bind *bind;
	for_each (keep, &policy->keep_dirs)
		judge_kept(check, keep);
	for_each (mask, &policy->masks)
		judge_kept(check, &mask->path);
	for_each (writable, &policy->writable)
		judge_kept(check, &writable->path);
	for_each (bind, &policy->binds)
		judge_bind(check, bind);
	judge(check, &policy->runsc_path, policy->runsc_path.value);
}
