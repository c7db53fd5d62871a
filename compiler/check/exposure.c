#include "check/look.h"
#include "check/rule.h"

/* What keep-dirs and binds show that hardly anybody means to show. */

static bool is_engine_place(const struct place *place)
{
	return place->role == PLACE_engine || place->role == PLACE_container;
}

/* A keep-dir that names the engine's file itself wins over engine-files: empty. */
void rule_keep_engine_file(struct check *check)
{
	const struct policy *policy = check->policy;
	const struct policy_text *keep;
	if (policy->engine_files.value == ENGINE_FILES_KEEP || policy->layout.value == LAYOUT_SPLIT)
		return;
	for_each (keep, &policy->keep_dirs) {
		const struct place *place = place_find(keep->value);
		if (place && is_engine_place(place))
			found(check, rule(keep_engine_file), keep->span, keep->value, "%s is written by the container engine: it tells the guest where it runs",
			      keep->value.data);
	}
}

void rule_engine_files_kept(struct check *check)
{
	const struct policy *policy = check->policy;
	if (policy->engine_files.value != ENGINE_FILES_KEEP || policy->layout.value == LAYOUT_SPLIT)
		return;
	for (size_t i = 0; i < place_count; i++) {
		if (places[i].role != PLACE_engine || !keep_showing(policy, text_of(places[i].path)))
			continue;
		found(check, rule(engine_files_kept), policy->engine_files.span, TEXT("engine-files"), "the guest reads %s as the container engine wrote it",
		      places[i].path);
		return;
	}
}

void rule_keep_secret(struct check *check)
{
	const struct policy_text *keep;
	for_each (keep, &check->policy->keep_dirs)
		if (look_is_secret_path(keep->value))
			found(check, rule(keep_secret), keep->span, keep->value, "%s is where secrets are kept, and the guest would read it", keep->value.data);
}

void rule_keep_runtime_dir(struct check *check)
{
	static const char *const tops[] = {"/run", "/var/run", "/tmp", "/var/tmp", "/var/lock"};
	const struct policy_text *keep;
	for_each (keep, &check->policy->keep_dirs) {
		bool holds_state = path_is_within(check->policy->runsc_root.value, keep->value);
		if (look_is_secret_path(keep->value) || holds_state || check->policy->layout.value == LAYOUT_SPLIT)
			continue;
		for (size_t i = 0; i < sizeof tops / sizeof tops[0]; i++)
			if (text_is(keep->value, tops[i]))
				found(check, rule(keep_runtime_dir), keep->span, keep->value,
				      "what lies in %s comes while the container runs: sockets, secrets, other programs' files", keep->value.data);
	}
}

/* A keep-dir that holds runsc gets a mask on it; a bind of the file itself leaves no place for one. */
void rule_keep_runsc(struct check *check)
{
	const struct policy *policy = check->policy;
	const struct policy_text *keep;
	for_each (keep, &policy->keep_dirs) {
		if (!text_equal(outer_path(check->arena, policy, keep->value), policy->runsc_path.value))
			continue;
		struct finding *finding =
		    found(check, rule(keep_runsc), keep->span, keep->value, "%s is the runtime itself, which the guest must not see", keep->value.data);
		also(check, finding, policy->runsc_path.span, "runsc.path%s", policy->runsc_path.span.source ? "" : " by default");
	}
}

void rule_keep_merged_usr(struct check *check)
{
	static const char *const merged[] = {"/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"};
	const struct policy_text *keep;
	if (check->rootfs)
		return;
	for_each (keep, &check->policy->keep_dirs)
		for (size_t i = 0; i < sizeof merged / sizeof merged[0]; i++) {
			if (!text_is(keep->value, merged[i]))
				continue;
			struct finding *finding = found(check, rule(keep_merged_usr), keep->span, keep->value,
			                                "%s is a symlink to /usr%s in most distributions, and a symlink cannot be kept", merged[i], merged[i]);
			diag_hint(check->report, finding, "keep /usr, which makes the symlink too; if %s is a directory, give --rootfs", merged[i]);
		}
}

