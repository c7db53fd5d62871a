#include "base/fatal.h"
#include "base/input.h"
#include "base/rewrite.h"
#include "lint/draft.h"
#include "lint/lint.h"
#include "session/load.h"

#include <stdlib.h>
#include <string.h>

/* A fix may uncover what could not be seen before it: the file is read again until nothing sure is
 * left to write. */
enum { ROUNDS_MAX = 16 };

typedef LIST(const struct fix *) fix_list;

struct round {
	struct report report;
	struct loaded loaded;
	const struct source *source;
};

static struct round read_round(struct arena *arena, const struct lint_options *options,
                               const char *path, struct text text)
{
	struct round round = {.report = {.arena = arena},
	                      .source = source_from_bytes(arena, path, text)};
	round.loaded = load_source(arena, &round.report, round.source, &options->load);
	diag_drop_below(&round.report, options->min_severity);
	return round;
}

/* Only what is sure, alone, and in this file: a base is mended where it is named itself. */
static const struct fix *sure_fix(const struct finding *finding, const struct source *source)
{
	bool is_sure = finding->fixes.count == 1 && finding->fixes.items[0].kind == FIX_SAFE &&
	               finding->fixes.items[0].span.source == source;
	return is_sure ? &finding->fixes.items[0] : NULL;
}

static int compare_fixes(const void *left, const void *right)
{
	const struct span *a = &(*(const struct fix *const *)left)->span,
	                  *b = &(*(const struct fix *const *)right)->span;
	return a->start != b->start ? (a->start > b->start) - (a->start < b->start)
	                            : (a->end > b->end) - (a->end < b->end);
}

/* In the order of the file; where two meet, the second waits for the next round. */
static fix_list fixes_of(struct arena *arena, const struct round *round)
{
	fix_list all = {0}, apart = {0};
	const struct finding *finding;
	for_each (finding, &round->report.findings)
		if (sure_fix(finding, round->source))
			*list_append(arena, &all) = sure_fix(finding, round->source);
	if (all.count > 1)
		qsort(all.items, all.count, sizeof *all.items, compare_fixes);
	for (size_t i = 0; i < all.count; i++)
		if (apart.count == 0 ||
		    all.items[i]->span.start > apart.items[apart.count - 1]->span.end)
			*list_append(arena, &apart) = all.items[i];
	return apart;
}

/* From the last to the first, so that those before stay where they are. */
static void apply(struct draft *draft, const fix_list *fixes)
{
	for (size_t i = fixes->count; i-- > 0;)
		draft_replace(draft, fixes->items[i]->span.start, fixes->items[i]->span.end,
		              fixes->items[i]->text);
}

static bool is_parsed(const struct round *round)
{
	return round->loaded.policy != NULL;
}

/* How many fixes were written into the draft. */
static size_t mend(struct draft *draft, const struct lint_options *options, const char *path)
{
	size_t count = 0;
	struct round round = read_round(draft->arena, options, path, draft_text(draft));
	for (size_t rounds = 0; rounds < ROUNDS_MAX; rounds++) {
		fix_list fixes = fixes_of(draft->arena, &round);
		struct draft next = *draft;
		next.lines.items = arena_alloc(draft->arena, (draft->lines.count + 1) *
		                                                 sizeof *draft->lines.items);
		if (fixes.count == 0)
			break;
		if (draft->lines.count > 0)
			memcpy(next.lines.items, draft->lines.items,
			       draft->lines.count * sizeof *draft->lines.items);
		apply(&next, &fixes);
		struct round mended = read_round(draft->arena, options, path, draft_text(&next));
		if (is_parsed(&round) && !is_parsed(&mended))
			break;
		count += fixes.count;
		*draft = next;
		round = mended;
	}
	return count;
}

/* What cannot be shown as it is is not written either: the diff is read on a terminal. */
static bool can_be_shown(struct text text)
{
	for (size_t at = 0; at < text.length;) {
		struct character character = utf8_next(text.data + at, text.length - at);
		bool is_shown = character.class == CHARACTER_PLAIN ||
		                character.class == CHARACTER_TAB ||
		                character.class == CHARACTER_NEWLINE ||
		                (character.class == CHARACTER_BYTE_ORDER && at == 0);
		if (!is_shown)
			return false;
		at += character.length;
	}
	return true;
}

void lint_fix(struct arena *arena, const struct lint_options *options, const char *path)
{
	struct text bytes = input_read(arena, path);
	struct draft draft;
	draft_open(&draft, arena, bytes);
	if (bytes.length >= INPUT_MAX || !can_be_shown(draft_text(&draft))) {
		trouble("%s: nothing is mended in it: it is too large, or holds characters that "
		        "cannot be shown",
		        path);
		return;
	}
	if (mend(&draft, options, path) == 0)
		return;
	file_rewrite(arena, path, bytes, draft_bytes(&draft));
	draft_print(&draft, path, stdout);
}

void lint_fix_rest(const struct lint_run *run)
{
	const struct linted *file;
	const struct finding *finding;
	for_each (file, &run->files) {
		size_t choices = 0;
		for_each (finding, &file->report.findings)
			choices += finding->severity > SEVERITY_INFO && finding->fixes.count > 0;
		if (choices > 0)
			trouble("%s: %zu finding%s may be mended in more than one way, or not "
			        "surely: the hints say how",
			        text_printable(run->arena, text_of(file->name)).data, choices,
			        choices == 1 ? "" : "s");
	}
}
