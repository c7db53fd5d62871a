#include "diff/diff.h"

#include "model/flag_judge.h"

/* runsc's flags, as the command line says them. */

/* One flag of both sides: what it says, or the release's default. */
struct pair {
	const struct flag *flag;
	release_date was, is;
	struct text before, after;
};

/* Of two values that both loosen, each may open what the other keeps shut. */
static enum direction direction_of(const struct pair *pair)
{
	struct ruling before = flag_judge_value(pair->flag, pair->before, pair->was);
	struct ruling after = flag_judge_value(pair->flag, pair->after, pair->is);
	bool was_loose = before.verdict == FLAG_LOOSE, is_loose = after.verdict == FLAG_LOOSE;
	if (was_loose && is_loose)
		return after.reason == FLAG_REASON_DEBUGS ? DIFF_CHANGED : DIFF_LOOSER;
	if (was_loose || is_loose)
		return is_loose ? DIFF_LOOSER : DIFF_TIGHTER;
	if (before.rank == after.rank)
		return DIFF_CHANGED;
	return after.rank > before.rank ? DIFF_LOOSER : DIFF_TIGHTER;
}

static bool is_loose(const struct flag *flag, struct text value, release_date release)
{
	return flag_judge_value(flag, value, release).verdict == FLAG_LOOSE;
}

/* A flag that one of the releases does not have. */
static void diff_lone_flag(struct arena *arena, differences *found, const struct flag *flag,
                           struct text value, enum direction direction)
{
	const char *subject = arena_printf(arena, "flag %s", flag->name);
	diff_add(arena, found, direction, subject, direction == DIFF_LOOSER ? "none" : value.data,
	         direction == DIFF_LOOSER ? value.data : "none");
}

static void diff_flag(struct arena *arena, differences *found, const struct view_input *old,
                      const struct view_input *new, const struct flag *flag)
{
	struct pair pair = {.flag = flag, .was = old->release, .is = new->release};
	pair.before = flag_line_value(&old->flags, flag->name, pair.was);
	pair.after = flag_line_value(&new->flags, flag->name, pair.is);
	bool was_there = flag_exists_in(flag, pair.was), is_there = flag_exists_in(flag, pair.is);
	bool was_said = flag_line_find(&old->flags, text_of(flag->name)),
	     is_said = flag_line_find(&new->flags, text_of(flag->name));
	if (was_there && is_there && !flag_is_same_value(flag, pair.before, pair.after, pair.is))
		diff_add(arena, found, direction_of(&pair),
		         arena_printf(arena, "flag %s", flag->name), pair.before.data,
		         pair.after.data);
	else if (!was_there && is_said && is_loose(flag, pair.after, pair.is))
		diff_lone_flag(arena, found, flag, pair.after, DIFF_LOOSER);
	else if (!is_there && was_said && is_loose(flag, pair.before, pair.was))
		diff_lone_flag(arena, found, flag, pair.before, DIFF_TIGHTER);
}

void diff_flags(struct arena *arena, differences *found, const struct inspection *old,
                const struct inspection *new)
{
	if (old->input.release != new->input.release)
		diff_add(arena, found, DIFF_CHANGED, "runsc.release",
		         arena_printf(arena, "%u", old->input.release),
		         arena_printf(arena, "%u", new->input.release));
	if (!old->input.has_flags || !new->input.has_flags)
		return;
	for (size_t i = 0; i < flag_count; i++)
		diff_flag(arena, found, &old->input, &new->input, &flags[i]);
}
