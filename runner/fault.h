#pragma once

/* A fault is a named reason not to start the guest; FAULT_none is the wish to go on. Steps return
 * one, and leave the details in the note. */
enum fault {
	FAULT_none,
#define FAULT(id, name, sentence, remedy) FAULT_##id,
#include "faults.def"
#undef FAULT
	FAULT_COUNT
};

#define MUST_USE __attribute__((warn_unused_result))

/* Where and why: at most one line, cut when longer. */
struct note {
	char text[1024];
};

const char *fault_name(enum fault fault);
const char *fault_sentence(enum fault fault);
const char *fault_remedy(enum fault fault);

/* Both return FAULT, so that a step ends in `return fault_at(...)`. DETAIL may hold any bytes: it
 * is escaped when it is printed. */
enum fault fault_at(struct note *note, enum fault fault, const char *detail) MUST_USE;

/* The same, with ": " and errno's text behind DETAIL. */
enum fault fault_errno(struct note *note, enum fault fault, const char *detail) MUST_USE;

/* NAME: sentence (detail) */
struct line;
void fault_describe(struct line *line, enum fault fault, const char *detail);

/* One line on stderr: `keeprun: NAME: sentence (detail); remedy`. */
void fault_print(enum fault fault, const struct note *note);

/* The same for what does not end the start: `keeprun: VERDICT: NAME: sentence (detail)`. */
void fault_notice(const char *verdict, enum fault fault, const char *detail);
