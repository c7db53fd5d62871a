/* The steps of a start, in order (steps.c); the first fault ends it. Each returns FAULT_none or says where and why in
 * start->note. Up to launch() nothing of the guest runs; a fault leaves at most an empty directory in the state directory behind. */
#pragma once

#include "start.h"

enum { EXIT_FAULT = 125 };

/* What a step leaves for later ones; --check goes on behind a failed step with those that do not need it. */
enum { GIVES_bundle = 1, GIVES_runsc = 2, GIVES_state = 4 };

struct step {
	enum fault (*take)(struct start *start);
	char name[14];
	unsigned char needs;
	unsigned char gives;
};

/* All steps but the launch, in order. */
extern const struct step steps[];
extern const unsigned int step_count;

/* Step 1: nothing is inherited.
 * Should:
 *  - refuse when 0, 1 or 2 is closed: the next open would take its place and become the guest's
 *  - close everything above 2
 * Mustn't:
 *  - come after anything that opens a descriptor */
enum fault close_descriptors(struct start *start) MUST_USE;

/* Step 2: the two artifacts are here, whole, and belong together.
 * Should:
 *  - follow no symlink below DIR, wait for no FIFO, read no more than keepc ever writes
 *  - refuse what somebody else than root or the own uid could have written
 *  - decode argv, all or nothing
 *  - check config.json against the digest in argv
 * Mustn't:
 *  - look at config.json in any other way: runsc is its only parser */
enum fault open_bundle(struct start *start) MUST_USE;

/* Step 3: runsc is here.
 * Should:
 *  - open it once; whatever is checked and executed later is this descriptor
 * Mustn't:
 *  - follow a symlink on the way to it */
enum fault open_runsc(struct start *start) MUST_USE;

/* Step 4: the outer container is what runsc and the policy need: requirements.h, a row each. */

/* Step 5: the world is still the one that the policy was compiled for.
 * Should:
 *  - read the list of mounts until two passes would agree
 *  - refuse, mask or report what the policy does not know, as it says, and name it
 * Mustn't:
 *  - let what cannot be masked pass for masked
 *  - believe a /proc that is not the kernel's */
enum fault check_drift(struct start *start) MUST_USE;

/* Step 6: a state directory of this start alone, mode 0700, with an id nobody had before: runsc refuses an id whose files a killed start left behind.
 * Should:
 *  - make the directory above it when only that is missing
 * Mustn't:
 *  - use a directory where somebody else could swap what lies in it */
enum fault make_state(struct start *start) MUST_USE;

/* Takes the state directory of a start that came to nothing away again, as far as it is still ours alone. */
void discard_state(struct start *start);

/* Step 7: what the command line, the environment and drift add goes into a copy of config.json.
 * Should:
 *  - write nothing when there is nothing to add
 *  - refuse what JSON cannot carry, by name
 * Mustn't:
 *  - write anywhere else than into the state directory of this start */
enum fault splice_config(struct start *start) MUST_USE;

/* Step 8: nobody can change runsc while it runs, or through its /proc/PID/exe afterwards (CVE-2019-5736).
 * Should:
 *  - use the cheapest seal that is sound here, or exactly the one that the policy names
 *  - look at what was sealed instead of believing that it was
 *  - compare runsc with the digest in the policy, if there is one
 * Mustn't:
 *  - let another seal stand in for the one that the policy names */
enum fault seal_runsc(struct start *start) MUST_USE;

/* Step 9: becomes runsc.
 * Should:
 *  - give it an environment of our own making: runsc and Go's runtime obey a dozen variables
 *  - reset signals, umask and working directory, which an exec hands down
 *  - execute the descriptor that was checked
 * Mustn't:
 *  - open anything by its path
 *  - return, unless the exec failed */
enum fault launch(struct start *start) MUST_USE;
