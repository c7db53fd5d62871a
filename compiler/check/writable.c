#include "check/rule.h"

/* Writable directories: where they lie and how much they take. */

#define PAGE  4096u
#define LARGE (8ull << 30)

void rule_writable_synthetic(struct check *check)
{
	const struct policy_writable *writable;
	for_each (writable, &check->policy->writable)
		if (path_is_synthetic(writable->path.value))
			report_finding(
			    check, rule(writable_synthetic), writable->path.span,
			    writable->path.value,
			    "%s of the guest is made by runsc and cannot be made writable",
			    writable->path.value.data);
}

void rule_writable_root(struct check *check)
{
	const struct policy_writable *writable;
	for_each (writable, &check->policy->writable)
		if (text_is(writable->path.value, "/"))
			report_finding(
			    check, rule(writable_root), writable->path.span, writable->path.value,
			    "/ cannot be writable: a tmpfs on it would hide the root filesystem");
}

void rule_writable_inside_keep(struct check *check)
{
	const struct policy_writable *writable;
	for_each (writable, &check->policy->writable) {
		struct claim keep = claim_keep_around(check->claims, writable->path.value);
		if (keep.kind == CLAIM_NONE)
			continue;
		struct finding *finding = report_finding(
		    check, rule(writable_inside_keep), writable->path.span, writable->path.value,
		    "%s is writable inside the keep-dir %s: the guest no longer sees what is there",
		    writable->path.value.data, keep.path.data);
		add_note(check, finding, keep.span, "kept here");
	}
}

void rule_writable_conflict(struct check *check)
{
	const struct policy_writable *writable;
	const struct policy_text *keep;
	const struct policy_mask *mask;
	for_each (writable, &check->policy->writable) {
		if (text_is(writable->path.value, "/"))
			continue;
		for_each (keep, &check->policy->keep_dirs)
			if (path_is_within(keep->value, writable->path.value))
				claimed_twice(check, rule(writable_conflict), &writable->path, keep,
				              "kept");
		for_each (mask, &check->policy->masks)
			if (path_is_within(mask->path.value, writable->path.value) ||
			    path_is_within(writable->path.value, mask->path.value))
				claimed_twice(check, rule(writable_conflict), &writable->path,
				              &mask->path, "masked");
	}
}

void rule_writable_exec(struct check *check)
{
	const struct policy_writable *writable;
	for_each (writable, &check->policy->writable)
		if (writable->exec.value != 0)
			report_finding(check, rule(writable_exec), writable->exec.span,
			               writable->path.value,
			               "the guest can execute what it writes into %s",
			               writable->path.value.data);
}

void rule_writable_small(struct check *check)
{
	const struct policy_writable *writable;
	if (is_broken(check, KEY_ID_writable))
		return;
	for_each (writable, &check->policy->writable)
		if (writable->size.value < PAGE)
			report_finding(check, rule(writable_small), writable->size.span,
			               writable->path.value, "%s is smaller than one page of 4K",
			               writable->path.value.data);
}

void rule_writable_large(struct check *check)
{
	const struct policy_writable *writable;
	if (is_broken(check, KEY_ID_writable))
		return;
	for_each (writable, &check->policy->writable)
		if (writable->size.value > LARGE)
			report_finding(check, rule(writable_large), writable->size.span,
			               writable->path.value, "%s may take %llu GiB of memory",
			               writable->path.value.data,
			               (unsigned long long)(writable->size.value >> 30));
}

/* The directory belongs to the guest's user: the owner's bits count. */
void rule_writable_mode(struct check *check)
{
	const struct policy_writable *writable;
	if (is_broken(check, KEY_ID_writable))
		return;
	for_each (writable, &check->policy->writable)
		if ((writable->mode.value & 0300) != 0300)
			report_finding(
			    check, rule(writable_mode), writable->mode.span, writable->path.value,
			    "with mode %04llo the guest's user cannot write into %s",
			    (unsigned long long)writable->mode.value, writable->path.value.data);
}

void rule_writable_nested(struct check *check)
{
	const struct policy_writable *inner, *outer;
	for_each (inner, &check->policy->writable)
		for_each (outer, &check->policy->writable) {
			if (inner == outer ||
			    !path_is_within(inner->path.value, outer->path.value) ||
			    text_is(outer->path.value, "/"))
				continue;
			struct finding *finding = report_finding(
			    check, rule(writable_nested), inner->path.span, inner->path.value,
			    "%s lies in %s, which is writable already", inner->path.value.data,
			    outer->path.value.data);
			add_note(check, finding, outer->path.span, "writable here");
		}
}
