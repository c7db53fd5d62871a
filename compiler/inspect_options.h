#pragma once

#include "inspect.h"

#include <stdio.h>

/* The command line which view, why and verify share. */
struct inspect_command {
	const char *name, *help;
	struct inspect_options options;
	const char *policy; /* verify: the policy which a bundle was compiled from */
	bool is_json, is_html, is_strict, has_color;
	char **arguments; /* what is not an option */
	size_t argument_count;
};

/* False when --help was printed. */
bool inspect_parse(int argc, char **argv, struct inspect_command *command);
/* Prints the report on stderr. */
void inspect_print_report(const struct report *report);
