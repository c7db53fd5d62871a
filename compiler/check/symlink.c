#include "check/symlink.h"

void report_symlink(struct check *check, const struct rule *rule, struct text outer,
                    struct span span)
{
	struct text prefix, resolved;
	if (!rootfs_symlink_in(check->rootfs, outer, &prefix))
		return;
	struct finding *finding =
	    report_finding(check, rule, span, outer,
	                   "%s is a symlink to %s: what a mount on it does depends on the release",
	                   prefix.data, rootfs_lookup(check->rootfs, prefix).target.data);
	if (rootfs_resolve(check->rootfs, outer, &resolved))
		diag_hint(check->report, finding, "write %s", resolved.data);
}
