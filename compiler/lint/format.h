#pragma once

#include "base/diag.h"
#include "session/summary.h"

/* What keepc lint prints. Every format writes one document or one stream of lines about all files
 * of a run; schema/lint.md. */

/* One policy of a run. Findings are sorted. */
struct linted {
	const char *name;     /* as the command line gave it */
	struct report report; /* what is said */
	struct report
	    known;        /* what the baseline holds already: only SARIF says it, as suppressed */
	bool is_parsed;   /* false: not YAML of the strict subset */
	enum sight sight; /* what a summary of it knows */
};

struct lint_run {
	struct arena *arena;
	LIST(struct linted) files;
	enum diag_style style; /* of format human */
};

typedef void write_format(const struct lint_run *run, FILE *stream);

/* The formats, in the order of --help: format_NAME writes one, and nothing else lists them. */
#define FORMATS(FIRST, NEXT, LAST)                                                                 \
	FIRST(human) NEXT(gnu) NEXT(summary) NEXT(json) NEXT(sarif) NEXT(github) LAST(junit)

#define FORMAT_WRITER(name) write_format format_##name;
FORMATS(FORMAT_WRITER, FORMAT_WRITER, FORMAT_WRITER)

/* "human, gnu, ... or junit", for help and messages. */
#define FORMAT_FIRST_WORD(name) #name
#define FORMAT_NEXT_WORD(name)  ", " #name
#define FORMAT_LAST_WORD(name)  " or " #name
#define FORMAT_WORDS            FORMATS(FORMAT_FIRST_WORD, FORMAT_NEXT_WORD, FORMAT_LAST_WORD)
/* "human|gnu|...", as the argument of an option has it. */
#define FORMAT_NEXT_CHOICE(name) "|" #name
#define FORMAT_CHOICES           FORMATS(FORMAT_FIRST_WORD, FORMAT_NEXT_CHOICE, FORMAT_NEXT_CHOICE)

/* A place in a file, 1-based; the end is the column after the last character. What has no place
 * stands at the first character of the policy. */
struct format_place {
	struct text file;
	struct position start, end;
};

struct format_place format_place(struct arena *arena, struct span span, const char *policy);
/* Rule and path, without line: what a baseline knows a finding by, and what stays when the file is
 * edited elsewhere. */
struct text format_identity(struct arena *arena, const struct finding *finding);
/* Message, and the hint after it, on one line. */
struct text format_message(struct arena *arena, const struct finding *finding);
size_t format_count(const struct lint_run *run, enum severity severity);
