#pragma once

#include "inspect.h"
#include "usage.h"

#include <stdio.h>

/* Codes of the options which a command may put into its rows. */
enum {
	INSPECT_ROOTFS = OPTION_FIRST,
	INSPECT_MOUNTS,
	INSPECT_RELEASE,
	INSPECT_JSON,
	INSPECT_HTML,
	INSPECT_COLOR,
	INSPECT_STRICT,
	INSPECT_NESTED,
	INSPECT_LIST,
	INSPECT_POLICY_FILE
};

/* The command line which view, why and verify share. */
struct inspect_command {
	const struct usage *usage;
	struct inspect_options options;
	const char *policy; /* verify: the policy which a bundle was compiled from */
	bool is_json, is_html, is_list, is_strict, has_color;
	char **arguments; /* what is not an option */
	size_t argument_count;
};

void inspect_parse(int argc, char **argv, struct inspect_command *command);
/* Prints the report on stderr. */
void inspect_print_report(const struct report *report);
