#include "check/program.h"

#include "base/scan.h"

#include <elf.h>
#include <string.h>

/*!re2c
	re2c:define:YYCTYPE = "unsigned char";
	re2c:define:YYCURSOR = cursor;
	re2c:define:YYLIMIT = limit;
	re2c:define:YYMARKER = marker;
	re2c:yyfill:enable = 0;
	re2c:eof = 0;
	re2c:flags:tags = 1;
*/

static struct text between(struct arena *arena, const unsigned char *start,
                           const unsigned char *end)
{
	return text_copy(arena, (const char *)start, (size_t)(end - start));
}

bool program_interpreter(struct arena *arena, struct text bytes, struct text *path)
{
	const unsigned char *cursor = (const unsigned char *)bytes.data,
	                    *limit = cursor + bytes.length, *marker, *start, *end;
	/*!stags:re2c:script format = "const unsigned char *@@;\n"; */
	/*!local:re2c:script
		"#!" [ \t]* @start "/" [^ \t\n\x00]* @end [ \t\n] {
			*path = between(arena, start, end);
			return true;
		}
		$ { return false; }
		* { return false; }
	*/
}

bool program_loader(struct arena *arena, struct text bytes, struct text *path)
{
	Elf64_Ehdr header;
	Elf64_Phdr segment;
	if (bytes.length < sizeof header || memcmp(bytes.data, ELFMAG, SELFMAG) != 0 ||
	    bytes.data[EI_CLASS] != ELFCLASS64)
		return false;
	memcpy(&header, bytes.data, sizeof header);
	for (size_t i = 0; i < header.e_phnum; i++) {
		uint64_t at = header.e_phoff + i * sizeof segment;
		if (header.e_phentsize != sizeof segment || at > bytes.length ||
		    bytes.length - at < sizeof segment)
			return false;
		memcpy(&segment, bytes.data + at, sizeof segment);
		if (segment.p_type != PT_INTERP)
			continue;
		if (segment.p_offset >= bytes.length || segment.p_filesz < 2 ||
		    segment.p_filesz > bytes.length - segment.p_offset)
			return false;
		*path = text_copy(arena, bytes.data + segment.p_offset,
		                  strnlen(bytes.data + segment.p_offset, segment.p_filesz));
		return path->length > 0 && path->data[0] == '/';
	}
	return false;
}

bool account_home(struct arena *arena, struct text passwd, uint64_t uid, struct text *home)
{
	const unsigned char *cursor = (const unsigned char *)passwd.data,
	                    *limit = cursor + passwd.length, *marker;
	const unsigned char *number, *number_end, *place, *place_end;
	/*!stags:re2c:account format = "const unsigned char *@@;\n"; */
	for (;;) {
	/*!local:re2c:account
		field = [^:\n\x00]*;

		field ":" field ":" @number [0-9]+ @number_end ":" field ":" field ":" @place field
		    @place_end ":" [^\n\x00]* "\n"? {
			uint64_t value;
			struct scan_fault fault;
			if (!scan_number(arena, between(arena, number, number_end), &value,
			                 &fault) ||
			    value != uid)
				continue;
			*home = between(arena, place, place_end);
			return true;
		}
		[^\n\x00]* "\n" { continue; }
		$ { return false; }
		* { continue; }
	*/
}
}
