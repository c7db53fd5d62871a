#include "read/lines.h"

#include "model/rules.h"

#include <string.h>

/*!re2c
re2c:api = custom;
re2c:api:style = free-form;
re2c:define:YYCTYPE = "unsigned char";
re2c:define:YYPEEK = "(cursor < limit ? (unsigned char)data[cursor] : 0u)";
re2c:define:YYSKIP = "cursor++;";
re2c:define:YYBACKUP = "marker = cursor;";
re2c:define:YYRESTORE = "cursor = marker;";
re2c:yyfill:enable = 0;

blank = [ \t];
*/

static void refuse_comment(struct report *report, const struct source *source, size_t at)
{
	struct finding *finding =
	    diag_add(report, rule(yaml_syntax), (struct span){source, at, at + 1},
	             "expected a space before the comment, saw '#'");
	diag_hint(report, finding, "write ' #'; a value that holds '#' needs quotes");
	diag_fix(report, finding, FIX_CHOICE, (struct span){source, at, at}, TEXT(" "));
}

static void refuse_tab(struct report *report, const struct source *source, size_t line_start)
{
	const char *tab =
	    memchr(source->bytes.data + line_start, '\t', source->bytes.length - line_start);
	size_t at = (size_t)(tab - source->bytes.data);
	struct finding *finding =
	    diag_add(report, rule(yaml_tab), (struct span){source, at, at + 1},
	             "expected spaces, saw a tab in the indentation");
	diag_hint(report, finding, "indent with spaces");
}

static void check_first_line(struct report *report, struct span span)
{
	const char *data = span.source->bytes.data;
	size_t cursor = 0, marker = 0, limit = span.source->bytes.length;
	(void)marker;
	/*!re2c
	[ ]* "\t" blank* [^ \t\n#\x00] { refuse_tab(report, span.source, 0); return; }
	* { return; }
	*/
}

/* What stands before decides: a line begins after a line feed, a comment after a blank. */
static bool is_comment_start(const char *data, size_t at)
{
	return at == 0 || strchr(" \t\n", data[at - 1]);
}

void lines_check_between(struct report *report, struct span span)
{
	const char *data = span.source->bytes.data;
	size_t limit = span.source->bytes.length, cursor = span.start;
	if (span.start == span.end)
		return;
	if (span.start == 0)
		check_first_line(report, span);
	else if (data[span.start - 1] == '\n')
		cursor--;
	while (cursor < span.end) {
		size_t start = cursor, marker = cursor;
		(void)marker;
		/*!re2c
		blank+ { continue; }
		"#" [^\n\x00]* {
			if (!is_comment_start(data, start))
				refuse_comment(report, span.source, start);
			continue;
		}
		"\n" [ ]* "\t" blank* [^ \t\n#\x00] {
			if (cursor <= span.end + 1)
				refuse_tab(report, span.source, start + 1);
			cursor--;
			continue;
		}
		* { continue; }
		*/
	}
}

bool lines_have_question_mark(struct span span)
{
	const char *data = span.source->bytes.data;
	size_t limit = span.end, cursor = span.start;
	while (cursor < limit) {
		/*!re2c
		"#" [^\n\x00]* { continue; }
		"?" { return true; }
		* { continue; }
		*/
	}
	return false;
}

static size_t leading(struct text line, const char *set)
{
	size_t count = 0;
	while (count < line.length && strchr(set, line.data[count]))
		count++;
	return count;
}

static bool is_well_placed(struct text line, long indent, bool is_flow)
{
	size_t column = leading(line, " ");
	if ((long)column > indent || leading(line, " \t") == line.length)
		return true;
	return is_flow && strchr("#]}\t", line.data[column]);
}

/* One finding is enough: whoever moves one line moves all. */
void lines_check_indent(struct report *report, struct span span, long indent, bool is_flow)
{
	if (indent < 0)
		return;
	size_t last = source_position(span.source, span.end).line;
	for (size_t number = source_position(span.source, span.start).line + 1; number <= last;
	     number++) {
		size_t start = span.source->line_starts[number - 1];
		if (start >= span.end ||
		    is_well_placed(source_line(span.source, number), indent, is_flow))
			continue;
		struct finding *finding = diag_add(
		    report, rule(yaml_syntax), (struct span){span.source, start, start + 1},
		    "expected the value to go on further to the right");
		diag_note(report, finding, (struct span){span.source, span.start, span.start + 1},
		          "it began here");
		diag_hint(report, finding, "indent this line more than the key or '-' above");
		return;
	}
}

static void check_leading_lines(struct report *report, const struct source *source, size_t number,
                                long indent)
{
	size_t longest = 0, longest_number = 0;
	for (; number <= source->line_count; number++) {
		struct text line = source_line(source, number);
		size_t spaces = leading(line, " ");
		if (spaces < line.length) {
			if ((long)spaces <= indent || longest <= spaces)
				return;
			break;
		}
		if (spaces > longest) {
			longest = spaces;
			longest_number = number;
		}
	}
	if (number > source->line_count)
		return;
	size_t start = source->line_starts[longest_number - 1];
	struct finding *finding =
	    diag_add(report, rule(yaml_syntax), (struct span){source, start, start + longest},
	             "expected an empty line, saw one of %zu spaces", longest);
	diag_note(report, finding,
	          (struct span){source, source->line_starts[number - 1],
	                        source->line_starts[number - 1] + 1},
	          "the text is indented less");
}

void lines_check_block(struct report *report, struct span span, long indent)
{
	const char *data = span.source->bytes.data;
	size_t cursor = span.start, marker = cursor, limit = span.source->bytes.length;
	bool is_indented = false;
	(void)marker;
	/*!re2c
	[|>] [-+]? { goto header; }
	[|>] ([1-9] [-+]? | [-+] [1-9]) { is_indented = true; goto header; }
	* { return; }
	*/
header:
	if (cursor < limit && data[cursor] == '#')
		refuse_comment(report, span.source, cursor);
	if (!is_indented)
		check_leading_lines(report, span.source,
		                    source_position(span.source, span.start).line + 1, indent);
}