void rule_bind_source_secret(struct check *check)
{
	const struct policy_bind *bind;
	for_each (bind, &check->policy->binds)
		if (look_is_secret_path(bind->source.value))
			found(check, rule(bind_source_secret), bind->source.span, bind->path.value, "%s is where secrets are kept, and the guest would read it",
			      bind->source.value.data);
}

void rule_bind_engine_socket(struct check *check)
{
	const struct policy_bind *bind;
	for_each (bind, &check->policy->binds)
		if (look_is_engine_socket(bind->source.value))
			found(check, rule(bind_engine_socket), bind->source.span, bind->path.value,
			      "who reaches %s commands the container engine: that is root on the host", bind->source.value.data);
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
		if (text_is(bind->source.value, "/") || !path_is_within(policy->runsc_path.value, bind->source.value))
			continue;
		struct finding *finding =
		    found(check, rule(bind_runsc), bind->source.span, bind->path.value, "%s shows the runtime itself to the guest", bind->source.value.data);
		also(check, finding, policy->runsc_path.span, "%s%s", policy->runsc_path.value.data, policy->runsc_path.span.source ? "" : " is the default");
	}
}

void rule_bind_writes_keep(struct check *check)
{
	const struct policy *policy = check->policy;
	const struct policy_bind *bind;
	const struct policy_text *keep;
	for_each (bind, &policy->binds)
		for_each (keep, &policy->keep_dirs) {
			if (bind->mode.value == 0 || !are_nested(outer_path(check->arena, policy, keep->value), bind->source.value))
				continue;
			struct finding *finding =
			    found(check, rule(bind_writes_keep), bind->source.span, bind->path.value,
			          "through %s the guest can change what it sees read-only in %s", bind->path.value.data, keep->value.data);
			also(check, finding, keep->span, "kept here");
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

/* What becomes of a mount there, as far as keep-dirs, masks and engine-files tell; what is masked by name is the masks' business. */
static enum engine_mount engine_mount_at(const struct policy *policy, const struct place *place)
{
	struct text path = text_of(place->path);
	const struct policy_text *keep;
	if (is_expected(policy, path))
		return ENGINE_MOUNT_EXPECTED;
	if (policy->layout.value == LAYOUT_SPLIT || !keep_showing(policy, path))
		return ENGINE_MOUNT_REFUSED;
	for_each (keep, &policy->keep_dirs)
		if (text_equal(keep->value, path))
			return ENGINE_MOUNT_EXPECTED;
	if (mask_hiding(policy, path))
		return ENGINE_MOUNT_EXPECTED;
	if (place->role != PLACE_engine)
		return ENGINE_MOUNT_REFUSED;
	return policy->engine_files.value == ENGINE_FILES_EMPTY ? ENGINE_MOUNT_HIDDEN : ENGINE_MOUNT_EXPECTED;
}

/* The paths below source on which container engines mount something with that fate, joined by commas; empty when there are none. */
static struct text engine_mounts_below(struct check *check, struct text source, enum engine_mount fate)
{
	struct text paths = TEXT("");
	for (size_t i = 0; i < place_count; i++) {
		struct text path = text_of(places[i].path);
		if (is_engine_place(&places[i]) && is_strictly_within(path, source) && engine_mount_at(check->policy, &places[i]) == fate)
			paths = text_format(check->arena, "%s%s%s", paths.data, paths.length > 0 ? ", " : "", path.data);
	}
	return paths;
}

static bool is_any_broken(const struct policy *policy)
{
	static const enum key_id premises[] = {KEY_ID_keep_dirs, KEY_ID_masks, KEY_ID_engine_files, KEY_ID_expect_mounts, KEY_ID_layout, KEY_ID_drift};
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
		if (!is_strictly_within(outer, bind->source.value) || !keep_showing(check->policy, mask->path.value))
			continue;
		struct finding *finding = found(check, rule(bind_shows_mask), bind->source.span, bind->path.value,
		                                "through %s the guest sees %s, which is masked", bind->path.value.data, outer.data);
		also(check, finding, mask->path.span, "masked here");
	}
}

static void hint_at_engine_mounts(struct check *check, struct finding *finding, const struct policy_bind *bind)
{
	diag_hint(check->report, finding, "bind what the guest needs of %s, or name them under expect-mounts", bind->source.value.data);
}

/* keeprun takes a mount on what is masked for hidden, by the nearest path that it knows: below a source it would be wrong. */
void rule_bind_shows_mask(struct check *check)
{
	const struct policy_bind *bind;
	if (is_any_broken(check->policy))
		return;
	for_each (bind, &check->policy->binds) {
		if (text_is(bind->source.value, "/"))
			continue;
		refuse_masks_below(check, bind);
		struct text paths = engine_mounts_below(check, bind->source.value, ENGINE_MOUNT_HIDDEN);
		if (paths.length > 0)
			hint_at_engine_mounts(check,
			                      found(check, rule(bind_shows_mask), bind->source.span, bind->path.value,
			                            "through %s the guest sees %s, which engine-files: empty hides", bind->path.value.data, paths.data),
			                      bind);
	}
}

/* A mount below a source that the policy does not expect ends the start, under drift: mask too; schema/keeprun.md. */
void rule_bind_engine_mount(struct check *check)
{
	const struct policy_bind *bind;
	if (is_any_broken(check->policy) || check->policy->drift.value == DRIFT_WARN)
		return;
	for_each (bind, &check->policy->binds) {
		struct text paths = engine_mounts_below(check, bind->source.value, ENGINE_MOUNT_REFUSED);
		if (paths.length > 0 && !text_is(bind->source.value, "/"))
			hint_at_engine_mounts(check,
			                      found(check, rule(bind_engine_mount), bind->source.span, bind->path.value,
			                            "container engines mount files below %s, and keeprun refuses to start over them: %s",
			                            bind->source.value.data, paths.data),
			                      bind);
	}
}

void rule_bind_aliased(struct check *check)
{
	const struct policy *policy = check->policy;
	const struct policy_bind *bind, *other;
	for_each (bind, &policy->binds)
		for_each (other, &policy->binds) {
			if (bind->mode.value != 0 || other->mode.value == 0 || !are_nested(bind->source.value, other->source.value))
				continue;
			struct finding *finding =
			    found(check, rule(bind_aliased), bind->source.span, bind->path.value, "%s is read-only, but the guest can change it through %s",
			          bind->path.value.data, other->path.value.data);
			also(check, finding, other->source.span, "writable here");
		}
}

void rule_mask_engine_file(struct check *check)
{
	const struct policy *policy = check->policy;
	const struct policy_mask *mask;
	if (policy->engine_files.value == ENGINE_FILES_KEEP || policy->layout.value == LAYOUT_SPLIT)
		return;
	for_each (mask, &policy->masks) {
		const struct place *place = place_find(mask->path.value);
		if (place && place->role == PLACE_engine)
			found(check, rule(mask_engine_file), mask->path.span, mask->path.value, "engine-files: empty hides %s already", mask->path.value.data);
	}
}

/* expect-mounts names mount points of the outer container; only those that the guest would see matter. */
void rule_expect_mount_unseen(struct check *check)
{
	const struct policy *policy = check->policy;
	const struct policy_text *expected, *keep;
	const struct policy_bind *bind;
	const struct policy_key *keep_key = &policy->keys[KEY_ID_keep_dirs];
	if (policy->layout.value == LAYOUT_MASK || !keep_key->is_given || keep_key->is_broken || policy->keys[KEY_ID_binds].is_broken)
		return;
	for_each (expected, &policy->expect_mounts) {
		bool is_seen = false;
		for_each (keep, &policy->keep_dirs)
			is_seen |= are_nested(expected->value, outer_path(check->arena, policy, keep->value));
		for_each (bind, &policy->binds)
			is_seen |= are_nested(expected->value, bind->source.value);
		if (!is_seen)
			found(check, rule(expect_mount_unseen), expected->span, expected->value,
			      "nothing of %s is visible to the guest: a mount there needs no leave", expected->value.data);
	}
}
