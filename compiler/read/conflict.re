#include "read/conflict.h"

#include "model/rules.h"

/*!re2c
re2c:api = custom;
re2c:api:style = free-form;
re2c:define:YYCTYPE = "unsigned char";
re2c:define:YYPEEK = "(cursor < limit ? (unsigned char)data[cursor] : 0u)";
re2c:define:YYSKIP = "cursor++;";
re2c:define:YYBACKUP = "marker = cursor;";
re2c:define:YYRESTORE = "cursor = marker;";
re2c:yyfill:enable = 0;
*/

/* Enough for whoever looks for them; a file of nothing else would have thousands. */
enum { SHOWN = 64 };

enum mark { MARK_NONE, MARK_OURS, MARK_BASE, MARK_SWITCH, MARK_THEIRS };

/* What the line that begins at *at is; *at is moved behind it. */
static enum mark next_mark(struct text bytes, size_t *at)
{
	const char *data = bytes.data;
	size_t limit = bytes.length, cursor = *at, marker = cursor;
	enum mark mark = MARK_NONE;
	(void)marker;
	/*!re2c
	rest = " " [^\n\x00]*;

	"<<<<<<<" rest? [\n\x00] { mark = MARK_OURS; goto done; }
	"|||||||" rest? [\n\x00] { mark = MARK_BASE; goto done; }
	"=======" [\n\x00]       { mark = MARK_SWITCH; goto done; }
	">>>>>>>" rest? [\n\x00] { mark = MARK_THEIRS; goto done; }
	[^\n\x00]* [\n\x00]     { goto done; }
	*                        { goto done; }
	*/
done:
	*at = cursor;
	return mark;
}

/* A line of seven '=' alone is nobody's conflict. */
static bool has_conflict(struct text bytes)
{
	for (size_t at = 0; at < bytes.length;) {
		enum mark mark = next_mark(bytes, &at);
		if (mark == MARK_OURS || mark == MARK_THEIRS)
			return true;
	}
	return false;
}

static void tell(struct report *report, struct finding **finding, enum mark mark, struct span span)
{
	static const char *const words[] = {[MARK_OURS] = "one side begins here",
	                                    [MARK_BASE] = "what both sides began with",
	                                    [MARK_SWITCH] = "the other side begins here",
	                                    [MARK_THEIRS] = "the other side ends here"};
	if (*finding) {
		diag_note(report, *finding, span, "%s", words[mark]);
		return;
	}
	*finding = diag_add(report, rule(yaml_syntax), span,
	                    "expected a policy, saw a merge conflict that nobody has resolved");
	diag_hint(report, *finding, "keep one side of each, and take the marked lines out");
}

bool conflict_check(struct report *report, const struct source *source)
{
	struct text bytes = source->bytes;
	struct finding *finding = NULL;
	size_t shown = 0;
	if (!has_conflict(bytes))
		return false;
	for (size_t at = 0; at < bytes.length && shown < SHOWN;) {
		size_t start = at;
		enum mark mark = next_mark(bytes, &at);
		if (mark == MARK_NONE)
			continue;
		tell(report, &finding, mark, (struct span){source, start, start + 7});
		shown++;
	}
	return true;
}
