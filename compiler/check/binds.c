#include "check/heuristics.h"
#include "check/rule.h"

/* Binds, and the mounts that the policy expects: what comes from the outer container beside the
 * keep-dirs. */

void rule_bind_conflict(struct check *check)
{
	const struct policy_bind *bind;
	const struct policy_text *keep;
	const struct policy_mask *mask;
	const struct policy_writable *writable;
	for_each (bind, &check->policy->binds) {
		for_each (keep, &check->policy->keep_dirs)
			if (path_is_within(keep->value, bind->path.value) ||
			    path_is_within(bind->path.value, keep->value))
				claimed_twice(check, rule(bind_conflict), &bind->path, keep,
				              "kept");
		for_each (mask, &check->policy->masks)
			if (path_is_within(mask->path.value, bind->path.value) ||
			    path_is_within(bind->path.value, mask->path.value))
				claimed_twice(check, rule(bind_conflict), &bind->path, &mask->path,
				              "masked");
		for_each (writable, &check->policy->writable)
			if (path_is_within(writable->path.value, bind->path.value) ||
			    path_is_within(bind->path.value, writable->path.value))
				claimed_twice(check, rule(bind_conflict), &bind->path,
				              &writable->path, "writable");
	}
}

void rule_bind_writable(struct check *check)
{
	const struct policy_bind *bind;
	for_each (bind, &check->policy->binds)
		if (bind->mode.value != 0 && !looks_like_system_file(bind->source.value))
			report_finding(check, rule(bind_writable), bind->mode.span,
			               bind->path.value,
			               "the guest can change %s of the outer container",
			               bind->source.value.data);
}

void rule_bind_writes_system(struct check *check)
{
	const struct policy_bind *bind;
	for_each (bind, &check->policy->binds)
		if (bind->mode.value != 0 && looks_like_system_file(bind->source.value))
			report_finding(check, rule(bind_writes_system), bind->mode.span,
			               bind->path.value,
			               "the guest can change %s, and what the outer container "
			               "executes or obeys there",
			               bind->source.value.data);
}

void rule_bind_source_sensitive(struct check *check)
{
	const struct policy_bind *bind;
	for_each (bind, &check->policy->binds) {
		struct text source = bind->source.value;
		struct text state = policy_state_dir(check->policy);
		bool shows_state = state.length > 0 &&
		                   (path_is_within(state, source) || path_is_within(source, state));
		if (text_is(source, "/") || path_is_synthetic(source) ||
		    path_is_within(source, TEXT("/dev")))
			report_finding(
			    check, rule(bind_source_sensitive), bind->source.span, bind->path.value,
			    "the outer container's %s must not be shown to a guest", source.data);
		else if (shows_state)
			report_finding(check, rule(bind_source_sensitive), bind->source.span,
			               bind->path.value, "%s would show the state dir %s",
			               source.data, state.data);
		if (path_is_synthetic(bind->path.value) || text_is(bind->path.value, "/"))
			report_finding(check, rule(bind_source_sensitive), bind->path.span,
			               bind->path.value, "%s of the guest is made by runsc",
			               bind->path.value.data);
	}
}

void rule_bind_source_secret(struct check *check)
{
	const struct policy_bind *bind;
	for_each (bind, &check->policy->binds)
		if (looks_like_secret_path(bind->source.value))
			report_finding(check, rule(bind_source_secret), bind->source.span,
			               bind->path.value,
			               "%s is where secrets are kept, and the guest would read it",
			               bind->source.value.data);
}

void rule_bind_engine_socket(struct check *check)
{
	const struct policy_bind *bind;
	for_each (bind, &check->policy->binds)
		if (looks_like_engine_socket(bind->source.value))
			report_finding(check, rule(bind_engine_socket), bind->source.span,
			               bind->path.value,
			               "who reaches %s commands the container engine: that is root "
			               "on the host",
			               bind->source.value.data);
}

static bool are_nested(struct text a, struct text b)
{
	return path_is_within(a, b) || path_is_within(b, a);
}

void rule_bind_runsc(struct check *check)
{
	const struct policy *policy = check->policy;
	const struct policy_bind *bind;
	for_each (bind, &policy->binds) {
		if (text_is(bind->source.value, "/") ||
		    !path_is_within(policy->runsc_path.value, bind->source.value))
			continue;
		struct finding *finding = report_finding(
		    check, rule(bind_runsc), bind->source.span, bind->path.value,
		    "%s shows the runtime itself to the guest", bind->source.value.data);
		add_note(check, finding, policy->runsc_path.span, "%s%s",
		         policy->runsc_path.value.data,
		         policy->runsc_path.span.source ? "" : " is the default");
	}
}

void rule_bind_writes_keep(struct check *check)
{
	const struct policy *policy = check->policy;
	const struct policy_bind *bind;
	const struct policy_text *keep;
	for_each (bind, &policy->binds)
		for_each (keep, &policy->keep_dirs) {
			if (bind->mode.value == 0 ||
			    !are_nested(outer_path(check->arena, policy, keep->value),
			                bind->source.value))
				continue;
			struct finding *finding = report_finding(
			    check, rule(bind_writes_keep), bind->source.span, bind->path.value,
			    "through %s the guest can change what it sees read-only in %s",
			    bind->path.value.data, keep->value.data);
			add_note(check, finding, keep->span, "kept here");
		}
}

