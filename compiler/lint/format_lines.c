#include "lint/format.h"

#include <string.h>

/* Formats that are text with characters to escape: GitHub's workflow commands, JUnit's XML. */

static void put_escaped(FILE *stream, struct text text, const char *special,
                        const char *const *escapes)
{
	for (size_t i = 0; i < text.length; i++) {
		const char *hit = text.data[i] != '\0' ? strchr(special, text.data[i]) : NULL;
		if (hit)
			fputs(escapes[hit - special], stream);
		else
			fputc(text.data[i], stream);
	}
}

/* github.com/actions/toolkit, packages/core/src/command.ts: escapeData, escapeProperty. */
static void put_data(FILE *stream, struct text text)
{
	static const char *const escapes[] = {"%25", "%0D", "%0A"};
	put_escaped(stream, text, "%\r\n", escapes);
}

static void put_property(FILE *stream, const char *name, struct text text)
{
	/* What is not printable has become an escape of ours, line ends too. */
	static const char *const escapes[] = {"%25", "%0D", "%0A", "%3A", "%2C"};
	fprintf(stream, "%s=", name);
	put_escaped(stream, text, "%\r\n:,", escapes);
}

static void put_github(struct arena *arena, FILE *stream, const struct finding *finding,
                       const char *policy)
{
	static const char *const commands[] = {
	    [SEVERITY_INFO] = "notice", [SEVERITY_WARNING] = "warning", [SEVERITY_ERROR] = "error"};
	struct format_place place = format_place(arena, finding->span, policy);
	fprintf(stream, "::%s ", commands[finding->severity]);
	put_property(stream, "file", text_printable(arena, place.file));
	fprintf(stream, ",line=%zu,endLine=%zu,", place.start.line, place.end.line);
	/* GitHub takes columns only for a range within one line. */
	if (place.start.line == place.end.line)
		fprintf(stream, "col=%zu,endColumn=%zu,", place.start.column, place.end.column);
	put_property(stream, "title", text_of(finding->rule->name));
	fputs("::", stream);
	put_data(stream, text_printable(arena, format_message(arena, finding)));
	fputc('\n', stream);
}

void format_github(const struct lint_run *run, FILE *stream)
{
	const struct linted *file;
	const struct finding *finding;
	for_each (file, &run->files)
		for_each (finding, &file->report.findings)
			put_github(run->arena, stream, finding, file->name);
}

/* XML 1.0, 2.4. What XML cannot hold (control characters, U+FFFE) has become an escape of ours
 * before. */
static void put_xml(FILE *stream, struct arena *arena, struct text text)
{
	static const char *const escapes[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&apos;"};
	put_escaped(stream, text_printable(arena, text), "&<>\"'", escapes);
}

static void put_attribute(FILE *stream, struct arena *arena, const char *name, struct text text)
{
	fprintf(stream, " %s=\"", name);
	put_xml(stream, arena, text);
	fputc('"', stream);
}

/* A remark is no failure: it stands in the case's output, where a reader finds it. */
static void put_case(struct arena *arena, FILE *stream, const struct finding *finding,
                     const char *policy)
{
	struct format_place place = format_place(arena, finding->span, policy);
	struct text where =
	    text_format(arena, "%s:%zu:%zu", place.file.data, place.start.line, place.start.column);
	const char *element = finding->severity == SEVERITY_INFO ? "system-out" : "failure";
	fputs("    <testcase", stream);
	put_attribute(stream, arena, "classname", text_of(policy));
	put_attribute(
	    stream, arena, "name",
	    text_format(arena, "%s %s", format_identity(arena, finding).data, where.data));
	fprintf(stream, ">\n      <%s", element);
	if (finding->severity != SEVERITY_INFO) {
		put_attribute(stream, arena, "type", text_of(severity_name(finding->severity)));
		put_attribute(stream, arena, "message", text_of(finding->message));
	}
	fputc('>', stream);
	put_xml(stream, arena,
	        text_format(arena, "%s: %s: %s", where.data, severity_name(finding->severity),
	                    format_message(arena, finding).data));
	fprintf(stream, "</%s>\n    </testcase>\n", element);
}

static size_t failures_of(const struct linted *file)
{
	return diag_count(&file->report, SEVERITY_WARNING);
}

static void put_suite(struct arena *arena, FILE *stream, const struct linted *file)
{
	size_t count = file->report.findings.count;
	fputs("  <testsuite", stream);
	put_attribute(stream, arena, "name", text_of(file->name));
	fprintf(stream, " tests=\"%zu\" failures=\"%zu\" errors=\"0\">\n", count > 0 ? count : 1,
	        failures_of(file));
	const struct finding *finding;
	for_each (finding, &file->report.findings)
		put_case(arena, stream, finding, file->name);
	if (count == 0) {
		fputs("    <testcase", stream);
		put_attribute(stream, arena, "classname", text_of(file->name));
		fputs(" name=\"no finding\"/>\n", stream);
	}
	fputs("  </testsuite>\n", stream);
}

void format_junit(const struct lint_run *run, FILE *stream)
{
	size_t tests = 0, failures = 0;
	const struct linted *file;
	for_each (file, &run->files) {
		tests += file->report.findings.count > 0 ? file->report.findings.count : 1;
		failures += failures_of(file);
	}
	fprintf(stream,
	        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"keepc lint\" "
	        "tests=\"%zu\" failures=\"%zu\" errors=\"0\">\n",
	        tests, failures);
	for_each (file, &run->files)
		put_suite(run->arena, stream, file);
	fputs("</testsuites>\n", stream);
}
