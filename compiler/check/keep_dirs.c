#include "check/heuristics.h"
#include "check/rule.h"

#include <stdlib.h>

/* The keep-dirs: what the guest reads of the outer container. */

void rule_keep_root(struct check *check)
{
	const struct policy_text *keep;
	for_each (keep, &check->policy->keep_dirs)
		if (text_is(keep->value, "/"))
			report_finding(check, rule(keep_root), keep->span, keep->value,
			               "keeping / keeps everything: every file of the outer "
			               "container would be readable");
}

void rule_keep_synthetic(struct check *check)
{
	const struct policy_text *keep;
	for_each (keep, &check->policy->keep_dirs)
		for (size_t i = 0; i < place_count; i++)
			if (places[i].role == PLACE_synthetic &&
			    path_is_within(keep->value, text_of(places[i].path)))
				report_finding(check, rule(keep_synthetic), keep->span, keep->value,
				               "%s of the guest is made by runsc: the outer one "
				               "cannot be kept",
				               keep->value.data);
}

/* As if '/' were the lowest of all bytes: a directory stands right before what lies in it. */
static int compare_keeps(const void *left, const void *right)
{
	const struct policy_text *a = *(const struct policy_text *const *)left,
	                         *b = *(const struct policy_text *const *)right;
	const char *at = a->value.data, *other = b->value.data;
	while (*at && *at == *other) {
		at++;
		other++;
	}
	int first = *at == '/' ? 1 : (unsigned char)*at,
	    second = *other == '/' ? 1 : (unsigned char)*other;
	return first - second;
}

static void lies_in(struct check *check, const struct policy_text *inner,
                    const struct policy_text *outer)
{
	struct finding *finding = report_finding(
	    check, rule(keep_nested), inner->span, inner->value,
	    "%s lies in %s, which is kept already", inner->value.data, outer->value.data);
	add_note(check, finding, outer->span, "kept here");
}

/* The keep-dirs around the one at hand are a stack; each knows which of itself and those around it
 * stands first in the policy. */
void rule_keep_nested(struct check *check)
{
	size_t count = 0, depth = 0;
	const struct policy_text *keep,
	    **sorted = arena_alloc(check->arena, check->policy->keep_dirs.count * sizeof *sorted);
	struct {
		const struct policy_text *keep, *first;
	} *around = arena_alloc(check->arena, check->policy->keep_dirs.count * sizeof *around);
	for_each (keep, &check->policy->keep_dirs)
		if (!text_is(keep->value, "/"))
			sorted[count++] = keep;
	if (count > 1)
		qsort(sorted, count, sizeof *sorted, compare_keeps);
	for (size_t i = 0; i < count; i++) {
		while (depth > 0 &&
		       !path_is_within(sorted[i]->value, around[depth - 1].keep->value))
			depth--;
		const struct policy_text *first = depth > 0 ? around[depth - 1].first : NULL;
		if (first)
			lies_in(check, sorted[i], first);
		around[depth].keep = sorted[i];
		around[depth++].first = first && first < sorted[i] ? first : sorted[i];
	}
}

void rule_keep_masked(struct check *check)
{
	const struct policy_text *keep;
	const struct policy_mask *mask;
	for_each (keep, &check->policy->keep_dirs) {
		for_each (mask, &check->policy->masks) {
			if (!path_is_within(keep->value, mask->path.value) ||
			    text_equal(keep->value, mask->path.value))
				continue;
			struct finding *finding = report_finding(
			    check, rule(keep_masked), keep->span, keep->value,
			    "%s lies below the mask %s, where it would have no mount point",
			    keep->value.data, mask->path.value.data);
			add_note(check, finding, mask->path.span, "masked here");
		}
	}
}

/* Kept by the outer path: in layout split the state dir must not lie in the inner rootfs either. */
void rule_keep_state_dir(struct check *check)
{
	const struct policy *policy = check->policy;
	const struct policy_text *keep;
	struct text state = policy_state_dir(policy);
	if (policy->keys[KEY_ID_runsc_root].is_broken || state.length == 0)
		return;
	for_each (keep, &policy->keep_dirs) {
		struct text outer = outer_path(check->arena, policy, keep->value);
		if (text_is(keep->value, "/") ||
		    (!path_is_within(state, outer) && !path_is_within(outer, state)))
			continue;
		struct finding *finding = report_finding(
		    check, rule(keep_state_dir), keep->span, keep->value,
		    "%s would show the state dir %s and runsc's control socket in it",
		    keep->value.data, state.data);
		add_note(check, finding, policy->runsc_root.span, "the state dir");
	}
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
		if (place && place_is_engine(place))
			report_finding(check, rule(keep_engine_file), keep->span, keep->value,
			               "%s is written by the container engine: it tells the guest "
			               "where it runs",
			               keep->value.data);
	}
}

