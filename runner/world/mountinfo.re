/* proc_pid_mountinfo(5):
 *   36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue
 * Escapes are those of /proc/self/mounts (mounts.re). */
#include "world/mountinfo.h"
#include "mounts.h"

static char *cut(unsigned char *start, unsigned char *end)
{
	*end = '\0';
	mounts_unescape((char *)start);
	return (char *)start;
}

_Bool mountinfo_scan(char **next, struct mountinfo *line)
{
	unsigned char *YYCURSOR = (unsigned char *)*next;
	unsigned char *YYMARKER = YYCURSOR;
	unsigned char *device, *device_end, *root, *root_end, *point, *point_end;
	/*!stags:re2c format = "unsigned char *@@;"; */

	/*!re2c
	re2c:define:YYCTYPE = "unsigned char";
	re2c:yyfill:enable = 0;
	re2c:flags:tags = 1;

	number = [0-9]+;
	field = [^\x00\n ]+;

	number " " number " " @device number ":" number @device_end " " @root field @root_end " "
	@point "/" [^\x00\n ]* @point_end " " [^\x00\n]* "\n" {
		*next = (char *)YYCURSOR;
		line->device = cut(device, device_end);
		line->root = cut(root, root_end);
		line->point = cut(point, point_end);
		return 1;
	}
	* { return 0; }
	*/
}
