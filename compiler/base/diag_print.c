#include "base/diag.h"

#include "base/fatal.h"

#include <stdlib.h>

/* GNU coding standards 4.4 for the first line; below it the source line and carets, as gcc prints
 * them. */

enum { LINE_WINDOW = 160, LINE_LEAD = 60 };

struct printer {
	struct arena *arena;
	FILE *stream;
	enum diag_style style;
};

#define BOLD   "\033[1m"
#define RED    "\033[31m"
#define YELLOW "\033[33m"
#define CYAN   "\033[36m"
#define GREEN  "\033[32m"
#define PLAIN  "\033[0m"

static const char *paint(const struct printer *printer, const char *colour)
{
	return printer->style == DIAG_HUMAN_COLOR ? colour : "";
}

static const char *severity_colour(enum severity severity)
{
	static const char *const colours[] = {
	    [SEVERITY_INFO] = CYAN, [SEVERITY_WARNING] = YELLOW, [SEVERITY_ERROR] = RED};
	return colours[severity];
}

static void print_place(const struct printer *printer, struct span span, const char *fallback)
{
	fputs(paint(printer, BOLD), printer->stream);
	if (span.source) {
		struct position position = source_position(span.source, span.start);
		fprintf(printer->stream, "%s:%zu:%zu:",
		        text_printable(printer->arena, text_of(span.source->name)).data,
		        position.line, position.column);
	} else {
		fprintf(printer->stream,
		        "%s:", text_printable(printer->arena, text_of(fallback)).data);
	}
	fprintf(printer->stream, "%s ", paint(printer, PLAIN));
}

static void print_character(FILE *stream, const char *data, struct character character)
{
	if (character.class == CHARACTER_PLAIN || character.class == CHARACTER_TAB)
		fwrite(data, 1, character.length, stream);
	else
		fputs("\xef\xbf\xbd", stream);
}

/* Tabs stand in the caret line as they stand in the source line, so that both are as wide, however
 * wide tabs are. */
static void print_blank(FILE *stream, struct character character)
{
	if (character.class == CHARACTER_TAB)
		fputc('\t', stream);
	else
		fprintf(stream, "%*s", (int)character.width, "");
}

/* The part of a long line that is shown: [start, end) in bytes of the line. */
struct window {
	size_t start, end;
};

static size_t step_back(struct text line, size_t at)
{
	do
		at--;
	while (at > 0 && ((unsigned char)line.data[at] & 0xc0) == 0x80);
	return at;
}

static struct window window_of(struct text line, size_t caret)
{
	struct window window = {line.length > LINE_WINDOW ? caret : 0, 0};
	size_t before = 0, shown = 0;
	for (; before < LINE_LEAD && window.start > 0; before++)
		window.start = step_back(line, window.start);
	for (window.end = window.start; window.end < line.length && shown < LINE_WINDOW; shown++)
		window.end += utf8_next(line.data + window.end, line.length - window.end).length;
	return window;
}

static void print_source_text(FILE *stream, struct text line, struct window window)
{
	fputs(window.start > 0 ? "..." : "", stream);
	for (size_t at = window.start; at < window.end;) {
		struct character character = utf8_next(line.data + at, line.length - at);
		print_character(stream, line.data + at, character);
		at += character.length;
	}
	fputs(window.end < line.length ? "...\n" : "\n", stream);
}

static void print_carets(FILE *stream, struct text line, struct window window, size_t from,
                         size_t to)
{
	fputs(window.start > 0 ? "   " : "", stream);
	for (size_t at = window.start; at < from;) {
		struct character character = utf8_next(line.data + at, line.length - at);
		print_blank(stream, character);
		at += character.length;
	}
	fputc('^', stream);
	for (size_t at = from; at < to && at < window.end;) {
		struct character character = utf8_next(line.data + at, line.length - at);
		for (unsigned int cell = at == from ? 1 : 0; cell < character.width; cell++)
			fputc('~', stream);
		at += character.length;
	}
}

static void print_source(const struct printer *printer, struct span span, const char *colour)
{
	if (!span.source)
		return;
	size_t number = source_position(span.source, span.start).line;
	struct text line = source_line(span.source, number);
	size_t line_start = span.source->line_starts[number - 1];
	size_t from = span.start - line_start < line.length ? span.start - line_start : line.length;
	size_t to = span.end - line_start < line.length ? span.end - line_start : line.length;
	struct window window = window_of(line, from);
	fprintf(printer->stream, "%5zu | ", number);
	print_source_text(printer->stream, line, window);
	fprintf(printer->stream, "      | %s", paint(printer, colour));
	print_carets(printer->stream, line, window, from, to);
	fprintf(printer->stream, "%s\n", paint(printer, PLAIN));
}

static void print_note(const struct printer *printer, const struct finding *finding,
                       const struct note *note, const char *fallback)
{
	print_place(printer, note->span.source ? note->span : finding->span, fallback);
	fprintf(printer->stream, "%snote:%s %s\n", paint(printer, CYAN), paint(printer, PLAIN),
	        note->message);
	print_source(printer, note->span, CYAN);
}

static void print_hint(const struct printer *printer, const struct finding *finding,
                       const char *fallback)
{
	if (printer->style == DIAG_GNU) {
		print_place(printer, finding->span, fallback);
		fprintf(printer->stream, "note: %s\n", finding->hint);
		return;
	}
	fprintf(printer->stream, "      = %shint:%s %s\n", paint(printer, GREEN),
	        paint(printer, PLAIN), finding->hint);
}

static void print_finding(const struct printer *printer, const struct finding *finding,
                          const char *fallback)
{
	const char *colour = severity_colour(finding->severity);
	print_place(printer, finding->span, fallback);
	fprintf(printer->stream, "%s%s:%s %s [%s]\n", paint(printer, colour),
	        severity_name(finding->severity), paint(printer, PLAIN), finding->message,
	        finding->rule->name);
	print_source(printer, finding->span, colour);
	const struct note *note;
	for_each (note, &finding->notes)
		print_note(printer, finding, note, fallback);
	if (finding->hint)
		print_hint(printer, finding, fallback);
}

/* stderr has no buffer, and a finding is some hundred small writes. */
static void flush_finding(FILE *memory, char **text, FILE *stream)
{
	fflush(memory);
	fwrite(*text, 1, (size_t)ftello(memory), stream);
	rewind(memory);
}

void diag_print(const struct report *report, FILE *stream, enum diag_style style)
{
	char *text = NULL;
	size_t size = 0;
	FILE *memory = open_memstream(&text, &size);
	if (!memory)
		fatal("out of memory");
	const struct printer printer = {report->arena, memory, style};
	const struct finding *finding;
	for_each (finding, &report->findings) {
		if (style != DIAG_GNU && finding != report->findings.items)
			fputc('\n', memory);
		print_finding(&printer, finding, report->fallback ? report->fallback : "keepc");
		flush_finding(memory, &text, stream);
	}
	fclose(memory);
	free(text);
}
