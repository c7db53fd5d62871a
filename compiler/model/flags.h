#pragma once

#include "model/release.h"

/* runsc's top-level flags; the table is generated from schema/runsc-flags.tsv. */
enum flag_class {
	FLAG_SAFE,
	FLAG_LOAD_BEARING, /* the sandbox stands on it: keepc always says it */
	FLAG_LOOSENS,
	FLAG_DEBUG,
	FLAG_TESTONLY,
	FLAG_INTERNAL,   /* takes a file descriptor of runsc's own */
	FLAG_DEPRECATED, /* gVisor runsc/config/flags_graveyard.go */
	FLAG_COMMAND,    /* prints something and ends */
};
enum flag_type {
	FLAG_BOOL,
	FLAG_ENUM,
	FLAG_ARGUMENT,
	FLAG_INT,
	FLAG_UINT,
	FLAG_DURATION,
	FLAG_STRING
};

/* What a flag is over a row of releases: from the day since on, up to the day before until. */
struct flag_values {
	release_date since, until;
	enum flag_type type;
	const char
	    *allowed; /* words separated by "|" when the vocabulary is closed, "" otherwise */
	const char *default_value;
};

struct flag {
	const char *name;
	release_date since,
	    until; /* first and last official tag that has it; until 0: still there */
	enum flag_class class;
	const char
	    *tight; /* values that open nothing; flag_judge.c reads it. "": what the class says */
	const char *absent; /* the value that runsc without the flag acts upon; NULL: not known */
	const char *note;
	const struct flag_values *values; /* by release, oldest first; ends with since 0 */
};

extern const struct flag flags[];
extern const size_t flag_count;

const struct flag *flag_find(struct text name);
bool flag_exists_in(const struct flag *flag, release_date release);
/* The default in the release, NULL when the flag is absent there. */
const char *flag_default(const struct flag *flag, release_date release);
/* Type and vocabulary in the release, or in the one nearest to it that has the flag. */
const struct flag_values *flag_values_in(const struct flag *flag, release_date release);
/* True when runsc of that release parses the value, but its sandbox does not. */
bool flag_is_lost(const struct flag *flag, release_date release, struct text value);
/* True when both do. */
bool flag_accepts(const struct flag *flag, release_date release, struct text value);

/* The load-bearing flags on which the sandbox stands, with the value that keepc gives them whatever
 * a release's default is. */
struct flag_preset {
	const char *name, *value;
};
extern const struct flag_preset flag_presets[];
extern const size_t flag_preset_count;
/* NULL: keepc leaves the flag alone. */
const char *flag_preset(const struct flag *flag);

/* A flag as a command line says it: "--name=value", "-name value", or "--name" of a bool, whose
 * value is then "true". word is its place among the words, from 0. */
struct flag_said {
	struct text name, value;
	size_t word;
};

/* runsc's top-level flags in the order of the command line, as Go's flag package takes them. fault
 * tells why runsc does not get beyond them, NULL when it does; status is what it then exits
 * with. */
struct flag_line {
	const struct flag_said *items;
	size_t count;
	const char *fault;
	int status;
};

/* The value of the last one of that name, or the release's default, which is empty where there is
 * none. */
struct text flag_line_value(const struct flag_line *line, const char *name, release_date release);
/* The last one of that name, NULL when the line does not say it. */
const struct flag_said *flag_line_find(const struct flag_line *line, struct text name);
