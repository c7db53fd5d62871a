#include "diff/diff.h"

#include "model/flag_value.h"
#include "read/tighten.h"

#include <string.h>

/* --- what the guest sees and may write ---------------------------------------------------------------------------------------------------------------------
 */

/* Fixed order: what shows more stands later. */
struct exposure {
	bool shows_outer, is_writable, is_executable;
	uint64_t size; /* of a writable tmpfs; UINT64_MAX: no limit */
	uint32_t mode; /* of a writable tmpfs, permission bits */
	struct text outer;
	const char *words;
};

static struct exposure exposure_of(struct arena *arena, const struct view_point *point)
{
	struct exposure exposure = {.words = "nothing of the outer container"};
	bool is_writable = point->state == VIEW_WRITABLE;
	bool shows = point->outer.length > 0 && !point->is_in_bundle && (point->state == VIEW_KEPT || point->state == VIEW_LEAKED || is_writable);
	if (shows) {
		exposure = (struct exposure){true, is_writable, !point->is_noexec, 0, 0, point->outer, NULL};
		exposure.words = arena_printf(arena, "the outer %s, %s%s%s", point->outer.data, is_writable ? "read-write" : "read-only",
		                              point->is_noexec ? ", not executable" : "", point->state == VIEW_LEAKED ? ", leaked" : "");
	} else if (is_writable) {
		exposure = (struct exposure){false, true, !point->is_noexec, point->has_size ? point->size : UINT64_MAX, point->mode, TEXT(""), NULL};
		const char *size = point->has_size ? arena_printf(arena, "of %llu bytes", (unsigned long long)point->size) : "without limit";
		exposure.words = arena_printf(arena, "a tmpfs %s, mode %04o%s", size, (unsigned int)point->mode, point->is_noexec ? "" : ", executable");
	}
	return exposure;
}

static bool is_looser(const struct exposure *old, const struct exposure *new)
{
	if (new->shows_outer && (!old->shows_outer || !text_equal(old->outer, new->outer)))
		return true;
	if ((new->is_writable && !old->is_writable) || (new->is_executable && !old->is_executable))
		return true;
	return new->is_writable && (new->size > old->size || !tighten_bits(new->mode, old->mode));
}

/* What follows from the nearest line above is not said again. */
static bool follows_from(const struct exposure *above, const struct exposure *here, struct text above_path, struct text path)
{
	size_t prefix = above_path.length > 1 ? above_path.length : 0;
	if (above->shows_outer != here->shows_outer || above->is_writable != here->is_writable || above->size != here->size ||
	    above->is_executable != here->is_executable || above->mode != here->mode)
		return false;
	if (!here->shows_outer)
		return true;
	struct text rest = {path.data + prefix, path.length - prefix};
	return here->outer.length == above->outer.length + rest.length && text_equal((struct text){here->outer.data + above->outer.length, rest.length}, rest);
}

struct sides {
	struct exposure old, new;
	struct text path;
};

static struct sides look(struct arena *arena, const struct inspection *old, const struct inspection *new, struct text path)
{
	struct view_point before = view_lookup(old->view, path), after = view_lookup(new->view, path);
	return (struct sides){exposure_of(arena, &before), exposure_of(arena, &after), path};
}

static void compare_at(struct arena *arena, differences *found, const struct inspection *old, const struct inspection *new, struct text path)
{
	struct sides here = look(arena, old, new, path);
	bool looser = is_looser(&here.old, &here.new), tighter = is_looser(&here.new, &here.old);
	if (!looser && !tighter)
		return;
	if (!text_is(path, "/")) {
		struct sides above = look(arena, old, new, path_parent(arena, path));
		if (follows_from(&above.old, &here.old, above.path, path) && follows_from(&above.new, &here.new, above.path, path))
			return;
	}
	diff_add(arena, found, looser ? DIFF_LOOSER : DIFF_TIGHTER, arena_printf(arena, "path %s", path.data), here.old.words, here.new.words);
}

static bool has_point(const struct view *view, struct text path)
{
	const struct view_point *point;
	for_each (point, &view->points)
		if (text_equal(point->path, path))
			return true;
	return false;
}

static void compare_names(struct arena *arena, differences *found, const struct inspection *old, const struct inspection *new, const struct view *listed,
                          const struct view *skipped)
{
	struct text *names;
	size_t count;
	view_list(listed, TEXT("/"), &names, &count);
	for (size_t i = 0; i < count; i++) {
		struct text path = path_join(arena, TEXT("/"), names[i]), *others;
		size_t other_count;
		bool is_known = has_point(old->view, path) || has_point(new->view, path);
		view_list(skipped ? skipped : listed, TEXT("/"), &others, &other_count);
		for (size_t j = 0; skipped && j < other_count; j++)
			is_known |= text_equal(others[j], names[i]);
		if (!is_known)
			compare_at(arena, found, old, new, path);
	}
}

