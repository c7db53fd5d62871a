#include "check/look.h"
#include "check/symlink.h"

/* Masks: what hides nothing, hides too much, or cannot be mounted. */

void rule_mask_outside_keep(struct check *check)
{
	const struct policy_mask *mask;
	if (!check->policy->keys[KEY_ID_keep_dirs].is_given || check->policy->keys[KEY_ID_keep_dirs].is_broken)
		return;
	for_each (mask, &check->policy->masks) {
		if (claim_is_kept(check->claims, mask->path.value))
			continue;
		found(check, rule(mask_outside_keep), mask->path.span, mask->path.value,
		      "%s lies in no keep-dir: the guest does not see it, and the mask would have nothing to hide", mask->path.value.data);
	}
}

void rule_mask_kind_unknown(struct check *check)
{
	const struct policy_mask *mask;
	for_each (mask, &check->policy->masks) {
		enum path_kind kind;
		struct text outer = outer_path(check->arena, check->policy, mask->path.value);
		if (mask->has_kind || check->rootfs || !claim_is_kept(check->claims, mask->path.value) || outer_kind(NULL, mask->path.value, &kind))
			continue;
		struct finding *finding =
		    found(check, rule(mask_kind_unknown), mask->path.span, mask->path.value, "whether %s is a file or a directory is not known", outer.data);
		diag_hint(check->report, finding, "give --rootfs, or write {path: %s, kind: file}, or kind: directory", mask->path.value.data);
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

void rule_mask_hides_system(struct check *check)
{
	const struct policy_mask *mask;
	for_each (mask, &check->policy->masks)
		if (look_is_system_directory(mask->path.value))
			found(check, rule(mask_hides_system), mask->path.span, mask->path.value, "without %s hardly any program starts", mask->path.value.data);
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

void rule_mask_on_symlink(struct check *check)
{
	const struct policy_mask *mask;
	if (!check->rootfs)
		return;
	for_each (mask, &check->policy->masks)
		report_symlink(check, rule(mask_on_symlink), outer_path(check->arena, check->policy, mask->path.value), mask->path.span);
}

static void visit_opened(struct check *check, struct text guest_path, struct span span, bool is_mask)
{
	struct entry entry = rootfs_lookup(check->rootfs, outer_path(check->arena, check->policy, guest_path));
	if (entry.kind != ENTRY_FILE || (entry.mode & 04) != 0)
		return;
	struct finding *finding = found(check, rule(mask_unreadable), span, guest_path,
	                                "%s has mode %04o: started as a plain user, runsc could not open it to %s, and would not start", guest_path.data,
	                                entry.mode, is_mask ? "mask it" : "mount on it");
	if (is_mask)
		diag_hint(check->report, finding, "leave the mask out, as that user cannot read the file either, or mask the directory");
}

/* Where the mount point is one of the outer rootfs, and not of the stub: everywhere in layout mask, else below another keep-dir. */
static bool lies_on_outer(const struct check *check, struct text path)
{
	return check->policy->layout.value == LAYOUT_MASK || claim_keep_around(check->claims, path).kind != CLAIM_NONE;
}

static void visit_opened_entries(struct check *check)
{
	const struct policy_text *keep;
	const struct policy_bind *bind;
	for_each (keep, &check->policy->keep_dirs)
		if (lies_on_outer(check, keep->value))
			visit_opened(check, keep->value, keep->span, false);
	for_each (bind, &check->policy->binds)
		if (lies_on_outer(check, bind->path.value))
			visit_opened(check, bind->path.value, bind->path.span, false);
}

/* Layout mask covers every top-level file that is not kept. */
static void visit_opened_tops(struct check *check)
{
	struct text *names;
	size_t count;
	if (!rootfs_list(check->rootfs, TEXT("/"), &names, &count))
		return;
	for (size_t i = 0; i < count; i++) {
		struct text path = path_join(check->arena, TEXT("/"), names[i]);
		visit_opened(check, path, check->policy->layout.span, false);
	}
}

/* runsc opens the file on which it mounts, with the outer user's rights; seen with release-20240729.0. The guest of that user could not read it either. */
void rule_mask_unreadable(struct check *check)
{
	const struct policy_mask *mask;
	if (!check->rootfs)
		return;
	for_each (mask, &check->policy->masks)
		visit_opened(check, mask->path.value, mask->path.span, true);
	visit_opened_entries(check);
	if (check->policy->layout.value == LAYOUT_MASK)
		visit_opened_tops(check);
}
