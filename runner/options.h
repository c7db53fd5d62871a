#pragma once

#include "artifact.h"
#include "fault.h"

#include <stdbool.h>
#include <stddef.h>

/* The values of one option, in the order of argv; they lie in the text that was decoded. COUNT is 0
 * for an option that is not given. */
struct values {
	char **items;
	size_t count;
};

struct options {
#define ARTIFACT_OPTION(id, name, shape, repeats, meaning) struct values id;
	ARTIFACT_OPTIONS(ARTIFACT_OPTION)
#undef ARTIFACT_OPTION
	struct values runsc_flags; /* `--name=value` each, --root among them */
	const char *state;         /* the value of --root */
};

/* The text of argv, SIZE bytes of at most ARTIFACT_ARGV_MAX, and its strings. */
struct argv_text {
	size_t size;
	size_t count;
	char *bytes;
	char **items; /* room for ARTIFACT_ARGC_MAX + 1; a null after the last one */
};

/* Splits and decodes TEXT after the grammar of schema/artifact.h, nothing tolerated. OPTIONS then
 * points into TEXT. */
enum fault options_decode(struct options *options, struct argv_text *text,
                          struct note *note) MUST_USE;

/* The one value of an option, or null. */
const char *value_of(struct values values);

/* Is the one value of the option WORD? */
bool value_is(struct values values, const char *word);

/* A source row: "ro:PATH" or "rw:PATH". */
bool source_is_writable(const char *row);
const char *source_path(const char *row);
