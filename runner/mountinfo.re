/* proc_pid_mountinfo(5):
 *   36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue
 * Blank, tab, newline, backslash (and # in the source) are written as a backslash and three octal digits. */
#include "mountinfo.h"

/* In place: what is unescaped is never longer. */
static void unescape(char *text)
{
	char *to = text;

	for (; *text != '\0'; to++) {
		if (*text == '\\') {
			*to = (char)((text[1] - '0') << 6 | (text[2] - '0') << 3 | (text[3] - '0'));
			text += 4;
		} else {
			*to = *text++;
		}
	}
	*to = '\0';
}

bool mountinfo_scan(char **next, struct mount_line *line)
{
	unsigned char *YYCURSOR = (unsigned char *)*next;
	unsigned char *YYMARKER = YYCURSOR;
	unsigned char *point, *point_end, *type, *type_end;
	/*!stags:re2c format = "unsigned char *@@;"; */

	/*!re2c
	re2c:define:YYCTYPE = "unsigned char";
	re2c:yyfill:enable = 0;
	re2c:flags:tags = 1;

	number = [0-9]+;
	escape = "\\" [0-3] [0-7]{2};
	text = ([^\x00-\x20\\] | escape)+;
	path = "/" ([^\x00-\x20\\] | escape)*;
	root = text;
	option = [^\x00-\x20]+;
	field = [^\x00-\x20\-] [^\x00-\x20]*;

	number " " number " " number ":" number " " root " " @point path @point_end " " option (" " field)* " - " @type [^\x00-\x20]+ @type_end " " [^\x00\n]* "\n" {
		*next = (char *)YYCURSOR;
		*point_end = '\0';
		*type_end = '\0';
		unescape((char *)point);
		line->point = (char *)point;
		line->type = (char *)type;
		return true;
	}
	* { return false; }
	*/
}
