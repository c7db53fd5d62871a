/* The steps of a start, in order (steps.c); the first fault ends it. Each returns FAULT_none or
 * says where and why in start->note. Up to launch() nothing of the guest runs, and a fault leaves
 * nothing behind. */
#pragma once

#include "start.h"

enum { EXIT_FAULT = 125 };

/* What a step leaves for later ones; --check goes on behind a failed step with those that do not
 * need it. */
enum {
	GIVES_bundle = 1,
	GIVES_runsc = 2,
	GIVES_own = 4,
	GIVES_state = 8,
	GIVES_world = 16,
	GIVES_settled = 32,
	GIVES_left = 64,
};

struct step {
	enum fault (*take)(struct start *start);
	char name[14];
	unsigned char needs;
	unsigned char gives;
};

/* The steps outside, which process 1 takes, in order; and those of the world, which its child takes
 * before the launch. */
extern const struct step steps[];
extern const unsigned int step_count;
extern const struct step world_steps[];
extern const unsigned int world_step_count;

/* Takes the steps of the world; all but the writing of config.json when runsc is only asked. */
enum fault make_world(struct start *start, bool is_asking) MUST_USE;

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

/* The outer container is what runsc and the policy need: requirements.h, a row each. */

/* Step 4: what starts the sandbox lies where nobody else can put another. */
enum fault find_own(struct start *start) MUST_USE;

/* Step 5: a name that nobody had before; and, where the policy wants runsc's state outside, a
 * directory
 * of this start alone, mode 0700.
 * Should:
 *  - make the directory above it when only that is missing
 * Mustn't:
 *  - use a directory where somebody else could swap what lies in it */
enum fault make_state(struct start *start) MUST_USE;

/* Takes the state directory of the outer container away again, as far as it is still ours alone. */
void discard_state(struct start *start);

/* Step 6: the world (world/world.h), in a child.
 * Should:
 *  - open each path once, when nobody can change the namespace any more, and use that descriptor
 *  - let the policy decide about mounts that it does not know, and name them
 * Mustn't:
 *  - let what cannot be masked pass for masked
 *  - leave anything in the world that no row of argv and no line of schema/artifact.h names */
enum fault enter_world(struct start *start) MUST_USE;
enum fault show_kept(struct start *start) MUST_USE;
enum fault hide_masked(struct start *start) MUST_USE;

/* Nobody can change runsc while it runs, or through its /proc/PID/exe afterwards (CVE-2019-5736).
 * Should:
 *  - use the cheapest seal that is sound here, or exactly the one that the policy names
 *  - look at what was sealed instead of believing that it was
 *  - compare runsc with the digest in the policy, if there is one
 * Mustn't:
 *  - let another seal stand in for the one that the policy names */
enum fault seal_runsc(struct start *start) MUST_USE;

enum fault fix_shown(struct start *start) MUST_USE;
enum fault show_sources(struct start *start) MUST_USE;
enum fault settle_world(struct start *start) MUST_USE;

/* config.json as it was checked, with what the command line and the environment add.
 * Should:
 *  - refuse what JSON cannot carry, by name
 * Mustn't:
 *  - write anywhere else than into the state of this start */
enum fault write_config(struct start *start) MUST_USE;

enum fault leave_outside(struct start *start) MUST_USE;

/* Step 7: becomes runsc.
 * Should:
 *  - give it an environment of our own making: runsc and Go's runtime obey a dozen variables
 *  - reset signals, umask and working directory, which an exec hands down
 *  - execute the descriptor that was checked
 * Mustn't:
 *  - open anything by its path
 *  - return, unless the exec failed */
enum fault launch(struct start *start) MUST_USE;
