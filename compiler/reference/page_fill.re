#include "reference/page_fill.h"
#include "base/fatal.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 100 };

enum line { LINE_BLANK, LINE_FENCE, LINE_VERBATIM, LINE_ITEM, LINE_TEXT };

static struct {
	FILE *output;
	char *bytes;
	size_t length;
} page;

/*!re2c
re2c:define:YYCTYPE = "unsigned char";
re2c:define:YYCURSOR = cursor;
re2c:define:YYMARKER = marker;
re2c:yyfill:enable = 0;
*/

/* What kind of line begins here; hang is how far its text stands from the margin. */
static enum line line_at(const char *text, size_t *hang)
{
	const unsigned char *cursor = (const unsigned char *)text, *marker = cursor;
	*hang = 0;
	/*!local:re2c
	"\n" | "\x00" { return LINE_BLANK; }
	"```" { return LINE_FENCE; }
	"#" | "|" | "    " { return LINE_VERBATIM; }
	("- " | [0-9]+ ". ") { *hang = (size_t)((const char *)cursor - text); return LINE_ITEM; }
	* { return LINE_TEXT; }
	*/
}

/* Behind the next word: code between backquotes is not torn apart. */
static const char *word_end(const char *text)
{
	const unsigned char *cursor = (const unsigned char *)text, *marker = cursor;
	/*!local:re2c
	("`" [^`\n\x00]* "`" | [^` \n\x00])+ { return (const char *)cursor; }
	* { return text + 1; }
	*/
}

static const char *print_line(const char *text)
{
	size_t length = strcspn(text, "\n");
	printf("%.*s\n", (int)length, text);
	return text + length + (text[length] == '\n');
}

/* Behind a paragraph or an item, with the lines that go on with it. */
static const char *print_filled(const char *text, size_t hang)
{
	size_t column = hang, ignored;
	printf("%.*s", (int)hang, text);
	text += hang;
	for (bool is_first = true;; is_first = false) {
		text += strspn(text, " ");
		if (*text == '\0' || (*text == '\n' && line_at(text + 1, &ignored) != LINE_TEXT))
			break;
		text += strspn(text, "\n ");
		const char *end = word_end(text);
		size_t length = (size_t)(end - text);
		if (!is_first && column + 1 + length > WIDTH) {
			printf("\n%*s", (int)hang, "");
			column = hang;
		} else if (!is_first) {
			putchar(' ');
			column++;
		}
		printf("%.*s", (int)length, text);
		column += length;
		text = end;
	}
	putchar('\n');
	return text + (*text == '\n');
}

static void print_page(const char *text)
{
	bool is_code = false;
	size_t hang;
	while (*text != '\0') {
		enum line line = line_at(text, &hang);
		is_code ^= line == LINE_FENCE;
		if (is_code || line < LINE_ITEM)
			text = print_line(text);
		else
			text = print_filled(text, hang);
	}
}

/* stdout is a variable (The GNU C Library, 12.2). */
void page_begin(void)
{
	page.output = stdout;
	stdout = open_memstream(&page.bytes, &page.length);
	if (!stdout)
		fatal("out of memory");
}

void page_end(void)
{
	int failed = fclose(stdout);
	stdout = page.output;
	if (failed)
		fatal("out of memory");
	print_page(page.bytes);
	free(page.bytes);
}
