#pragma once

/* Scans the line of /proc/self/mounts at *NEXT, in place, and moves *NEXT to the one behind it. Returns the mount point, unescaped; it ends in "//deleted" when
 * nothing can reach it any more. Null when the line is none that the kernel writes. */
char *mounts_scan(char **next);
