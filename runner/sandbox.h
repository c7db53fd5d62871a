/* What runsc leaves in its state, out of the guest's reach, about the sandbox that it started. */
#pragma once

#include "start.h"

#define SANDBOX_ERRORS "errors" /* --log: what runsc and the sentry say when they give up */
#define SANDBOX_PANIC  "panic"  /* --panic-log: what Go says when the sentry panics */

/* The pids of sentry and gofer, once runsc has ended well; the gofer's is 0 where the release does
 * not tell it. False when there is no sentry's: then no guest was started. Releases 20221219.0 and
 * later write the one to --pid-file, the other to ID_sandbox:ID.state. */
bool sandbox_find(const struct start *start, pid_t *sentry, pid_t *gofer);

/* The end of the file NAME of the state, as a string in TEXT; what is not there is empty. Returns
 * its length. */
size_t sandbox_read(const struct start *start, const char *name, char *text, size_t size);
