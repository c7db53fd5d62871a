#include "check/rule.h"

#include <stdlib.h>

void rule_keep_root(struct check *check)
{
	const struct policy_text *keep;
	for_each (keep, &check->policy->keep_dirs)
		if (text_is(keep->value, "/"))
			found(check, rule(keep_root), keep->span, keep->value,
			      "keeping / keeps everything: every file of the outer container would be readable");
}

void rule_keep_synthetic(struct check *check)
{
	const struct policy_text *keep;
	for_each (keep, &check->policy->keep_dirs)
		for (size_t i = 0; i < place_count; i++)
			if (places[i].role == PLACE_synthetic && path_is_within(keep->value, text_of(places[i].path)))
				found(check, rule(keep_synthetic), keep->span, keep->value, "%s of the guest is made by runsc: the outer one cannot be kept",
				      keep->value.data);
}

/* As if '/' were the lowest of all bytes: a directory stands right before what lies in it. */
static int compare_keeps(const void *left, const void *right)
{
	const struct policy_text *a = *(const struct policy_text *const *)left, *b = *(const struct policy_text *const *)right;
	const char *at = a->value.data, *other = b->value.data;
	while (*at && *at == *other) {
		at++;
		other++;
	}
	int first = *at == '/' ? 1 : (unsigned char)*at, second = *other == '/' ? 1 : (unsigned char)*other;
	return first - second;
}

static void lies_in(struct check *check, const struct policy_text *inner, const struct policy_text *outer)
{
	struct finding *finding =
	    found(check, rule(keep_nested), inner->span, inner->value, "%s lies in %s, which is kept already", inner->value.data, outer->value.data);
	also(check, finding, outer->span, "kept here");
}

/* The keep-dirs around the one at hand are a stack; each knows which of itself and those around it stands first in the policy. */
void rule_keep_nested(struct check *check)
{
	size_t count = 0, depth = 0;
	const struct policy_text *keep, **sorted = arena_alloc(check->arena, check->policy->keep_dirs.count * sizeof *sorted);
	struct {
		const struct policy_text *keep, *first;
	} *around = arena_alloc(check->arena, check->policy->keep_dirs.count * sizeof *around);
	for_each (keep, &check->policy->keep_dirs)
		if (!text_is(keep->value, "/"))
			sorted[count++] = keep;
	if (count > 1)
		qsort(sorted, count, sizeof *sorted, compare_keeps);
	for (size_t i = 0; i < count; i++) {
		while (depth > 0 && !path_is_within(sorted[i]->value, around[depth - 1].keep->value))
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
			if (!path_is_within(keep->value, mask->path.value) || text_equal(keep->value, mask->path.value))
				continue;
			struct finding *finding =
			    found(check, rule(keep_masked), keep->span, keep->value, "%s lies below the mask %s, where it would have no mount point",
			          keep->value.data, mask->path.value.data);
			also(check, finding, mask->path.span, "masked here");
		}
	}
}

/* Kept by the outer path: in layout split the state dir must not lie in the inner rootfs either. */
void rule_keep_state_dir(struct check *check)
{
	const struct policy *policy = check->policy;
	const struct policy_text *keep;
	if (policy->keys[KEY_ID_runsc_root].is_broken)
		return;
	for_each (keep, &policy->keep_dirs) {
		struct text outer = outer_path(check->arena, policy, keep->value);
		if (text_is(keep->value, "/") || (!path_is_within(policy->runsc_root.value, outer) && !path_is_within(outer, policy->runsc_root.value)))
			continue;
		struct finding *finding =
		    found(check, rule(keep_state_dir), keep->span, keep->value, "%s would show the state dir %s and runsc's control socket in it",
		          keep->value.data, policy->runsc_root.value.data);
		also(check, finding, policy->runsc_root.span, "the state dir%s", policy->runsc_root.span.source ? "" : " is the default, /run/innerkeep");
	}
}

void rule_state_dir_root(struct check *check)
{
	const struct policy_text *root = &check->policy->runsc_root;
	const struct place *place = place_find(root->value);
	if (text_is(root->value, "/") || (place && place->role != PLACE_well_known) || text_is(root->value, "/var/run"))
		found(check, rule(state_dir_root), root->span, TEXT("runsc.root"),
		      "%s cannot be the state dir: it needs a directory of its own, as /run/innerkeep", root->value.data);
}

void rule_mask_outside_keep(struct check *check)
{
	const struct policy_mask *mask;
	if (!check->policy->keys[KEY_ID_keep_dirs].is_given || check->policy->keys[KEY_ID_keep_dirs].is_broken)
		return;
	for_each (mask, &check->policy->masks) {
		if (keep_showing(check->policy, mask->path.value))
			continue;
		found(check, rule(mask_outside_keep), mask->path.span, mask->path.value,
		      "%s lies in no keep-dir: the guest does not see it, and the mask would have nothing to hide", mask->path.value.data);
	}
}

void rule_mask_is_keep(struct check *check)
{
	const struct policy_mask *mask;
	const struct policy_text *keep;
	for_each (mask, &check->policy->masks) {
		for_each (keep, &check->policy->keep_dirs) {
			if (!text_equal(mask->path.value, keep->value))
				continue;
			struct finding *finding =
			    found(check, rule(mask_is_keep), mask->path.span, mask->path.value, "%s is kept and masked", keep->value.data);
			also(check, finding, keep->span, "kept here");
		}
	}
}

void rule_mask_nested(struct check *check)
{
	const struct policy_mask *inner, *outer;
	for_each (inner, &check->policy->masks) {
		for_each (outer, &check->policy->masks) {
			if (inner == outer || !path_is_within(inner->path.value, outer->path.value))
				continue;
			struct finding *finding = found(check, rule(mask_nested), inner->path.span, inner->path.value, "%s lies below the mask %s",
			                                inner->path.value.data, outer->path.value.data);
			also(check, finding, outer->path.span, "masked here");
			break;
		}
	}
}

void rule_mask_kind_unknown(struct check *check)
{
	const struct policy_mask *mask;
	for_each (mask, &check->policy->masks) {
		enum path_kind kind;
		struct text outer = outer_path(check->arena, check->policy, mask->path.value);
		if (mask->has_kind || check->rootfs || !keep_showing(check->policy, mask->path.value) || outer_kind(NULL, mask->path.value, &kind))
			continue;
		struct finding *finding =
		    found(check, rule(mask_kind_unknown), mask->path.span, mask->path.value, "whether %s is a file or a directory is not known", outer.data);
		diag_hint(check->report, finding, "give --rootfs, or write {path: %s, kind: file}, or kind: directory", mask->path.value.data);
	}
}
