#include "read/syntax.h"

#include "model/rules.h"

#include <stdint.h>
#include <string.h>

/* libyaml's messages (scanner.c and parser.c of 0.2.5), what they mean to the one who wrote the
 * line, and what usually helps. */
struct translation {
	const char *problem;
	const char *expected; /* NULL: message stands alone */
	const char *hint;
	enum rule_id rule;
};

static const struct translation translations[] = {
    {"found character that cannot start any token", "a value", "put the value into quotes",
     RULE_yaml_syntax},
    {"mapping values are not allowed in this context", "the end of the value",
     "put a value with ': ' in it into quotes; a key begins its own line", RULE_yaml_syntax},
    {"could not find expected ':'", "':' after the key",
     "a key stands on one line, with ': ' after it", RULE_yaml_syntax},
    {"did not find expected key", "a key, or the end of the mapping",
     "keys of one mapping begin in the same column", RULE_yaml_syntax},
    {"did not find expected ',' or ']'", "',' or ']'", "close the list with ']'", RULE_yaml_syntax},
    {"did not find expected ',' or '}'", "',' or '}'", "close the mapping with '}'",
     RULE_yaml_syntax},
    {"did not find expected '-' indicator", "'- ' and the next entry",
     "entries of one list begin in the same column", RULE_yaml_syntax},
    {"did not find expected node content", "a value", NULL, RULE_yaml_syntax},
    {"block sequence entries are not allowed in this context", "a value",
     "a list below a key begins on its own line; or write it as [one, two]", RULE_yaml_syntax},
    {"mapping keys are not allowed in this context", "a value", NULL, RULE_yaml_complex_key},
    {"found unexpected end of stream", "the closing quote", "close the quotes", RULE_yaml_syntax},
    {"found unexpected document indicator", "the closing quote", "close the quotes",
     RULE_yaml_syntax},
    {"found unknown escape character", "an escape of YAML",
     "write \\\\ for a backslash, or use single quotes", RULE_yaml_syntax},
    {"did not find expected hexdecimal number", "hexadecimal digits", NULL, RULE_yaml_syntax},
    {"found invalid Unicode character escape code", "the code of a character", NULL,
     RULE_yaml_syntax},
    {"did not find expected comment or line break", "a comment or the end of the line", NULL,
     RULE_yaml_syntax},
    {"found an indentation indicator equal to 0", "an indentation from 1 to 9", NULL,
     RULE_yaml_syntax},
    {"found a tab character that violates indentation", "spaces", "indent with spaces",
     RULE_yaml_syntax},
    {"found a tab character where an indentation space is expected", "spaces", "indent with spaces",
     RULE_yaml_syntax},
    {"found unexpected ':'", "',' or the end of the collection", "put the value into quotes",
     RULE_yaml_syntax},
    {"did not find expected <document start>", "the end of the document",
     "indent what belongs to the key above; a policy is one document", RULE_yaml_syntax},
    {"did not find expected <stream-start>", "a document", NULL, RULE_yaml_syntax},
    {"found undefined tag handle", "a value", NULL, RULE_yaml_tag},
    {"found unknown directive name", "a policy without directives", NULL, RULE_yaml_directive},
    {"found incompatible YAML document", "a policy without directives", NULL, RULE_yaml_directive},
    {"found duplicate %YAML directive", "a policy without directives", NULL, RULE_yaml_directive},
    {"found duplicate %TAG directive", "a policy without directives", NULL, RULE_yaml_directive},
    {"could not find expected directive name", "a policy without directives", NULL,
     RULE_yaml_directive},
    {"found unexpected non-alphabetical character", "a policy without directives", NULL,
     RULE_yaml_directive},
    {"did not find expected digit or '.' character", "a policy without directives", NULL,
     RULE_yaml_directive},
    {"did not find expected version number", "a policy without directives", NULL,
     RULE_yaml_directive},
    {"did not find expected alphabetic or numeric character", "a value",
     "put the value into quotes", RULE_yaml_syntax},
};

/* Where libyaml's problem says less than what stands at the place. */
static const struct translation tab = {NULL, "a space", "indent and separate with spaces",
                                       RULE_yaml_tab};
static const struct translation anchor = {
    NULL, "a value", "leave the anchor out; a value that begins with '&' needs quotes",
    RULE_yaml_anchor};
static const struct translation alias = {
    NULL, "a value", "write the value itself; a value that begins with '*' needs quotes",
    RULE_yaml_alias};
