#include "check/rule.h"

#include <string.h>

/* Paths as they are written. A path is bytes to the kernel, and letters to the reviewer: what looks
 * like one name may be two. */

/* Every path that the policy says something about, and where it lies in the outer container. */
static void each_path(struct check *check,
                      void judge(struct check *check, const struct policy_text *path,
                                 struct text outer))
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
		judge(check, &writable->path,
		      outer_path(check->arena, policy, writable->path.value));
	for_each (bind, &policy->binds) {
		judge(check, &bind->path, outer_path(check->arena, policy, bind->path.value));
		judge(check, &bind->source, bind->source.value);
	}
}

static void check_composed(struct check *check, const struct policy_text *path, struct text outer)
{
	(void)outer;
	if (text_is_composed(path->value))
		return;
	struct finding *finding =
	    report_finding(check, rule(path_decomposed), path->span, path->value,
	                   "%s may look like another path: it is not in Unicode's composed form",
	                   path->value.data);
	diag_hint(check->report, finding, "write it as NFC, unless the file is really named so");
}

void rule_path_decomposed(struct check *check)
{
	each_path(check, check_composed);
}

/* A program is called "[": one bracket alone is no pattern. */
static bool is_pattern(struct text path)
{
	const char *open = memchr(path.data, '[', path.length);
	return memchr(path.data, '*', path.length) || memchr(path.data, '?', path.length) ||
	       (open && strchr(open, ']'));
}

static void check_pattern(struct check *check, const struct policy_text *path, struct text outer)
{
	bool exists = check->rootfs && rootfs_lookup(check->rootfs, outer).kind != ENTRY_ABSENT;
	if (!is_pattern(path->value) || exists)
		return;
	struct finding *finding =
	    report_finding(check, rule(path_pattern), path->span, path->value,
	                   "%s is taken literally: paths are not patterns", path->value.data);
	diag_hint(check->report, finding,
	          "name the directory, or each path; if one is really called so, give --rootfs");
}

void rule_path_pattern(struct check *check)
{
	each_path(check, check_pattern);
}

/* A file has nothing below it. With a root filesystem at hand rootfs-missing says so of what lies
 * in it. */

static bool is_below(struct text path, struct text file)
{
	return path_is_within(path, file) && !text_equal(path, file);
}

/* The file above an outer path: one that every root filesystem has as a file, or the runtime; empty
 * when there is none. */
static struct text known_file_above(const struct policy *policy, struct text outer,
                                    struct text path)
{
	for (size_t i = 0; i < place_count; i++)
		if (places[i].kind == PATH_FILE && is_below(path, text_of(places[i].path)))
			return text_of(places[i].path);
	return is_below(outer, policy->runsc_path.value) ? policy->runsc_path.value : TEXT("");
}

static void judge(struct check *check, const struct policy_text *path, struct text outer)
{
	struct text file =
	    check->rootfs ? TEXT("") : known_file_above(check->policy, outer, path->value);
	if (file.length > 0)
		report_finding(check, rule(path_below_file), path->span, path->value,
		               "%s lies below %s, which is a file", path->value.data, file.data);
}

/* A path of the guest in a keep-dir: elsewhere the name of a file may be that of a directory. */
static void judge_kept(struct check *check, const struct policy_text *path)
{
	if (claim_is_kept(check->claims, path->value))
		judge(check, path, outer_path(check->arena, check->policy, path->value));
}

static void judge_bind(struct check *check, const struct policy_bind *bind)
{
	const struct policy_bind *other;
	judge(check, &bind->source, bind->source.value);
	for_each (other, &check->policy->binds) {
		if (other->kind_word.value != PATH_FILE ||
		    !is_below(bind->path.value, other->path.value))
			continue;
		struct finding *finding =
		    report_finding(check, rule(path_below_file), bind->path.span, bind->path.value,
		                   "%s lies below %s, which is a file", bind->path.value.data,
		                   other->path.value.data);
		add_note(check, finding, other->path.span, "bound here");
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
