#include "check/rule.h"

#include <string.h>

/* What starts the sandbox, where the outer rootfs or the command line says where it lies: the
 * artifacts, keeprun, runsc and its state. keeprun refuses at each start what is refused here. */

static bool is_keeprun(struct check *check, struct text outer)
{
	const char *slash = strrchr(outer.data, '/');
	if (!check->rootfs || !slash || strcmp(slash, "/keeprun") != 0)
		return false;
	struct entry entry = rootfs_lookup(check->rootfs, outer);
	return entry.kind == ENTRY_FILE && (entry.mode & 0111) != 0;
}

static bool is_output(const struct check *check, struct text outer)
{
	return check->output.length > 0 && path_is_within(outer, check->output);
}

/* A keep-dir that merely holds them is shown without them. */
static void judge_keep(struct check *check, const struct policy_text *keep)
{
	struct text outer = outer_path(check->arena, check->policy, keep->value);
	if (is_output(check, outer))
		report_finding(check, rule(own_visible), keep->span, keep->value,
		               "%s is where the artifacts are written, and no guest may see them",
		               outer.data);
	else if (is_keeprun(check, outer))
		report_finding(check, rule(own_visible), keep->span, keep->value,
		               "%s is keeprun, and no guest may see it", outer.data);
}

/* Below a directory; false when there is none. */
static bool find_keeprun(struct check *check, struct text directory, struct text *found)
{
	struct text *names;
	size_t count;
	if (!rootfs_list(check->rootfs, directory, &names, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		*found = path_join(check->arena, directory, names[i]);
		if (is_keeprun(check, *found) || find_keeprun(check, *found, found))
			return true;
	}
	return false;
}

static void judge_bind(struct check *check, const struct policy_bind *bind)
{
	struct text source = bind->source.value, found = source;
	bool is_written = check->output.length > 0 &&
	                  (is_output(check, source) || path_is_within(check->output, source));
	if (text_is(source, "/")) /* bind-source-sensitive says so */
		return;
	if (is_written)
		report_finding(check, rule(own_visible), bind->source.span, bind->path.value,
		               "%s shows %s, where the artifacts are written, and no guest may see "
		               "them",
		               source.data, check->output.data);
	else if (check->rootfs &&
	         (is_keeprun(check, source) || find_keeprun(check, source, &found)))
		report_finding(check, rule(own_visible), bind->source.span, bind->path.value,
		               "%s shows %s, and no guest may see keeprun", source.data,
		               found.data);
}

void rule_own_visible(struct check *check)
{
	const struct policy_text *keep;
	const struct policy_bind *bind;
	for_each (keep, &check->policy->keep_dirs)
		judge_keep(check, keep);
	for_each (bind, &check->policy->binds)
		judge_bind(check, bind);
}

/* Others may put another file in the place of one in such a directory, unless it has the sticky
 * bit. The root directory's mode is the image builder's affair. */
static bool is_open_directory(const struct entry *entry)
{
	return entry->kind == ENTRY_DIRECTORY && (entry->mode & 0022) != 0 &&
	       (entry->mode & 01000) == 0;
}

static bool find_open_parent(struct check *check, struct text path, struct text *found)
{
	for (*found = path_parent(check->arena, path); found->length > 1;
	     *found = path_parent(check->arena, *found)) {
		struct entry entry = rootfs_lookup(check->rootfs, *found);
		if (is_open_directory(&entry))
			return true;
	}
	return false;
}

static void judge_place(struct check *check, struct span span, const char *key, struct text path)
{
	struct entry entry = rootfs_lookup(check->rootfs, path);
	struct text parent = path;
	bool is_open = entry.kind == ENTRY_FILE && (entry.mode & 0022) != 0;
	if (!is_open && !find_open_parent(check, path, &parent))
		return;
	struct finding *finding = report_finding(check, rule(own_writable), span, text_of(key),
	                                         is_open ? "others may write to %s"
	                                                 : "others may write to %s, which holds %s",
	                                         parent.data, path.data);
	diag_hint(check->report, finding, "chmod go-w %s", parent.data);
}

void rule_own_writable(struct check *check)
{
	const struct policy *policy = check->policy;
	if (!check->rootfs)
		return;
	if (!is_broken(check, KEY_ID_runsc_path))
		judge_place(check,
		            policy->runsc_path.span.source ? policy->runsc_path.span
		                                           : absent_span(policy, KEY_ID_runsc),
		            "runsc.path", policy->runsc_path.value);
	if (check->output.length > 0)
		judge_place(check, absent_span(policy, KEY_ID_name), "output", check->output);
}

/* runc 1.1 gives a tmpfs the mode of the directory that it covers, whatever the engine was told. */
void rule_state_dir_made(struct check *check)
{
	struct text path = policy_state_dir(check->policy);
	if (!check->rootfs || path.length == 0 || is_broken(check, KEY_ID_runsc_root))
		return;
	struct entry entry = rootfs_lookup(check->rootfs, path);
	if (entry.kind == ENTRY_ABSENT ||
	    (entry.kind == ENTRY_DIRECTORY && (entry.mode & 01777) == 01777))
		return;
	struct finding *finding = report_finding(
	    check, rule(state_dir_made), check->policy->runsc_root.span, TEXT("runsc.root"),
	    "%s is in the image, with mode %04o", path.data, entry.mode);
	diag_hint(check->report, finding, "leave it out of the image, or chmod 1777 %s", path.data);
}
