#include "base/diag.h"

#include <stdlib.h>
#include <string.h>

const char *severity_name(enum severity severity)
{
	static const char *const names[] = {
	    [SEVERITY_INFO] = "info", [SEVERITY_WARNING] = "warning", [SEVERITY_ERROR] = "error"};
	return names[severity];
}

/* Messages quote what users wrote: nothing of it may steer a terminal or fake a line. */
static const char *message_text(struct arena *arena, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));
static const char *message_text(struct arena *arena, const char *format, va_list arguments)
{
	return text_printable(arena, text_of(arena_vprintf(arena, format, arguments))).data;
}

struct finding *diag_add(struct report *report, const struct rule *rule, struct span span,
                         const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	const char *message = message_text(report->arena, format, arguments);
	va_end(arguments);
	struct finding *finding = list_append(report->arena, &report->findings);
	finding->rule = rule;
	finding->severity = rule->severity;
	finding->area = rule->area;
	finding->span = span;
	finding->message = message;
	finding->at = TEXT("");
	return finding;
}

void diag_note(struct report *report, struct finding *finding, struct span span, const char *format,
               ...)
{
	va_list arguments;
	va_start(arguments, format);
	const char *message = message_text(report->arena, format, arguments);
	va_end(arguments);
	struct note *note = list_append(report->arena, &finding->notes);
	note->span = span;
	note->message = message;
}

void diag_hint(struct report *report, struct finding *finding, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	finding->hint = message_text(report->arena, format, arguments);
	va_end(arguments);
}

const char *fix_kind_name(enum fix_kind kind)
{
	static const char *const names[] = {
	    [FIX_SAFE] = "safe", [FIX_CHOICE] = "choice", [FIX_EXAMPLE] = "example"};
	return names[kind];
}

void diag_fix(struct report *report, struct finding *finding, enum fix_kind kind, struct span span,
              struct text text)
{
	if (span.source)
		*list_append(report->arena, &finding->fixes) = (struct fix){kind, span, text};
}

void diag_write(struct report *report, struct finding *finding, enum fix_kind kind,
                struct span span, struct text text)
{
	diag_hint(report, finding, "write %s", text.data);
	diag_fix(report, finding, kind, span, text);
}

void diag_mean(struct report *report, struct finding *finding, enum fix_kind kind, struct span span,
               const char *word)
{
	diag_hint(report, finding, "did you mean \"%s\"?", word);
	diag_fix(report, finding, kind, span, text_of(word));
}

static int compare_sizes(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

static int compare_names(const struct source *a, const struct source *b)
{
	if (a == b)
		return 0;
	return strcmp(a ? a->name : "", b ? b->name : "");
}

static int compare_findings(const void *left, const void *right)
{
	const struct finding *a = left, *b = right;
	int order = compare_names(a->span.source, b->span.source);
	if (order == 0)
		order = compare_sizes(a->span.start, b->span.start);
	if (order == 0)
		order = compare_sizes(a->span.end, b->span.end);
	if (order == 0)
		order = strcmp(a->rule->name, b->rule->name);
	return order != 0 ? order : strcmp(a->message, b->message);
}

void diag_sort(struct report *report)
{
	struct finding *findings = report->findings.items;
	size_t kept = 0;
	if (report->findings.count == 0)
		return;
	qsort(findings, report->findings.count, sizeof *findings, compare_findings);
	for (size_t i = 1; i < report->findings.count; i++)
		if (compare_findings(&findings[kept], &findings[i]) != 0)
			findings[++kept] = findings[i];
	report->findings.count = kept + 1;
}

size_t diag_count(const struct report *report, enum severity least)
{
	const struct finding *finding;
	size_t count = 0;
	for_each (finding, &report->findings)
		count += finding->severity >= least;
	return count;
}

void diag_drop_below(struct report *report, enum severity least)
{
	size_t kept = 0;
	for (size_t i = 0; i < report->findings.count; i++)
		if (report->findings.items[i].severity >= least)
			report->findings.items[kept++] = report->findings.items[i];
	report->findings.count = kept;
}
