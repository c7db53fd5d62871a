#include "view/mountinfo.h"

static struct text unescape(struct arena *arena, const unsigned char *start,
                            const unsigned char *end)
{
	char *bytes = arena_alloc(arena, (size_t)(end - start) + 1);
	size_t length = 0;
	while (start < end) {
		if (*start != '\\') {
			bytes[length++] = (char)*start++;
			continue;
		}
		bytes[length++] =
		    (char)((start[1] - '0') << 6 | (start[2] - '0') << 3 | (start[3] - '0'));
		start += 4;
	}
	return (struct text){bytes, length};
}

bool mountinfo_read(struct arena *arena, struct text bytes, mount_points *points)
{
	struct text copy = text_copy(arena, bytes.data, bytes.length);
	const unsigned char *YYCURSOR = (const unsigned char *)copy.data,
	                    *YYLIMIT = YYCURSOR + copy.length, *YYMARKER;
	const unsigned char *start, *end;
	/*!stags:re2c format = "const unsigned char *@@;\n"; */
	for (;;) {
		/*!re2c
		re2c:define:YYCTYPE = "unsigned char";
		re2c:yyfill:enable = 0;
		re2c:eof = 0;
		re2c:flags:tags = 1;

		digits = [0-9]+;
		plain  = [^\x00\t\n \\] | "\\" [0-3] [0-7] [0-7];
		word   = plain+;

		digits " " digits " " digits ":" digits " " word " " @start "/" plain* @end " "
		    [^\x00\n]* "\n"? {
			*list_append(arena, points) = unescape(arena, start, end);
			continue;
		}
		$ { return true; }
		* { return false; }
		*/
}
}
