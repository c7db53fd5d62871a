#include "view/tmpfs_option.h"

#include <stdlib.h>

bool tmpfs_option_is_valid(struct text option, bool takes_percent)
{
	const unsigned char *cursor = (const unsigned char *)option.data,
	                    *limit = cursor + option.length;
	/*!re2c
	re2c:define:YYCTYPE = "unsigned char";
	re2c:define:YYCURSOR = cursor;
	re2c:define:YYLIMIT = limit;
	re2c:define:YYMARKER = marker;
	re2c:yyfill:enable = 0;
	re2c:eof = 0;

	other = [^=\x00];

	"size=" [0-9]+ [kmgKMG]?      { return cursor == limit; }
	"size=" [0-9]+ "%"            { return cursor == limit && takes_percent; }
	"mode=" [0-7]+                { return cursor == limit; }
	("uid=" | "gid=") [0-9]+      { return cursor == limit; }
	("size=" | "mode=" | "uid=" | "gid=") other* { return false; }
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
	re2c:eof = 0;
	re2c:flags:tags = 1;

	"size=" @digits [0-9]+ @unit [kmgKMG]? {
		uint64_t number = strtoull((const char *)digits, NULL, 10);
		unsigned int shift = unit == limit           ? 0
		                     : (*unit | 0x20) == 'k' ? 10
		                     : (*unit | 0x20) == 'm' ? 20
		                                             : 30;
		*bytes = number > UINT64_MAX >> shift ? UINT64_MAX : number << shift;
		return cursor == limit;
	}
	$ { return false; }
	* { return false; }
	*/
}
