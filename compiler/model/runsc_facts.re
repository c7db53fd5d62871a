#include "model/runsc_facts.h"

#include <string.h>

/*!re2c
	re2c:define:YYCTYPE = "unsigned char";
	re2c:define:YYCURSOR = cursor;
	re2c:define:YYMARKER = marker;
	re2c:yyfill:enable = 0;

	word = [A-Za-z0-9_-]+;
	line = [^\n\x00]*;
*/

/* "runsc version release-20240729.0" upstream, "runsc version 0.0~20240729.0" in Debian. */
static void parse_version(struct arena *arena, struct runsc_facts *facts, struct text output)
{
	static const char prefix[] = "runsc version ";
	if (!text_starts(output, prefix))
		return;
	const char *start = output.data + sizeof prefix - 1;
	facts->version = text_copy(arena, start, strcspn(start, "\n"));
	const unsigned char *cursor = (const unsigned char *)facts->version.data, *marker = cursor;
	for (;;) {
		/*!re2c
			[0-9]{8} {
				release_parse((struct text){(const char *)cursor - 8, 8},
				              &facts->release);
				return;
			}
			"\x00" { return; }
			*      { (void)marker; continue; }
		*/
	}
}

/* Go's flag.PrintDefaults: "  -name type" and its usage on the lines below, indented further. */
static void parse_flags(struct arena *arena, struct runsc_facts *facts, struct text output)
{
	const unsigned char *cursor = (const unsigned char *)output.data, *marker = cursor, *end;
	/*!stags:re2c format = "const unsigned char *@@;\n"; */
	for (;;) {
		const char *start = (const char *)cursor + 3;
		/*!re2c
			"  -" word @end line "\n"? {
				*list_append(arena, &facts->flags) =
				    text_copy(arena, start, (size_t)((const char *)end - start));
				continue;
			}
			line "\n"      { continue; }
			[^\n\x00]+     { continue; }
			"\x00"         { (void)marker; return; }
		*/
}
}

struct runsc_facts *runsc_facts_parse(struct arena *arena, const char *path, struct text version,
                                      struct text flags_output)
{
	struct runsc_facts *facts = arena_alloc(arena, sizeof *facts);
	facts->path = path;
	parse_version(arena, facts, version);
	parse_flags(arena, facts, flags_output);
	return facts;
}

static void note_mark(const unsigned char *digits, struct release_marks *marks)
{
	release_date release;
	if (!release_parse((struct text){(const char *)digits, 8}, &release))
		return;
	marks->is_several |= marks->release != 0 && marks->release != release;
	marks->release = release;
}

/* What the linker was given as version: "release-20240729.0" upstream, "0.0~20240729.0" in
 * Debian. */
void release_marks_find(const unsigned char *start, unsigned char *end,
                        struct release_marks *marks)
{
	const unsigned char *cursor = start, *marker = start;
	*end = '\0';
	for (;;) {
		/*!re2c
			("release-" | "0.0~") [0-9]{8} "." [0-9] {
				note_mark(cursor - 10, marks);
				continue;
			}
			"\x00" {
				if (cursor > end)
					return;
				continue;
			}
			* { (void)marker; continue; }
		*/
	}
}

bool runsc_facts_has(const struct runsc_facts *facts, const char *flag)
{
	const struct text *name;
	for_each (name, &facts->flags)
		if (text_is(*name, flag))
			return true;
	return false;
}
