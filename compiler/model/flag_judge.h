#pragma once

#include "model/areas.h"
#include "model/runsc_facts.h"

/* The one judge of flags: what runsc of a release makes of a flag with a value, and whether the
 * sandbox is weaker for it. Facts: schema/runsc-flags.tsv, whose column "tight" lists the values
 * that open nothing. */
enum flag_verdict {
	FLAG_UNKNOWN, /* no measured release has the flag: exit status 2 */
	FLAG_MISSING, /* this release has it not: exit status 2 */
	FLAG_REFUSED, /* this release does not take the value */
	FLAG_PRINTS,  /* runsc prints something and ends: no sandbox starts */
	FLAG_INERT,   /* deprecated: taken, and without effect now or soon */
	FLAG_TIGHT,
	FLAG_LOOSE,
};

/* Why a value is loose. */
enum flag_reason {
	FLAG_REASON_OPENS,  /* a way between guest and outer container that is otherwise closed */
	FLAG_REASON_DEBUGS, /* it writes files, or mixes with the guest's output */
	FLAG_REASON_TESTS,  /* gVisor's own tests take protections away with it */
	FLAG_REASON_DESCRIPTOR, /* a file descriptor, which only runsc hands to its own processes */
};

struct ruling {
	enum flag_verdict verdict;
	enum flag_reason reason; /* of FLAG_LOOSE */
	int status;              /* of what runsc refuses: its exit status, 2 or 128; else 0 */
	size_t rank; /* of FLAG_TIGHT: 0 is the tightest; equal ranks are equally tight */
};

struct ruling flag_judge(struct text name, struct text value, release_date release);
/* The same where a binary was asked which flags it has; facts NULL: none was. */
struct ruling flag_judge_asked(const struct runsc_facts *facts, struct text name, struct text value,
                               release_date release);
/* The same of a flag which the binary has, whatever the table says of its release. */
struct ruling flag_judge_value(const struct flag *flag, struct text value, release_date release);

/* What a flag's value is about: the network, devices, files; else runsc itself. */
enum area_id flag_area(struct text name);

/* "loosens the sandbox", "is for debugging" ... */
const char *flag_reason_words(enum flag_reason reason);

/* True when the two mean the same to the sandbox, however they are spelt: "T" and "true" of a
 * bool, "" and "none" of host-uds, "root:" and "none" of overlay2. */
bool flag_is_same_value(const struct flag *flag, struct text a, struct text b, release_date date);
