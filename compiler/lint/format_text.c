#include "lint/format.h"

/* The formats for people and for terminals, and what all formats share. */

struct format_place format_place(struct arena *arena, struct span span, const char *policy)
{
	struct format_place place = {.start = {1, 1}, .end = {1, 1}};
	place.file = text_printable(arena, text_of(span.source ? span.source->name : policy));
	if (span.source) {
		place.start = source_position(span.source, span.start);
		place.end =
		    source_position(span.source, span.end > span.start ? span.end : span.start);
	}
	return place;
}

struct text format_identity(struct arena *arena, const struct finding *finding)
{
	struct text at = text_printable(arena, finding->at);
	return text_format(arena, "%s%s%s", finding->rule->name, at.length > 0 ? " " : "", at.data);
}

struct text format_message(struct arena *arena, const struct finding *finding)
{
	return text_format(arena, "%s%s%s%s", finding->message, finding->hint ? " (" : "",
	                   finding->hint ? finding->hint : "", finding->hint ? ")" : "");
}

size_t format_count(const struct lint_run *run, enum severity severity)
{
	size_t count = 0;
	const struct linted *file;
	const struct finding *finding;
	for_each (file, &run->files)
		for_each (finding, &file->report.findings)
			count += finding->severity == severity;
	return count;
}

static const char *plural(size_t count)
{
	return count == 1 ? "" : "s";
}

static size_t count_defaults(const struct report *report)
{
	const struct finding *finding;
	size_t count = 0;
	for_each (finding, &report->findings)
		count += finding->is_default;
	return count;
}

/* The remarks on defaults as one, under all their names, so that whoever looks for a rule finds
 * it. */
static void add_defaults(struct report *said, const struct report *report, size_t count)
{
	struct text keys = TEXT(""), names = TEXT("");
	const struct finding *finding;
	for_each (finding, &report->findings) {
		if (!finding->is_default)
			continue;
		const char *separator = keys.length > 0 ? ", " : "";
		keys = text_format(said->arena, "%s%s%s", keys.data, separator, finding->at.data);
		names =
		    text_format(said->arena, "%s%s%s", names.data, separator, finding->rule->name);
	}
	struct rule *rule = arena_alloc(said->arena, sizeof *rule);
	*rule = (struct rule){.name = names.data, .severity = SEVERITY_INFO};
	struct finding *all = diag_add(said, rule, (struct span){0},
	                               "%zu defaults could be tighter: %s", count, keys.data);
	diag_hint(said, all, "keepc explain RULE says why and how; --format gnu shows each");
}

/* What people read: a policy that leaves several things at their defaults is told so once. */
static struct report with_defaults_as_one(const struct report *report)
{
	struct report said = {.arena = report->arena, .fallback = report->fallback};
	size_t count = count_defaults(report);
	if (count < 2)
		return *report;
	const struct finding *finding;
	for_each (finding, &report->findings)
		if (!finding->is_default)
			*list_append(said.arena, &said.findings) = *finding;
	add_defaults(&said, report, count);
	return said;
}

void format_human(const struct lint_run *run, FILE *stream)
{
	const struct linted *file;
	bool is_first = true;
	for_each (file, &run->files) {
		if (file->report.findings.count == 0)
			continue;
		fputs(is_first ? "" : "\n", stream);
		is_first = false;
		struct report said = with_defaults_as_one(&file->report);
		diag_print(&said, stream, run->style);
	}
	size_t errors = format_count(run, SEVERITY_ERROR),
	       warnings = format_count(run, SEVERITY_WARNING),
	       remarks = format_count(run, SEVERITY_INFO);
	if (!is_first)
		fprintf(stream, "\n%zu error%s, %zu warning%s, %zu remark%s\n", errors,
		        plural(errors), warnings, plural(warnings), remarks, plural(remarks));
}

void format_gnu(const struct lint_run *run, FILE *stream)
{
	const struct linted *file;
	for_each (file, &run->files)
		diag_print(&file->report, stream, DIAG_GNU);
}
