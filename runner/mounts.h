#pragma once

/* Takes the line at *NEXT apart, in place, and moves *NEXT past it; the text ends in a NUL. Returns
 * the mount point, or null when the line is not of that form. */
char *mounts_scan(char **next);

/* Undoes the kernel's octal escapes, in place. */
void mounts_unescape(char *text);
