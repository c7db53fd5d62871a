#pragma once

#include <stdbool.h>
#include <stddef.h>

/* One line of /proc/self/mountinfo, as far as we need it. The strings lie in the text that was scanned. */
struct mount_line {
	char *point; /* unescaped; may end in "//deleted" when nothing can reach it any more */
	char *type;  /* of the file system */
};

/* Scans the line at *NEXT, in place, and moves *NEXT to the one behind it. Returns false when the line is none that the kernel writes. */
bool mountinfo_scan(char **next, struct mount_line *line);
