#pragma once

#include "model/claims.h"
#include "model/policy.h"
#include "model/rootfs.h"
#include "session/load_options.h"

/* What every command does first: read the policy and check it. */
struct loaded {
	struct policy *policy;       /* NULL when the file is not YAML of the strict subset */
	struct rootfs *rootfs;       /* NULL when none was given */
	const struct claims *claims; /* NULL without policy */
};

/* Whether a file is a policy by its name: *.sandbox.yaml, *.sandbox.yml. */
bool policy_is_named(const char *path);
/* Reads path ("-" is standard input), binds and checks it; findings go to report, sorted. A file
 * that cannot be read is fatal(). */
struct loaded load_policy(struct arena *arena, struct report *report, const char *path,
                          const struct load_options *options);
/* The same of what has been read already. */
struct loaded load_source(struct arena *arena, struct report *report, const struct source *source,
                          const struct load_options *options);
/* Prints a report on stderr: human form on a terminal and GNU form elsewhere. */
void report_print(const struct report *report);
/* Prints the report's errors and warnings in the same way: info is for keepc lint. Returns the exit
 * status for
 * findings of at least this severity. */
int report_status(struct report *report, const struct loaded *loaded, enum severity least);
