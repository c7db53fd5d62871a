#include "check/symlink.h"

#include "base/yaml_scalar.h"

/* What the policy says for a path of the outer rootfs: a source of a bind as it is, another without
 * the inner rootfs before it. False when no word of the policy's leads there. */
static bool policy_path(const struct check *check, struct text outer, struct span span,
                        struct text *path)
{
	struct text inner = check->policy->inner.value;
	const struct policy_bind *bind;
	*path = outer;
	if (check->policy->layout.value != LAYOUT_SPLIT)
		return true;
	for_each (bind, &check->policy->binds)
		if (bind->source.span.source == span.source &&
		    bind->source.span.start == span.start)
			return true;
	*path = (struct text){outer.data + inner.length, outer.length - inner.length};
	return path_is_within(outer, inner) && path->length > 0;
}

void report_symlink(struct check *check, const struct rule *rule, struct text outer,
                    struct span span)
{
	struct text prefix, resolved, path;
	if (!rootfs_symlink_in(check->rootfs, outer, &prefix))
		return;
	struct finding *finding =
	    report_finding(check, rule, span, outer,
	                   "%s is a symlink to %s: what a mount on it does depends on the release",
	                   prefix.data, rootfs_lookup(check->rootfs, prefix).target.data);
	if (rootfs_resolve(check->rootfs, outer, &resolved) &&
	    policy_path(check, resolved, span, &path))
		diag_write(check->report, finding, FIX_CHOICE, span,
		           yaml_scalar(check->arena, path));
}
