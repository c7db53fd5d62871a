#include "view/tmpfs_option.h"

#include <errno.h>
#include <stdlib.h>

/* strconv.ParseUint of digits that the scanner has seen. */
static bool number_of(const unsigned char *digits, int base, uint64_t most, uint64_t *number)
{
	errno = 0;
	*number = strtoull((const char *)digits, NULL, base);
	return errno == 0 && *number <= most;
}

static bool is_at_most(const unsigned char *digits, int base, uint64_t most)
{
	uint64_t number;
	return number_of(digits, base, most, &number);
}

/* false: no number of bytes, of which whole pages can be made. */
static bool size_of(const unsigned char *digits, unsigned char unit, uint64_t *bytes)
{
	static const char units[] = "kmgtpe";
	const char *found = unit ? strchr(units, unit | 0x20) : NULL;
	unsigned int shift = found ? 10 * (unsigned int)(found - units + 1) : 0;
	if (!number_of(digits, 10, UINT64_MAX >> shift, bytes))
		return false;
	*bytes <<= shift;
	return *bytes <= UINT64_MAX - 4095;
}

bool tmpfs_option_is_valid(struct text option, bool takes_percent)
{
	const unsigned char *cursor = (const unsigned char *)option.data,
	                    *limit = cursor + option.length;
	const unsigned char *digits, *unit;
	uint64_t bytes;
	/*!stags:re2c format = "const unsigned char *@@;\n"; */
	/*!re2c
	re2c:define:YYCTYPE = "unsigned char";
	re2c:define:YYCURSOR = cursor;
	re2c:define:YYLIMIT = limit;
	re2c:define:YYMARKER = marker;
	re2c:yyfill:enable = 0;
	re2c:eof = 0;
	re2c:flags:tags = 1;

	other = [^=\x00];

	"size=" @digits [0-9]+ @unit [kmgtpeKMGTPE]? {
		return cursor == limit && size_of(digits, unit == limit ? 0 : *unit, &bytes);
	}
	"size=" [0-9]+ "%"            { return cursor == limit && takes_percent; }
	"mode=" @digits [0-7]+ {
		return cursor == limit && is_at_most(digits, 8, UINT32_MAX);
	}
	("uid=" | "gid=") @digits [0-9]+ {
		return cursor == limit && is_at_most(digits, 10, UINT32_MAX - 1);
	}
	("size" | "mode" | "uid" | "gid") ("=" other*)? { return false; }
	other+ ("=" other*)? | "=" other* { return cursor == limit; }
	$                             { return true; }
	*                             { return false; }
	*/
}

bool tmpfs_option_size(struct text option, uint64_t *bytes)
{
	const unsigned char *cursor = (const unsigned char *)option.data,
	                    *limit = cursor + option.length, *marker;
	const unsigned char *digits, *unit;
	/*!stags:re2c format = "const unsigned char *@@;\n"; */
	/*!re2c
	"size=" @digits [0-9]+ @unit [kmgtpeKMGTPE]? {
		return size_of(digits, unit == limit ? 0 : *unit, bytes) && cursor == limit;
	}
	$ { return false; }
	* { return false; }
	*/
}
