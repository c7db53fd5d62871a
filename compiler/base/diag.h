#pragma once

#include "base/source.h"

#include <stdio.h>

/* Findings are collected, sorted by position, printed once. Errors of the world (disk full) are not
 * findings: they end the process (base/fatal.h). */
enum severity { SEVERITY_INFO, SEVERITY_WARNING, SEVERITY_ERROR };

/* A rule's name is permanent and is printed with each finding. The table is model/rules.def. */
struct rule {
	const char *name;
	enum severity severity;
	bool is_allowable; /* an entry under allow may let its findings pass */
	const char *family;
	const char *summary;
	unsigned int area; /* enum area_id of model/areas.h, which base does not know */
};

struct note {
	struct span span; /* a second place; source NULL for a remark without place */
	const char *message;
};

/* How far a fix may be trusted. */
enum fix_kind {
	FIX_SAFE, /* what was meant, said in the only way it can be said: keepc lint --fix writes it
	           */
	FIX_CHOICE,  /* one thing that may have been meant: only who wrote the line can tell */
	FIX_EXAMPLE, /* shows the form with words that are not the user's */
};

/* Text that takes the place of a span; at an empty span it is inserted. Each fix of a finding mends
 * it alone: they are alternatives. */
struct fix {
	enum fix_kind kind;
	struct span span;
	struct text text;
};

struct finding {
	const struct rule *rule;
	enum severity severity;
	unsigned int area; /* its rule's, unless what it is about belongs to another */
	struct span span;
	const char *message;
	const char *hint; /* what to write instead; may be NULL */
	LIST(struct fix) fixes;
	LIST(struct note) notes;
	bool is_default; /* a remark on what nobody wrote: it says only that a default is one */
	struct text at;  /* YAML path of the value ("keep-dirs[2]"), or the guest path; empty when
	                   there is none */
};

/* What an entry under allow lets pass, with its reason. */
struct allowed {
	struct finding finding;
	struct text reason;
};

struct report {
	struct arena *arena;
	const char *fallback; /* name printed for findings without a source */
	LIST(struct finding) findings;
	LIST(struct allowed) allowed;
};

/* Appends a finding and returns it, for notes and hints; the pointer holds until the next
 * diag_add. */
struct finding *diag_add(struct report *report, const struct rule *rule, struct span span,
                         const char *format, ...) __attribute__((format(printf, 4, 5)));
void diag_note(struct report *report, struct finding *finding, struct span span, const char *format,
               ...) __attribute__((format(printf, 4, 5)));
void diag_hint(struct report *report, struct finding *finding, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* A fix of the finding; what it writes is worded by the hint. A span without source is no place to
 * write at: then there is none. */
void diag_fix(struct report *report, struct finding *finding, enum fix_kind kind, struct span span,
              struct text text);
/* The same, and the hint says so: "write TEXT". */
void diag_write(struct report *report, struct finding *finding, enum fix_kind kind,
                struct span span, struct text text);
/* The same for the nearest word of a vocabulary: "did you mean "WORD"?" */
void diag_mean(struct report *report, struct finding *finding, enum fix_kind kind, struct span span,
               const char *word);
const char *fix_kind_name(enum fix_kind kind);

/* Sorts by file, position, rule; drops duplicates. */
void diag_sort(struct report *report);
/* Takes out the findings that are less severe. */
void diag_drop_below(struct report *report, enum severity least);
/* How many findings are at least this severe. */
size_t diag_count(const struct report *report, enum severity least);

enum diag_style { DIAG_GNU, DIAG_HUMAN, DIAG_HUMAN_COLOR };
void diag_print(const struct report *report, FILE *stream, enum diag_style style);
const char *severity_name(enum severity severity);
