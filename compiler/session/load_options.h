#pragma once

#include "cli/usage.h"

#include <stdbool.h>

struct input_place;

/* How a policy is to be read and checked: the options that every command which judges one has in
 * common. */
struct load_options {
	const char *rootfs;         /* directory or listing; NULL: none */
	const char *runsc;          /* a binary to be asked; NULL: none */
	const char *runsc_instead;  /* what runsc.path becomes; NULL: what it is */
	const char *output;         /* where the artifacts go; NULL: none are made */
	const char *stdin_filename; /* what findings call standard input */
	bool ignores_allow;
	const char *today;               /* YYYY-MM-DD; NULL: the clock's */
	const struct input_place *place; /* where the policy lies; NULL: the file system */
};

/* Codes of their rows; a command's own codes start at LOAD_OPTION_END. */
enum {
	LOAD_ROOTFS = OPTION_FIRST,
	LOAD_RUNSC,
	LOAD_NO_ALLOW,
	LOAD_TODAY,
	LOAD_STDIN_FILENAME,
	LOAD_OPTION_END
};

/* What stands in their rows. */
#define LOAD_ROW_ROOTFS                                                                            \
	LOAD_ROOTFS, "rootfs", "DIR|FILE",                                                         \
	    "check against the outer root filesystem, a directory or a listing"
#define LOAD_ROW_RUNSC LOAD_RUNSC, "runsc", "PATH", "ask the real binary for its release and flags"
#define LOAD_ROW_NO_ALLOW                                                                          \
	LOAD_NO_ALLOW, "no-allow", NULL, "let no entry under 'allow' pass a finding"
#define LOAD_ROW_TODAY LOAD_TODAY, "today", "DATE", "judge entries under 'allow' as of YYYY-MM-DD"
#define LOAD_ROW_STDIN_FILENAME                                                                    \
	LOAD_STDIN_FILENAME, "stdin-filename", "NAME", "what messages call the policy '-'"

/* Notes one of these options, with the argument that getopt_long left; does nothing for any other
 * code. */
void load_take_option(struct load_options *options, int option, const char *argument);
