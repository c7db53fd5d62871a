#pragma once

#include "fault.h"

#include <stdbool.h>
#include <stddef.h>

/* keeprun's own command line. The strings are main's. */
struct command {
	const char *directory;
	const char *status_file; /* or null */
	char **arguments;        /* for the guest */
	size_t argument_count;
	bool is_check;
	bool is_json;
	bool is_help;
	bool is_version;
};

/* Options come before DIR; all that follows is the guest's. */
enum fault command_decode(struct command *command, char **argv, struct note *note) MUST_USE;