static const struct translation empty_key = {
    NULL, "a key before ':'", "write the key; the empty one is \"\"", RULE_yaml_complex_key};
static const struct translation list_open = {
    NULL, "',' or ']'", "put ',' between the entries, or close the list with ']'",
    RULE_yaml_syntax};
static const struct translation mapping_open = {
    NULL, "',' or '}'", "put ',' between the entries, or close the mapping with '}'",
    RULE_yaml_syntax};
static const struct translation next_line = {
    NULL, "',' or '}'", "close the mapping with '}'; a key stands on one line, with ': ' after it",
    RULE_yaml_syntax};
static const struct translation carried = {
    NULL, "the end of the value",
    "write a key with ': ' after it; keys of one mapping begin in the same column",
    RULE_yaml_syntax};
static const struct translation entry = {NULL, "a key, or the end of the mapping",
                                         "entries of one list begin in the same column",
                                         RULE_yaml_syntax};
static const struct translation flow_entry = {
    NULL, "a value", "leave the '-' out: between '[' and ']' entries follow ','", RULE_yaml_syntax};
static const struct translation split_key = {
    NULL, "',' or '}'", "a key stands on one line, with ': ' after it", RULE_yaml_syntax};
static const struct translation colon = {
    NULL, "a value", "put a value that begins with ':' into quotes", RULE_yaml_syntax};
static const struct translation not_closed = {NULL, "a value, ']' or '}'",
                                              "close what the line opens", RULE_yaml_syntax};
static const struct translation empty = {NULL, "a policy", NULL, RULE_yaml_empty};
static const struct translation second_document = {NULL, "the end of the file after '...'",
                                                   "write one policy per file",
                                                   RULE_yaml_several_documents};

static bool is_document_end(struct text bytes, size_t end)
{
	return end >= 3 && end <= bytes.length && memcmp(bytes.data + end - 3, "...", 3) == 0 &&
	       (end == 3 || bytes.data[end - 4] == '\n');
}

static size_t skip_back(struct text bytes, size_t offset)
{
	while (offset > 0 && strchr(" \t\n", bytes.data[offset - 1]))
		offset--;
	return offset;
}

static size_t line_of(struct text bytes, size_t offset)
{
	const char *before = memrchr(bytes.data, '\n', offset);
	return before ? (size_t)(before + 1 - bytes.data) : 0;
}

/* A word from the beginning of its line up to the ':'. */
static bool is_first_word(struct text bytes, size_t offset)
{
	size_t start = line_of(bytes, offset);
	start += strspn(bytes.data + start, " ");
	return start < offset && !memchr(bytes.data + start, ' ', offset - start) &&
	       !memchr(bytes.data + start, '"', offset - start);
}

static const struct translation *translate_colon(const char *problem, struct text bytes,
                                                 size_t offset)
{
	bool is_first = is_first_word(bytes, offset);
	bool is_indicator =
	    offset + 1 >= bytes.length || strchr(" \t\n,]}", bytes.data[offset + 1]);
	if (strcmp(problem, "did not find expected key") == 0)
		return &empty_key;
	if (strcmp(problem, "did not find expected ',' or '}'") == 0)
		return is_first ? &next_line : &split_key;
	if (strcmp(problem, "mapping values are not allowed in this context") == 0 && is_first)
		return &carried;
	if (strcmp(problem, "did not find expected node content") == 0)
		return is_indicator ? &empty_key : &colon;
	return NULL;
}

static const struct translation *translate_place(const char *problem, struct text bytes,
                                                 size_t offset, size_t context_offset)
{
	char seen = offset < bytes.length ? bytes.data[offset] : '\0';
	if (seen == '\t')
		return &tab;
	if (strcmp(problem, "did not find expected alphabetic or numeric character") == 0 &&
	    context_offset < bytes.length)
		return bytes.data[context_offset] == '&' ? &anchor : &alias;
	if (offset >= bytes.length && strcmp(problem, "did not find expected node content") == 0)
		return &not_closed;
	if (seen == '.' && is_document_end(bytes, offset + 3))
		return &empty;
	if (is_document_end(bytes, skip_back(bytes, offset)))
		return &second_document;
	if (seen == '-' && strcmp(problem, "did not find expected key") == 0)
		return &entry;
	if (seen == '-' && strcmp(problem, "did not find expected node content") == 0)
		return &flow_entry;
	if (seen != ':' && offset < bytes.length &&
	    strcmp(problem, "did not find expected ',' or ']'") == 0)
		return &list_open;
	if (seen != ':' && offset < bytes.length &&
	    strcmp(problem, "did not find expected ',' or '}'") == 0)
		return &mapping_open;
	return seen == ':' ? translate_colon(problem, bytes, offset) : NULL;
}

