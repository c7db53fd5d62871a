#include "model/changes.h"

enum worse { EVEN, BEFORE, AFTER };

/* without: the newest release known to lack the change; first: the oldest known to have it. */
static const struct {
	release_date without, first;
	enum worse worse;
	const char *sentence;
} changes[CHANGE_COUNT] = {
#define CHANGE(id, without, first, worse, sentence) {without, first, worse, sentence},
#include "model/releases.def"
#undef CHANGE
};

bool release_has(release_date release, enum change change)
{
	if (changes[change].worse == AFTER)
		return release > changes[change].without;
	return release >= changes[change].first;
}

enum nesting release_nesting(release_date release)
{
	if (RELEASE_starts_nested(release))
		return NESTING_WORKS;
	return behaves(release, starts_nested) ? NESTING_BROKEN : NESTING_TOO_OLD;
}

static bool is_between(release_date release, enum change change)
{
	return release > changes[change].without && release < changes[change].first;
}

/* " (name: the sentences of the changes that the release may have and that are worse so)". */
static struct text doubts(struct arena *arena, release_date pin, enum worse worse, const char *name)
{
	struct text list = TEXT("");
	for (enum change i = 0; i < CHANGE_COUNT; i++) {
		const char *separator = list.length > 0 ? "; " : "";
		if (changes[i].worse == worse && is_between(pin, i))
			list =
			    text_format(arena, "%s%s%s", list.data, separator, changes[i].sentence);
	}
	return list.length > 0 ? text_format(arena, " (%s: %s)", name, list.data) : list;
}

struct text release_doubts(struct arena *arena, release_date release)
{
	struct text already = doubts(arena, release, AFTER, "already");
	struct text not_yet = doubts(arena, release, BEFORE, "not yet");
	return text_format(arena, "%s%s", already.data, not_yet.data);
}
