#include "import/import.h"
#include "model/rules.h"
#include "session/load.h"

#include <string.h>

/* keepc reads what import would print, line by line what it refuses becomes a comment, and it reads
 * again: a list that has lost its entries is refused in the next round. Every line is a whole
 * entry, as import writes them. */

#define ROUNDS_MAX 64

struct line_range {
	size_t start, end; /* end is behind the line end */
};

static struct line_range line_at(struct text policy, size_t at)
{
	struct line_range line = {at, at};
	while (line.start > 0 && policy.data[line.start - 1] != '\n')
		line.start--;
	while (line.end < policy.length && policy.data[line.end] != '\n')
		line.end++;
	line.end += line.end < policy.length;
	return line;
}

static struct text comment_out(struct arena *arena, struct text policy, struct line_range line,
                               const struct finding *finding)
{
	const char *reason = text_printable(arena, text_of(finding->message)).data;
	return text_format(arena, "%.*s# left out: %s [%s]\n#%.*s%s", (int)line.start, policy.data,
	                   reason, finding->rule->name, (int)(line.end - line.start),
	                   policy.data + line.start, policy.data + line.end);
}

/* Without these lines there is no policy at all: they stay, and what is wrong is said. */
static bool is_required(struct text policy, struct line_range line)
{
	static const char *const needed[] = {
	    "version:", "name:", "command:", "user:", "runsc:", "keep-dirs:"};
	struct text rest = {policy.data + line.start, line.end - line.start};
	for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
		if (text_starts(rest, needed[i]))
			return true;
	return false;
}

/* Whether the policy shows no more without the line: not where a mask goes, or what lies over a
 * path that another entry keeps. */
static bool is_mendable(const struct finding *finding, struct text policy)
{
	struct line_range line = line_at(policy, finding->span.start);
	bool is_mask = text_starts((struct text){policy.data + line.start, line.end - line.start},
	                           "  - {path: ");
	if (finding->rule == rule(writable_conflict) || finding->rule == rule(bind_conflict))
		return false;
	if (is_mask && finding->rule != rule(mask_outside_keep))
		return false;
	return !is_required(policy, line);
}

/* The last error that a line less would mend: those before keep their places. */
static const struct finding *last_error(const struct report *report, const struct source *source)
{
	const struct finding *finding, *last = NULL;
	for_each (finding, &report->findings)
		if (finding->severity == SEVERITY_ERROR && finding->span.source == source &&
		    is_mendable(finding, source->bytes))
			last = finding;
	return last;
}

static struct text add_unmended(struct arena *arena, struct text policy,
                                const struct report *report)
{
	const struct finding *finding;
	for_each (finding, &report->findings)
		if (finding->severity == SEVERITY_ERROR)
			policy = text_format(
			    arena, "%s# keepc does not take it before this is mended: %s [%s]\n",
			    policy.data, text_printable(arena, text_of(finding->message)).data,
			    finding->rule->name);
	return policy;
}

struct text import_acceptable(struct arena *arena, struct text policy)
{
	for (size_t round = 0;; round++) {
		struct report report = {.arena = arena};
		const struct source *source = source_from_bytes(arena, "imported", policy);
		load_source(arena, &report, source, &(struct load_options){0});
		const struct finding *finding = last_error(&report, source);
		if (!finding || round == ROUNDS_MAX)
			return add_unmended(arena, policy, &report);
		policy = comment_out(arena, policy, line_at(policy, finding->span.start), finding);
	}
}