static const struct translation *translate(const char *problem, struct text bytes, size_t offset,
                                           size_t context_offset)
{
	const struct translation *by_place =
	    translate_place(problem, bytes, offset, context_offset);
	if (by_place)
		return by_place;
	for (size_t i = 0; i < sizeof translations / sizeof *translations; i++)
		if (strcmp(translations[i].problem, problem) == 0)
			return &translations[i];
	return NULL;
}

static size_t character_end(struct text bytes, size_t offset)
{
	return offset < bytes.length
	           ? offset + utf8_next(bytes.data + offset, bytes.length - offset).length
	           : offset;
}

static const char *seen_at(struct arena *arena, struct text bytes, size_t offset)
{
	if (offset >= bytes.length)
		return "the end of the file";
	if (bytes.data[offset] == '\n')
		return "the end of the line";
	size_t end = character_end(bytes, offset);
	return arena_printf(
	    arena, "'%s'",
	    text_printable(arena, (struct text){bytes.data + offset, end - offset}).data);
}

/* A directive is refused as a line, wherever libyaml stumbled in it; the end of the file is shown
 * behind its last character. */
static struct span span_of(const struct source *source, enum rule_id rule, size_t offset,
                           size_t context_offset)
{
	struct text bytes = source->bytes;
	if (rule == RULE_yaml_directive) {
		size_t start = context_offset < offset ? context_offset : offset;
		const char *end = memchr(bytes.data + start, '\n', bytes.length - start);
		return (struct span){source, start,
		                     end ? (size_t)(end - bytes.data) : bytes.length};
	}
	if (offset >= bytes.length)
		offset = skip_back(bytes, bytes.length);
	return (struct span){source, offset, character_end(bytes, offset)};
}

static void note_line_above(struct report *report, struct finding *finding,
                            const struct source *source, size_t offset)
{
	size_t end = skip_back(source->bytes, line_of(source->bytes, offset)),
	       start = line_of(source->bytes, end);
	start += strspn(source->bytes.data + start, " ");
	if (start < end)
		diag_note(report, finding, (struct span){source, start, end},
		          "the value goes on from here");
}

/* The dash and the blanks behind it. */
static struct span dash_span(const struct source *source, size_t start)
{
	size_t end = start + 1;
	while (end < source->bytes.length && source->bytes.data[end] == ' ')
		end++;
	return (struct span){source, start, end};
}

/* A word that begins with '@' or '`' ends at a blank, or at what ends an entry between brackets. */
static void fix_by_quotes(struct report *report, struct finding *finding,
                          const struct source *source, size_t start)
{
	size_t end = start;
	while (end < source->bytes.length && !strchr(" \t\n,[]{}\"\\", source->bytes.data[end]))
		end++;
	diag_fix(
	    report, finding, FIX_CHOICE, (struct span){source, start, end},
	    text_format(report->arena, "\"%.*s\"", (int)(end - start), source->bytes.data + start));
}

void syntax_report(struct report *report, const struct source *source, const char *problem,
                   size_t offset, size_t context_offset)
{
	const struct translation *translation =
	    translate(problem, source->bytes, offset, context_offset);
	enum rule_id rule = translation ? translation->rule : RULE_yaml_syntax;
	struct span span = span_of(source, rule, offset, context_offset);
	const char *seen =
	    rule == RULE_yaml_directive ? "one" : seen_at(report->arena, source->bytes, offset);
	struct finding *finding = translation
	                              ? diag_add(report, &rules[rule], span, "expected %s, saw %s",
	                                         translation->expected, seen)
	                              : diag_add(report, &rules[rule], span, "%s", problem);
	if (context_offset < span.start && translation != &empty_key)
		diag_note(report, finding,
		          (struct span){source, context_offset,
		                        character_end(source->bytes, context_offset)},
		          "it began here");
	if (translation == &carried)
		note_line_above(report, finding, source, span.start);
	if (translation && translation->hint)
		diag_hint(report, finding, "%s", translation->hint);
	if (translation == &flow_entry)
		diag_fix(report, finding, FIX_CHOICE, dash_span(source, span.start), TEXT(""));
	if (strcmp(problem, "found character that cannot start any token") == 0 &&
	    translation != &tab)
		fix_by_quotes(report, finding, source, span.start);
}