void rule_bind_aliased(struct check *check)
{
	const struct policy *policy = check->policy;
	const struct policy_bind *bind, *other;
	for_each (bind, &policy->binds)
		for_each (other, &policy->binds) {
			if (bind->mode.value != 0 || other->mode.value == 0 ||
			    !are_nested(bind->source.value, other->source.value))
				continue;
			struct finding *finding = report_finding(
			    check, rule(bind_aliased), bind->source.span, bind->path.value,
			    "%s is read-only, but the guest can change it through %s",
			    bind->path.value.data, other->path.value.data);
			add_note(check, finding, other->source.span, "writable here");
		}
}

static bool is_strictly_within(struct text path, struct text directory)
{
	return path_is_within(path, directory) && !text_equal(path, directory);
}

static bool is_expected(const struct policy *policy, struct text path)
{
	const struct policy_text *expected;
	for_each (expected, &policy->expect_mounts)
		if (text_equal(expected->value, path))
			return true;
	return false;
}

enum engine_mount { ENGINE_MOUNT_EXPECTED, ENGINE_MOUNT_HIDDEN, ENGINE_MOUNT_REFUSED };

/* What becomes of a mount there, as far as keep-dirs, masks and engine-files tell; what is masked
 * by name is the masks' business. */
static enum engine_mount engine_mount_at(const struct check *check, const struct place *place)
{
	struct text path = text_of(place->path);
	struct claim claim = claim_at(check->claims, path);
	if (is_expected(check->policy, path))
		return ENGINE_MOUNT_EXPECTED;
	if (check->policy->layout.value == LAYOUT_SPLIT || !claim_is_kept(check->claims, path))
		return ENGINE_MOUNT_REFUSED;
	bool is_named = claim.kind == CLAIM_KEEP && text_equal(claim.path, path);
	if (is_named || claim.kind == CLAIM_MASK)
		return ENGINE_MOUNT_EXPECTED;
	if (place->role != PLACE_engine)
		return ENGINE_MOUNT_REFUSED;
	return check->policy->engine_files.value == ENGINE_FILES_EMPTY ? ENGINE_MOUNT_HIDDEN
	                                                               : ENGINE_MOUNT_EXPECTED;
}

/* The paths below source on which container engines mount something with that verdict, joined by
 * commas; empty when there are none. */
static struct text engine_mounts_below(struct check *check, struct text source,
                                       enum engine_mount verdict)
{
	struct text paths = TEXT("");
	for (size_t i = 0; i < place_count; i++) {
		struct text path = text_of(places[i].path);
		if (place_is_engine(&places[i]) && is_strictly_within(path, source) &&
		    engine_mount_at(check, &places[i]) == verdict)
			paths = text_format(check->arena, "%s%s%s", paths.data,
			                    paths.length > 0 ? ", " : "", path.data);
	}
	return paths;
}

static bool is_any_broken(const struct policy *policy)
{
	static const enum key_id premises[] = {KEY_ID_keep_dirs,    KEY_ID_masks,
	                                       KEY_ID_engine_files, KEY_ID_expect_mounts,
	                                       KEY_ID_layout,       KEY_ID_drift};
	for (size_t i = 0; i < sizeof premises / sizeof premises[0]; i++)
		if (policy->keys[premises[i]].is_broken)
			return true;
	return false;
}

static void refuse_masks_below(struct check *check, const struct policy_bind *bind)
{
	const struct policy_mask *mask;
	for_each (mask, &check->policy->masks) {
		struct text outer = outer_path(check->arena, check->policy, mask->path.value);
		if (!is_strictly_within(outer, bind->source.value) ||
		    !claim_is_kept(check->claims, mask->path.value))
			continue;
		struct finding *finding = report_finding(
		    check, rule(bind_shows_mask), bind->source.span, bind->path.value,
		    "through %s the guest sees %s, which is masked", bind->path.value.data,
		    outer.data);
		add_note(check, finding, mask->path.span, "masked here");
	}
}

static void hint_at_engine_mounts(struct check *check, struct finding *finding,
                                  const struct policy_bind *bind)
{
	diag_hint(check->report, finding,
	          "bind what the guest needs of %s, or name them under expect-mounts",
	          bind->source.value.data);
}

/* keeprun takes a mount on what is masked for hidden, by the nearest path that it knows: below a
 * source it would be wrong. */
void rule_bind_shows_mask(struct check *check)
{
	const struct policy_bind *bind;
	if (is_any_broken(check->policy))
		return;
	for_each (bind, &check->policy->binds) {
		if (text_is(bind->source.value, "/"))
			continue;
		refuse_masks_below(check, bind);
		struct text paths =
		    engine_mounts_below(check, bind->source.value, ENGINE_MOUNT_HIDDEN);
		if (paths.length > 0)
			hint_at_engine_mounts(
			    check,
			    report_finding(
			        check, rule(bind_shows_mask), bind->source.span, bind->path.value,
			        "through %s the guest sees %s, which engine-files: empty hides",
			        bind->path.value.data, paths.data),
			    bind);
	}
}

/* A mount below a source that the policy does not expect ends the start; under drift: mask it reads
 * empty. */
void rule_bind_engine_mount(struct check *check)
{
	const struct policy_bind *bind;
	if (is_any_broken(check->policy) || check->policy->drift.value != DRIFT_REFUSE)
		return;
	for_each (bind, &check->policy->binds) {
		struct text paths =
		    engine_mounts_below(check, bind->source.value, ENGINE_MOUNT_REFUSED);
		if (paths.length > 0 && !text_is(bind->source.value, "/"))
			hint_at_engine_mounts(
			    check,
			    report_finding(check, rule(bind_engine_mount), bind->source.span,
			                   bind->path.value,
			                   "container engines mount files below %s, and keeprun "
			                   "refuses to start over them: %s",
			                   bind->source.value.data, paths.data),
			    bind);
	}
}
