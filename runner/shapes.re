#include "shapes.h"
#include "artifact.h"

#include <stddef.h>

/*!rules:re2c
re2c:define:YYCTYPE = "unsigned char";
re2c:yyfill:enable = 0;

end = "\x00";
byte = [^\x00-\x1f\x7f/];
plain = byte \ [.];
segment = plain byte* | "." plain byte* | ".." byte+;
letter = byte \ [:];
initial = letter \ [.];
name = initial letter* | "." initial letter* | ".." letter+;
offset = "0" | [1-9] [0-9]*;
variable = [A-Za-z_] [A-Za-z0-9_]*;
*/

#define SCAN(text)                                                                                 \
	const unsigned char *YYCURSOR = (const unsigned char *)(text);                             \
	const unsigned char *YYMARKER = YYCURSOR;                                                  \
	(void)YYMARKER

bool is_sha256(const char *text)
{
	enum { DIGITS = 64 };
	SCAN(text);
	/*!use:re2c
	[0-9a-f]+ end { return YYCURSOR - (const unsigned char *)text == DIGITS + 1; }
	* { return false; }
	*/
}

/* Absolute, without empty, `.` or `..` segments, without a final slash and without control
 * bytes. */
bool is_path(const char *text)
{
	SCAN(text);
	/*!use:re2c
	("/" | ("/" segment)+) end { return true; }
	* { return false; }
	*/
}

bool is_word(const char *text)
{
	SCAN(text);
	/*!use:re2c
	[A-Za-z0-9_,-]* end { return true; }
	* { return false; }
	*/
}

/* At most 63 bits, so no sum of two overflows 64: as much as keepc lets a policy say. */
bool is_number(const char *text)
{
	enum { DIGITS = 19 };
	SCAN(text);
	/*!use:re2c
	("0" | [1-9] [0-9]*) end {
		return YYCURSOR - (const unsigned char *)text <= DIGITS + 1 &&
		       number_value(text) <= INT64_MAX;
	}
	* { return false; }
	*/
}

enum { OFFSET_DIGITS = 7 };

bool is_range(const char *text)
{
	SCAN(text);
	/*!use:re2c
	offset ":" offset end {
		return YYCURSOR - (const unsigned char *)text <= 2 * OFFSET_DIGITS + 2 &&
		       number_value(text) <= ARTIFACT_CONFIG_MAX;
	}
	* { return false; }
	*/
}

bool is_offset(const char *text)
{
	SCAN(text);
	/*!use:re2c
	offset end {
		return YYCURSOR - (const unsigned char *)text <= OFFSET_DIGITS + 1 &&
		       number_value(text) <= ARTIFACT_CONFIG_MAX;
	}
	* { return false; }
	*/
}

bool is_pattern(const char *text)
{
	SCAN(text);
	/*!use:re2c
	variable "*"? end { return true; }
	* { return false; }
	*/
}

/* A symbolic link in the guest's root, and what it points to. */
bool is_link(const char *text)
{
	SCAN(text);
	/*!use:re2c
	"/" name ":" [^\x00-\x1f\x7f]+ end { return true; }
	* { return false; }
	*/
}

bool is_source(const char *text)
{
	SCAN(text);
	/*!use:re2c
	("ro:" | "rw:") ("/" | ("/" segment)+) end { return true; }
	* { return false; }
	*/
}

bool is_flag(const char *text)
{
	SCAN(text);
	/*!use:re2c
	"--" [A-Za-z0-9] [A-Za-z0-9_-]* "=" [^\x00]* end { return true; }
	* { return false; }
	*/
}

uint64_t number_value(const char *text)
{
	uint64_t value = 0;

	for (; *text >= '0' && *text <= '9'; text++)
		value = value * 10 + (uint64_t)(*text - '0');
	return value;
}
