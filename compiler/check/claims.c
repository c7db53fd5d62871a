#include "check/rule.h"

/* Paths which the policy claims for something of its own: writable directories and binds. */

static bool is_synthetic(struct text path)
{
	const struct place *place = place_find(path);
	return path_is_within(path, TEXT("/proc")) || path_is_within(path, TEXT("/sys")) || (place && place->role == PLACE_synthetic);
}

void rule_writable_root(struct check *check)
{
	const struct policy_writable *writable;
	for_each(writable, &check->policy->writable) if (text_is(writable->path.value, "/"))
	    found(check, rule(writable_root), writable->path.span, writable->path.value, "/ cannot be writable: a tmpfs on it would hide the root filesystem");
}

void rule_writable_synthetic(struct check *check)
{
	const struct policy_writable *writable;
	for_each(writable, &check->policy->writable) if (is_synthetic(writable->path.value))
	    found(check, rule(writable_synthetic), writable->path.span, writable->path.value, "%s of the guest is made by runsc and cannot be made writable",
	          writable->path.value.data);
}

void rule_writable_inside_keep(struct check *check)
{
	const struct policy_writable *writable;
	for_each(writable, &check->policy->writable)
	{
		const struct policy_text *keep = keep_showing(check->policy, writable->path.value);
		if (!keep || text_equal(keep->value, writable->path.value))
			continue;
		struct finding *finding =
		    found(check, rule(writable_inside_keep), writable->path.span, writable->path.value,
		          "%s is writable inside the keep-dir %s: the guest no longer sees what is there", writable->path.value.data, keep->value.data);
		also(check, finding, keep->span, "kept here");
	}
}

static void conflict(struct check *check, const struct rule *rule, const struct policy_text *claim, const struct policy_text *other, const char *what)
{
	struct finding *finding = found(check, rule, claim->span, claim->value, "%s is claimed twice", claim->value.data);
	also(check, finding, other->span, "%s here", what);
}

void rule_writable_conflict(struct check *check)
{
	const struct policy_writable *writable;
	const struct policy_text *keep;
	const struct policy_mask *mask;
	for_each(writable, &check->policy->writable)
	{
		if (text_is(writable->path.value, "/"))
			continue;
		for_each(keep, &check->policy->keep_dirs) if (path_is_within(keep->value, writable->path.value))
		    conflict(check, rule(writable_conflict), &writable->path, keep, "kept");
		for_each(mask, &check->policy->masks) if (path_is_within(mask->path.value, writable->path.value) ||
		                                          path_is_within(writable->path.value, mask->path.value))
		    conflict(check, rule(writable_conflict), &writable->path, &mask->path, "masked");
	}
}

void rule_bind_conflict(struct check *check)
{
	const struct policy_bind *bind;
	const struct policy_text *keep;
	const struct policy_mask *mask;
	const struct policy_writable *writable;
	for_each(bind, &check->policy->binds)
	{
		for_each(keep, &check->policy->keep_dirs) if (path_is_within(keep->value, bind->path.value) || path_is_within(bind->path.value, keep->value))
		    conflict(check, rule(bind_conflict), &bind->path, keep, "kept");
		for_each(mask,
		         &check->policy->masks) if (path_is_within(mask->path.value, bind->path.value) || path_is_within(bind->path.value, mask->path.value))
		    conflict(check, rule(bind_conflict), &bind->path, &mask->path, "masked");
		for_each(writable, &check->policy->writable) if (path_is_within(writable->path.value, bind->path.value) ||
		                                                 path_is_within(bind->path.value, writable->path.value))
		    conflict(check, rule(bind_conflict), &bind->path, &writable->path, "writable");
	}
}

void rule_bind_writable(struct check *check)
{
	const struct policy_bind *bind;
	for_each(bind, &check->policy->binds) if (bind->mode.value != 0)
	    found(check, rule(bind_writable), bind->mode.span, bind->path.value, "the guest can change %s of the outer container", bind->source.value.data);
}

void rule_bind_source_sensitive(struct check *check)
{
	const struct policy_bind *bind;
	for_each(bind, &check->policy->binds)
	{
		struct text source = bind->source.value;
		bool shows_state = path_is_within(check->policy->runsc_root.value, source) || path_is_within(source, check->policy->runsc_root.value);
		if (text_is(source, "/") || is_synthetic(source) || path_is_within(source, TEXT("/dev")))
			found(check, rule(bind_source_sensitive), bind->source.span, bind->path.value, "%s of the outer container is not for a guest",
			      source.data);
		else if (shows_state)
			found(check, rule(bind_source_sensitive), bind->source.span, bind->path.value, "%s would show the state dir %s", source.data,
			      check->policy->runsc_root.value.data);
		else if (is_synthetic(bind->path.value) || text_is(bind->path.value, "/"))
			found(check, rule(bind_source_sensitive), bind->path.span, bind->path.value, "%s of the guest is made by runsc", bind->path.value.data);
	}
}

/* A bind of another path, a tmpfs, or a directory that some claim makes on its way. */
static bool is_made(const struct check *check, struct text path)
{
	const struct policy *policy = check->policy;
	const struct policy_text *keep;
	const struct policy_writable *writable;
	const struct policy_bind *bind;
	for_each(keep, &policy->keep_dirs) if (path_is_within(keep->value, path) || path_is_within(path, keep->value)) return true;
	for_each(writable, &policy->writable) if (path_is_within(writable->path.value, path)) return true;
	for_each(bind, &policy->binds) if (path_is_within(bind->path.value, path) || path_is_within(path, bind->path.value)) return true;
	const struct place *place = place_find(path);
	return text_is(path, "/") || text_is(path, "/tmp") || (place && place->role == PLACE_synthetic);
}

/* The first component of a path that is a merged-usr symlink counts as what it points to. */
static struct text through_merged_usr(struct check *check, struct text path)
{
	static const char *const merged[] = {"/bin", "/sbin", "/lib", "/lib64"};
	for (size_t i = 0; i < sizeof merged / sizeof merged[0]; i++)
		if (path_is_within(path, text_of(merged[i])) && !keep_showing(check->policy, path))
			return text_format(check->arena, "/usr%s", path.data);
	return path;
}

/* What the guest sees is not known when the keep-dirs could not be read. */
static bool has_keep_dirs(const struct policy *policy)
{
	return policy->keys[KEY_ID_keep_dirs].is_given && !policy->keys[KEY_ID_keep_dirs].is_broken;
}

void rule_cwd_invisible(struct check *check)
{
	const struct policy_text *cwd = &check->policy->cwd;
	if (check->policy->keys[KEY_ID_cwd].is_broken || !has_keep_dirs(check->policy) || is_made(check, through_merged_usr(check, cwd->value)))
		return;
	found(check, rule(cwd_invisible), cwd->span, TEXT("cwd"), "the working directory %s does not exist in the guest", cwd->value.data);
}

void rule_command_invisible(struct check *check)
{
	const struct policy *policy = check->policy;
	if (policy->command.count == 0 || policy->keys[KEY_ID_command].is_broken || !has_keep_dirs(policy))
		return;
	struct text program = through_merged_usr(check, policy->command.items[0].value);
	const struct policy_bind *bind;
	for_each(bind, &policy->binds) if (path_is_within(program, bind->path.value)) return;
	if (!keep_showing(policy, program))
		found(check, rule(command_invisible), policy->command.items[0].span, TEXT("command"), "the guest does not see %s: it lies in no keep-dir",
		      program.data);
}
