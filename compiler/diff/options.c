#include "diff/diff.h"

#include <string.h>

/* keeprun's options (schema/artifact.h). */

static struct text option_value(const struct inspection *side, const char *name)
{
	struct text value = TEXT("");
	vector_option(&side->vector, name, &value);
	return value;
}

static bool has_option(const struct inspection *side, const struct flag_said *wanted)
{
	const struct flag_said *option;
	for_each (option, &side->vector.options)
		if (text_equal(option->name, wanted->name) &&
		    text_equal(option->value, wanted->value))
			return true;
	return false;
}

/* Words from the tightest to the loosest, the empty one where the option is absent; those that are
 * not listed are as tight as the first. */
static void diff_word(struct arena *arena, differences *found, const struct inspection *old,
                      const struct inspection *new, const char *name, const char *const *order)
{
	struct text before = option_value(old, name), after = option_value(new, name);
	int from = 0, to = 0;
	if (text_equal(before, after))
		return;
	for (int i = 0; order[i]; i++) {
		from = text_is(before, order[i]) ? i : from;
		to = text_is(after, order[i]) ? i : to;
	}
	diff_add(arena, found,
	         to > from   ? DIFF_LOOSER
	         : to < from ? DIFF_TIGHTER
	                     : DIFF_CHANGED,
	         name, before.length > 0 ? before.data : "fixed",
	         after.length > 0 ? after.data : "fixed");
}

/* What is checked at each start only where the option is there. True when both sides have it. */
static bool diff_demand(struct arena *arena, differences *found, const struct inspection *old,
                        const struct inspection *new, const char *name)
{
	struct text before = TEXT(""), after = TEXT("");
	bool was_there = vector_option(&old->vector, name, &before),
	     is_there = vector_option(&new->vector, name, &after);
	if (was_there != is_there)
		diff_add(arena, found, is_there ? DIFF_TIGHTER : DIFF_LOOSER, name,
		         !was_there          ? "any"
		         : before.length > 0 ? before.data
		                             : "none",
		         !is_there          ? "any"
		         : after.length > 0 ? after.data
		                            : "none");
	return was_there && is_there;
}

/* Repeated options that each open something: more of them is looser. */
static void diff_repeated(struct arena *arena, differences *found, const struct inspection *one,
                          const struct inspection *other, const char *name,
                          enum direction direction)
{
	const struct flag_said *option;
	for_each (option, &one->vector.options) {
		if (!text_is(option->name, name) || has_option(other, option))
			continue;
		const char *subject = arena_printf(arena, "%s %s", name, option->value.data);
		diff_add(arena, found, direction, subject, direction == DIFF_LOOSER ? "no" : "yes",
		         direction == DIFF_LOOSER ? "yes" : "no");
	}
}

static bool has_capability(struct text list, struct text name)
{
	for (size_t at = 0; at < list.length;) {
		const char *comma = memchr(list.data + at, ',', list.length - at);
		size_t end = comma ? (size_t)(comma - list.data) : list.length;
		if (text_equal((struct text){list.data + at, end - at}, name))
			return true;
		at = end + 1;
	}
	return false;
}

static void diff_capabilities(struct arena *arena, differences *found, struct text one,
                              struct text other, enum direction direction)
{
	for (size_t at = 0; at < one.length;) {
		const char *comma = memchr(one.data + at, ',', one.length - at);
		size_t end = comma ? (size_t)(comma - one.data) : one.length;
		struct text name = text_copy(arena, one.data + at, end - at);
		at = end + 1;
		if (!has_capability(other, name))
			diff_add(arena, found, direction,
			         arena_printf(arena, "outer capability %s", name.data),
			         direction == DIFF_LOOSER ? "no" : "yes",
			         direction == DIFF_LOOSER ? "yes" : "no");
	}
}

void diff_options(struct arena *arena, differences *found, const struct inspection *old,
                  const struct inspection *new)
{
	static const char *const args[] = {"", "append", "replace", NULL},
	                         *const drift[] = {"refuse", "mask", "warn", NULL},
	                         *const network[] = {"none", "any", NULL},
	                         *const read_only[] = {"true", "false", NULL},
	                         *const seal[] = {"auto", "off", NULL}, *const layout[] = {NULL};
	static const char *const repeated[] = {"env-pass", "expect-mount"};
	if (old->argv.length == 0 || new->argv.length == 0)
		return;
	diff_word(arena, found, old, new, "args", args);
	diff_word(arena, found, old, new, "drift", drift);
	diff_word(arena, found, old, new, "outer-network", network);
	diff_word(arena, found, old, new, "outer-read-only", read_only);
	diff_word(arena, found, old, new, "seal", seal);
	diff_word(arena, found, old, new, "layout", layout);
	diff_word(arena, found, old, new, "runsc", layout);
	diff_number(arena, found, "limit wall", diff_bound(option_value(old, "wall")),
	            diff_bound(option_value(new, "wall")), " ms");
	diff_number(arena, found, "limit output", diff_bound(option_value(old, "output")),
	            diff_bound(option_value(new, "output")), " bytes");
	if (diff_demand(arena, found, old, new, "outer-capabilities")) {
		struct text before = option_value(old, "outer-capabilities"),
		            after = option_value(new, "outer-capabilities");
		diff_capabilities(arena, found, after, before, DIFF_LOOSER);
		diff_capabilities(arena, found, before, after, DIFF_TIGHTER);
	}
	if (diff_demand(arena, found, old, new, "runsc-sha256"))
		diff_word(arena, found, old, new, "runsc-sha256", layout);
	for (size_t i = 0; i < sizeof repeated / sizeof *repeated; i++) {
		diff_repeated(arena, found, new, old, repeated[i], DIFF_LOOSER);
		diff_repeated(arena, found, old, new, repeated[i], DIFF_TIGHTER);
	}
}