void rule_engine_files_kept(struct check *check)
{
	const struct policy *policy = check->policy;
	if (policy->engine_files.value != ENGINE_FILES_KEEP || policy->layout.value == LAYOUT_SPLIT)
		return;
	for (size_t i = 0; i < place_count; i++) {
		if (places[i].role != PLACE_engine ||
		    !claim_is_kept(check->claims, text_of(places[i].path)))
			continue;
		report_finding(
		    check, rule(engine_files_kept), policy->engine_files.span, TEXT("engine-files"),
		    "the guest reads %s as the container engine wrote it", places[i].path);
		return;
	}
}

void rule_keep_secret(struct check *check)
{
	const struct policy_text *keep;
	for_each (keep, &check->policy->keep_dirs)
		if (looks_like_secret_path(keep->value))
			report_finding(check, rule(keep_secret), keep->span, keep->value,
			               "%s is where secrets are kept, and the guest would read it",
			               keep->value.data);
}

void rule_keep_runtime_dir(struct check *check)
{
	static const char *const tops[] = {"/run", "/var/run", "/tmp", "/var/tmp", "/var/lock"};
	const struct policy_text *keep;
	for_each (keep, &check->policy->keep_dirs) {
		struct text state = policy_state_dir(check->policy);
		bool holds_state = state.length > 0 && path_is_within(state, keep->value);
		if (looks_like_secret_path(keep->value) || holds_state ||
		    check->policy->layout.value == LAYOUT_SPLIT)
			continue;
		for (size_t i = 0; i < sizeof tops / sizeof tops[0]; i++)
			if (text_is(keep->value, tops[i]))
				report_finding(check, rule(keep_runtime_dir), keep->span,
				               keep->value,
				               "what lies in %s comes while the container runs: "
				               "sockets, secrets, other programs' files",
				               keep->value.data);
	}
}

/* A keep-dir that holds runsc gets a mask on it; a bind of the file itself leaves no place for
 * one. */
void rule_keep_runsc(struct check *check)
{
	const struct policy *policy = check->policy;
	const struct policy_text *keep;
	for_each (keep, &policy->keep_dirs) {
		if (!text_equal(outer_path(check->arena, policy, keep->value),
		                policy->runsc_path.value))
			continue;
		struct finding *finding = report_finding(
		    check, rule(keep_runsc), keep->span, keep->value,
		    "%s is the runtime itself, which the guest must not see", keep->value.data);
		add_note(check, finding, policy->runsc_path.span, "runsc.path%s",
		         policy->runsc_path.span.source ? "" : " by default");
	}
}

static bool keeps(const struct policy *policy, const char *path)
{
	const struct policy_text *keep;
	for_each (keep, &policy->keep_dirs)
		if (text_is(keep->value, path))
			return true;
	return false;
}

void rule_keep_merged_usr(struct check *check)
{
	static const char *const merged[] = {"/bin",   "/sbin",  "/lib",
	                                     "/lib32", "/lib64", "/libx32"};
	const struct policy_text *keep;
	if (check->rootfs)
		return;
	for_each (keep, &check->policy->keep_dirs)
		for (size_t i = 0; i < sizeof merged / sizeof merged[0]; i++) {
			if (!text_is(keep->value, merged[i]))
				continue;
			struct finding *finding =
			    report_finding(check, rule(keep_merged_usr), keep->span, keep->value,
			                   "%s is a symlink to /usr%s in most distributions, and a "
			                   "symlink cannot be kept",
			                   merged[i], merged[i]);
			diag_hint(check->report, finding,
			          "keep /usr, which makes the symlink too; if %s is a directory, "
			          "give --rootfs",
			          merged[i]);
			if (!keeps(check->policy, "/usr"))
				diag_fix(check->report, finding, FIX_CHOICE, keep->span,
				         TEXT("/usr"));
		}
}
