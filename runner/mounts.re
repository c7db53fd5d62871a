/* proc_pid_mounts(5), in the form of fstab(5):
 *   /dev/root /mnt\040two ext3 rw,errors=continue 0 0
 * Blank, tab, newline and backslash (and # in the source) are written as a backslash and three
 * octal digits. A source may be empty: mount("", ...). */
#include "mounts.h"

/* In place: what is unescaped is never longer. */
void mounts_unescape(char *text)
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

char *mounts_scan(char **next)
{
	unsigned char *YYCURSOR = (unsigned char *)*next;
	unsigned char *YYMARKER = YYCURSOR;
	unsigned char *point, *point_end;
	/*!stags:re2c format = "unsigned char *@@;"; */

	/*!re2c
	re2c:define:YYCTYPE = "unsigned char";
	re2c:yyfill:enable = 0;
	re2c:flags:tags = 1;

	escape = "\\" [0-3] [0-7]{2};
	path = "/" ([^\x00\t\n \\] | escape)*;
	field = [^\x00\n ]+;

	field? " " @point path @point_end " " field " " field " 0 0\n" {
		*next = (char *)YYCURSOR;
		*point_end = '\0';
		mounts_unescape((char *)point);
		return (char *)point;
	}
	* { return (char *)0; }
	*/
}
