#pragma once

#include "cli/usage.h"
#include "session/inspect.h"

/* Codes of the options which a command may put into its rows, beside those of load_options.h. */
enum {
	INSPECT_MOUNTS = LOAD_OPTION_END,
	INSPECT_RELEASE,
	INSPECT_JSON,
	INSPECT_HTML,
	INSPECT_COLOR,
	INSPECT_STRICT,
	INSPECT_SUMMARY,
	INSPECT_NESTED,
	INSPECT_LIST,
	INSPECT_POLICY_FILE,
	INSPECT_BASE,
	INSPECT_CACHED
};

/* Not checked against, but looked at. */
#define INSPECT_ROW_ROOTFS                                                                         \
	LOAD_ROOTFS, "rootfs", "DIR|FILE", "the outer root filesystem, or a listing of it"

/* The command line which view, why and verify share. */
struct inspect_command {
	const struct usage *usage;
	struct inspect_options options;
	const char *policy; /* verify: the policy which a bundle was compiled from */
	const char *base;   /* diff: a revision; NULL: none given */
	bool is_cached;
	bool is_json, is_html, is_list, is_strict, is_summary, has_color;
	char **arguments; /* what is not an option */
	size_t argument_count;
};

/* The argument of --release; a wrong one is a usage_error(). */
release_date release_option(const char *word);

void inspect_parse(int argc, char **argv, struct inspect_command *command);
/* Everything behind "--" is runsc's: the number of words before it, and what follows in *words.
 * They stay as they are when there is no "--". */
int inspect_split_flags(int argc, char **argv, char ***words, size_t *count);
