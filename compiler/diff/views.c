#include "diff/diff.h"

#include "read/tighten.h"

#include <string.h>

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
	bool shows = point->outer.length > 0 && !point->is_in_bundle &&
	             (point->state == VIEW_KEPT || point->state == VIEW_LEAKED || is_writable);
	if (shows) {
		exposure = (struct exposure){true,         is_writable, !point->is_noexec, 0, 0,
		                             point->outer, NULL};
		exposure.words = arena_printf(arena, "the outer %s, %s%s%s", point->outer.data,
		                              is_writable ? "read-write" : "read-only",
		                              point->is_noexec ? ", not executable" : "",
		                              point->state == VIEW_LEAKED ? ", leaked" : "");
	} else if (is_writable) {
		exposure = (struct exposure){false,
		                             true,
		                             !point->is_noexec,
		                             point->has_size ? point->size : UINT64_MAX,
		                             point->mode,
		                             TEXT(""),
		                             NULL};
		const char *size = point->has_size ? arena_printf(arena, "of %llu bytes",
		                                                  (unsigned long long)point->size)
		                                   : "without limit";
		exposure.words =
		    arena_printf(arena, "a tmpfs %s, mode %04o%s", size, (unsigned int)point->mode,
		                 point->is_noexec ? "" : ", executable");
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
static bool follows_from(const struct exposure *above, const struct exposure *here,
                         struct text above_path, struct text path)
{
	size_t prefix = above_path.length > 1 ? above_path.length : 0;
	if (above->shows_outer != here->shows_outer || above->is_writable != here->is_writable ||
	    above->size != here->size || above->is_executable != here->is_executable ||
	    above->mode != here->mode)
		return false;
	if (!here->shows_outer)
		return true;
	struct text rest = {path.data + prefix, path.length - prefix};
	return here->outer.length == above->outer.length + rest.length &&
	       text_equal((struct text){here->outer.data + above->outer.length, rest.length}, rest);
}

struct sides {
	struct exposure old, new;
	struct text path;
};

static struct sides sides_at(struct arena *arena, const struct inspection *old,
                             const struct inspection *new, struct text path)
{
	struct view_point before = view_lookup(old->view, path),
	                  after = view_lookup(new->view, path);
	return (struct sides){exposure_of(arena, &before), exposure_of(arena, &after), path};
}

static void compare_at(struct arena *arena, differences *found, const struct inspection *old,
                       const struct inspection *new, struct text path)
{
	struct sides here = sides_at(arena, old, new, path);
	bool looser = is_looser(&here.old, &here.new), tighter = is_looser(&here.new, &here.old);
	if (!looser && !tighter)
		return;
	if (!text_is(path, "/")) {
		struct sides above = sides_at(arena, old, new, path_parent(arena, path));
		if (follows_from(&above.old, &here.old, above.path, path) &&
		    follows_from(&above.new, &here.new, above.path, path))
			return;
	}
	diff_add(arena, found, looser ? DIFF_LOOSER : DIFF_TIGHTER,
	         arena_printf(arena, "path %s", path.data), here.old.words, here.new.words);
}

static bool has_point(const struct view *view, struct text path)
{
	const struct view_point *point;
	for_each (point, &view->points)
		if (text_equal(point->path, path))
			return true;
	return false;
}

static void compare_names(struct arena *arena, differences *found, const struct inspection *old,
                          const struct inspection *new, const struct view *listed,
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

void diff_views(struct arena *arena, differences *found, const struct inspection *old,
                const struct inspection *new)
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
