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

void format_human(const struct lint_run *run, FILE *stream)
{
	const struct linted *file;
	bool is_first = true;
	for_each (file, &run->files) {
		if (file->report.findings.count == 0)
			continue;
		fputs(is_first ? "" : "\n", stream);
		is_first = false;
		diag_print(&file->report, stream, run->style);
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
