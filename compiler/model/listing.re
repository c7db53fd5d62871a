#include "model/listing.h"

#include <stdlib.h>

static enum entry_kind kind_of(char letter)
{
	switch (letter) {
	case 'f':
		return ENTRY_FILE;
	case 'd':
		return ENTRY_DIRECTORY;
	case 'l':
		return ENTRY_SYMLINK;
	case 'c':
		return ENTRY_CHARACTER;
	case 'b':
		return ENTRY_BLOCK;
	case 'p':
		return ENTRY_FIFO;
	case 's':
		return ENTRY_SOCKET;
	default:
		return ENTRY_OTHER;
	}
}

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

enum listing_result listing_read(struct arena *arena, const char **cursor, const char *limit,
                                 struct listing_line *line)
{
	const unsigned char *YYCURSOR = (const unsigned char *)*cursor,
	                    *YYLIMIT = (const unsigned char *)limit, *YYMARKER;
	const unsigned char *mode, *uid, *gid, *path, *path_end, *target, *target_end;
	/*!stags:re2c format = "const unsigned char *@@;\n"; */

	/*!re2c
	re2c:define:YYCTYPE = "unsigned char";
	re2c:yyfill:enable = 0;
	re2c:eof = 0;
	re2c:flags:tags = 1;

	plain   = [^\x00-\x20\x7f\\];
	escaped = "\\" [0-3] [0-7] [0-7];
	name    = (plain | escaped)*;
	number  = [0-9]{1,10};

	[fdlcbpsD] " " @mode [0-7]{1,4} " " @uid number " " @gid number " " @path "/" name @path_end
	    (" " @target name @target_end)? "\n" {
		*line = (struct listing_line){.path = unescape(arena, path, path_end)};
		line->entry.kind = kind_of(**cursor);
		line->entry.mode = (uint32_t)strtoul((const char *)mode, NULL, 8);
		line->entry.uid = (uint32_t)strtoul((const char *)uid, NULL, 10);
		line->entry.gid = (uint32_t)strtoul((const char *)gid, NULL, 10);
		if (target)
			line->entry.target = unescape(arena, target, target_end);
		*cursor = (const char *)YYCURSOR;
		return (line->entry.kind == ENTRY_SYMLINK) == (target != NULL) ? LISTING_LINE
		                                                               : LISTING_MALFORMED;
	}
	$ { return LISTING_END; }
	* { return LISTING_MALFORMED; }
	*/
}
