#include "base/yaml_scalar.h"
#include "check/heuristics.h"
#include "check/symlink.h"

/* Masks: what hides nothing, hides too much, or cannot be mounted. */

void rule_mask_outside_keep(struct check *check)
{
	const struct policy_mask *mask;
	if (!check->policy->keys[KEY_ID_keep_dirs].is_given ||
	    check->policy->keys[KEY_ID_keep_dirs].is_broken)
		return;
	for_each (mask, &check->policy->masks) {
		if (claim_is_kept(check->claims, mask->path.value))
			continue;
		report_finding(check, rule(mask_outside_keep), mask->path.span, mask->path.value,
		               "%s lies in no keep-dir: the guest does not see it, and the mask "
		               "would have nothing to hide",
		               mask->path.value.data);
	}
}

static void fix_by_kind(struct check *check, struct finding *finding,
                        const struct policy_mask *mask, const char *kind)
{
	diag_fix(check->report, finding, FIX_CHOICE, mask->path.span,
	         text_format(check->arena, "{path: %s, kind: %s}",
	                     yaml_scalar(check->arena, mask->path.value).data, kind));
}

void rule_mask_kind_unknown(struct check *check)
{
	const struct policy_mask *mask;
	for_each (mask, &check->policy->masks) {
		enum path_kind kind;
		struct text outer = outer_path(check->arena, check->policy, mask->path.value);
		if (mask->has_kind || check->rootfs ||
		    !claim_is_kept(check->claims, mask->path.value) ||
		    outer_kind(NULL, mask->path.value, &kind))
			continue;
		struct finding *finding = report_finding(
		    check, rule(mask_kind_unknown), mask->path.span, mask->path.value,
		    "whether %s is a file or a directory is not known", outer.data);
		diag_hint(check->report, finding,
		          "give --rootfs, or write {path: %s, kind: file}, or kind: directory",
		          yaml_scalar(check->arena, mask->path.value).data);
		fix_by_kind(check, finding, mask, "file");
		fix_by_kind(check, finding, mask, "directory");
	}
}

void rule_mask_nested(struct check *check)
{
	const struct policy_mask *inner, *outer;
	for_each (inner, &check->policy->masks) {
		for_each (outer, &check->policy->masks) {
			if (inner == outer || !path_is_within(inner->path.value, outer->path.value))
				continue;
			struct finding *finding =
			    report_finding(check, rule(mask_nested), inner->path.span,
			                   inner->path.value, "%s lies below the mask %s",
			                   inner->path.value.data, outer->path.value.data);
			add_note(check, finding, outer->path.span, "masked here");
			break;
		}
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
			struct finding *finding = report_finding(
			    check, rule(mask_is_keep), mask->path.span, mask->path.value,
			    "%s is kept and masked", keep->value.data);
			add_note(check, finding, keep->span, "kept here");
		}
	}
}

void rule_mask_hides_system(struct check *check)
{
	const struct policy_mask *mask;
	for_each (mask, &check->policy->masks)
		if (looks_like_system_directory(mask->path.value))
			report_finding(check, rule(mask_hides_system), mask->path.span,
			               mask->path.value, "almost nothing can start without %s",
			               mask->path.value.data);
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
			report_finding(check, rule(mask_engine_file), mask->path.span,
			               mask->path.value, "engine-files: empty hides %s already",
			               mask->path.value.data);
	}
}

void rule_mask_on_symlink(struct check *check)
{
	const struct policy_mask *mask;
	if (!check->rootfs)
		return;
	for_each (mask, &check->policy->masks)
		report_symlink(check, rule(mask_on_symlink),
		               outer_path(check->arena, check->policy, mask->path.value),
		               mask->path.span);
}
