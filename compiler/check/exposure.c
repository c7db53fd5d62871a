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
