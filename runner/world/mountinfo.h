#pragma once

/* What one line of /proc/self/mountinfo says; the strings lie in the text that was scanned. */
struct mountinfo {
	const char *device; /* "major:minor" of the superblock */
	const char *root;   /* what of that file system is mounted */
	const char *point;
};

/* Takes the line at *NEXT apart, in place, and moves *NEXT past it. False when it is not one. */
_Bool mountinfo_scan(char **next, struct mountinfo *line);