void diff_views(struct arena *arena, differences *found, const struct inspection *old, const struct inspection *new)
{
	const struct view_point *point;
	for_each (point, &old->view->points)
		compare_at(arena, found, old, new, point->path);
	for_each (point, &new->view->points)
		if (!has_point(old->view, point->path))
			compare_at(arena, found, old, new, point->path);
	compare_names(arena, found, old, new, old->view, NULL);
	compare_names(arena, found, old, new, new->view, old->view);
	if (old->view->status == 0 && new->view->status != 0)
		diff_add(arena, found, DIFF_CHANGED, "start", "starts", new->view->reason);
	if (old->view->status != 0 && new->view->status == 0)
		diff_add(arena, found, DIFF_LOOSER, "start", old->view->reason, "starts");
}

/* --- runsc's flags
 * -------------------------------------------------------------------------------------------------------------------------------------------- */

/* The tight value of flags on which the sandbox stands; of those that loosen it, the default is. */
static const char *tight_value(const struct flag *flag)
{
	if (strcmp(flag->name, "oci-seccomp") == 0)
		return "true";
	return strcmp(flag->name, "ignore-cgroups") == 0 ? NULL : flag_preset(flag);
}

/* False when nobody says the flag; then value is the release's default, empty where there is none. */
static bool value_of(const struct inspection *side, const struct flag *flag, struct text *value)
{
	size_t length = text_of(flag->name).length;
	const char *preset = flag_default(flag, side->input.release);
	bool is_said = false;
	*value = text_of(preset ? preset : "");
	for (size_t i = 0; i < side->input.flag_count; i++) {
		struct text word = side->input.flags[i];
		if (word.length > length + 3 && text_starts(word, "--") && text_equal((struct text){word.data + 2, length}, text_of(flag->name)) &&
		    word.data[length + 2] == '=') {
			*value = text_of(word.data + length + 3);
			is_said = true;
		}
	}
	return is_said;
}

static bool is_same_value(const struct flag *flag, release_date release, struct text one, struct text other)
{
	bool are_bools = flag_values_in(flag, release)->type == FLAG_BOOL && flag_value_is_bool(one) && flag_value_is_bool(other);
	return are_bools ? flag_value_is_true(one) == flag_value_is_true(other) : text_equal(one, other);
}

/* Of two values that both loosen, each may open what the other keeps shut. */
static enum direction judge_flag(const struct inspection *old, const struct inspection *new, const struct flag *flag, struct text before, struct text after)
{
	const char *tight = tight_value(flag);
	if (flag->class == FLAG_LOOSENS || flag->class == FLAG_TESTONLY || flag->class == FLAG_DEBUG)
		tight = flag_default(flag, old->input.release) ? flag_default(flag, old->input.release) : "false";
	if (tight && is_same_value(flag, new->input.release, after, text_of(tight)))
		return DIFF_TIGHTER;
	if (tight && (is_same_value(flag, old->input.release, before, text_of(tight)) || before.length == 0))
		return DIFF_LOOSER;
	return tight && flag_loosens(flag, new->input.release, after) ? DIFF_LOOSER : DIFF_CHANGED;
}

/* A flag that one of the releases does not have. */
static void diff_lone_flag(struct arena *arena, differences *found, const struct flag *flag, struct text value, enum direction direction)
{
	const char *subject = arena_printf(arena, "flag %s", flag->name);
	diff_add(arena, found, direction, subject, direction == DIFF_LOOSER ? "none" : value.data, direction == DIFF_LOOSER ? value.data : "none");
}

void diff_flags(struct arena *arena, differences *found, const struct inspection *old, const struct inspection *new)
{
	if (old->input.release != new->input.release)
		diff_add(arena, found, DIFF_CHANGED, "runsc.release", arena_printf(arena, "%u", old->input.release),
		         arena_printf(arena, "%u", new->input.release));
	if (!old->input.has_flags || !new->input.has_flags)
		return;
	for (size_t i = 0; i < flag_count; i++) {
		const struct flag *flag = &flags[i];
		struct text before, after;
		bool was_said = value_of(old, flag, &before), is_said = value_of(new, flag, &after);
		bool was_there = flag_exists_in(flag, old->input.release), is_there = flag_exists_in(flag, new->input.release);
		if (was_there && is_there && !is_same_value(flag, new->input.release, before, after))
			diff_add(arena, found, judge_flag(old, new, flag, before, after), arena_printf(arena, "flag %s", flag->name), before.data, after.data);
		else if (!was_there && is_said && flag_loosens(flag, new->input.release, after))
			diff_lone_flag(arena, found, flag, after, DIFF_LOOSER);
		else if (!is_there && was_said && flag_loosens(flag, old->input.release, before))
			diff_lone_flag(arena, found, flag, before, DIFF_TIGHTER);
	}
}
