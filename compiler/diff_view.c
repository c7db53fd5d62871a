#include "diff.h"

#include <string.h>

/* --- what the guest sees and may write ---------------------------------------------------------------------------------------------------------------------
 */

/* Fixed order: what shows more stands later. */
struct exposure {
	bool shows_outer, is_writable, is_executable;
	uint64_t size; /* of a writable tmpfs; UINT64_MAX: no limit */
	struct text outer;
	const char *words;
};

static struct exposure exposure_of(struct arena *arena, const struct view_point *point)
{
	struct exposure exposure = {.words = "nothing of the outer container"};
	bool is_writable = point->state == VIEW_WRITABLE;
	bool shows = point->outer.length > 0 && !point->is_in_bundle && (point->state == VIEW_KEPT || point->state == VIEW_LEAKED || is_writable);
	if (shows) {
		exposure = (struct exposure){true, is_writable, !point->is_noexec, 0, point->outer, NULL};
		exposure.words = arena_printf(arena, "the outer %s, %s%s", point->outer.data, is_writable ? "read-write" : "read-only",
		                              point->state == VIEW_LEAKED ? ", leaked" : "");
	} else if (is_writable) {
		exposure = (struct exposure){false, true, !point->is_noexec, point->has_size ? point->size : UINT64_MAX, TEXT(""), NULL};
		exposure.words = point->has_size
		                     ? arena_printf(arena, "a tmpfs of %llu bytes%s", (unsigned long long)point->size, point->is_noexec ? "" : ", executable")
		                     : arena_printf(arena, "a tmpfs without limit%s", point->is_noexec ? "" : ", executable");
	}
	return exposure;
}

static bool is_looser(const struct exposure *old, const struct exposure *new)
{
	if (new->shows_outer && (!old->shows_outer || !text_equal(old->outer, new->outer)))
		return true;
	if (new->is_writable && !old->is_writable)
		return true;
	return new->is_writable && ((new->is_executable && !old->is_executable) || new->size > old->size);
}

/* What follows from the nearest line above is not said again. */
static bool follows_from(const struct exposure *above, const struct exposure *here, struct text above_path, struct text path)
{
	size_t prefix = above_path.length > 1 ? above_path.length : 0;
	if (above->shows_outer != here->shows_outer || above->is_writable != here->is_writable || above->size != here->size)
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

static struct text value_of(const struct inspection *side, const struct flag *flag)
{
	size_t length = text_of(flag->name).length;
	const char *preset = flag_default(flag, side->input.release);
	struct text value = text_of(preset ? preset : "");
	for (size_t i = 0; i < side->input.flag_count; i++) {
		struct text word = side->input.flags[i];
		if (word.length > length + 3 && text_starts(word, "--") && text_equal((struct text){word.data + 2, length}, text_of(flag->name)) &&
		    word.data[length + 2] == '=')
			value = text_of(word.data + length + 3);
	}
	return value;
}

static enum direction judge_flag(const struct inspection *old, const struct flag *flag, struct text before, struct text after)
{
	const char *tight = tight_value(flag);
	if (flag->class == FLAG_LOOSENS || flag->class == FLAG_TESTONLY || flag->class == FLAG_DEBUG)
		tight = flag_default(flag, old->input.release) ? flag_default(flag, old->input.release) : "false";
	if (tight && text_is(after, tight))
		return DIFF_TIGHTER;
	return tight && (text_is(before, tight) || before.length == 0) ? DIFF_LOOSER : DIFF_CHANGED;
}

void diff_flags(struct arena *arena, differences *found, const struct inspection *old, const struct inspection *new)
{
	if (old->input.release != new->input.release)
		diff_add(arena, found, DIFF_CHANGED, "runsc.release", arena_printf(arena, "%u", old->input.release),
		         arena_printf(arena, "%u", new->input.release));
	if (!old->input.has_flags || !new->input.has_flags)
		return;
	for (size_t i = 0; i < flag_count; i++) {
		struct text before = value_of(old, &flags[i]), after = value_of(new, &flags[i]);
		bool is_said = flag_exists_in(&flags[i], old->input.release) && flag_exists_in(&flags[i], new->input.release);
		if (is_said && !text_equal(before, after))
			diff_add(arena, found, judge_flag(old, &flags[i], before, after), arena_printf(arena, "flag %s", flags[i].name), before.data,
			         after.data);
	}
}
