/* Step 4: what must hold in the outer container, one function a row, in the order of steps.c. Each
 * refuses by name, with the remedy in words of the docker and podman command line, or says in
 * start->skipped why it does not apply. None changes anything. */
#pragma once

#include "start.h"

enum fault require_proc(struct start *start) MUST_USE; /* /proc is the kernel's own */
enum fault require_null(struct start *start) MUST_USE; /* /dev/null is what it says */
enum fault
require_open_files(struct start *start) MUST_USE; /* the limit leaves room for sentry and gofer */
enum fault require_privileges(
    struct start *start) MUST_USE; /* this uid, with these capabilities, can start runsc */
enum fault require_capabilities(struct start *start) MUST_USE; /* no more than the policy allows */
enum fault require_no_new_privs(struct start *start) MUST_USE; /* and no exec gets more */
enum fault require_calls(struct start *start)
    MUST_USE; /* the outer seccomp profile lets through what runsc cannot do without */
enum fault
require_seccomp(struct start *start) MUST_USE; /* there is such a profile; never refuses */
enum fault require_network(
    struct start *start) MUST_USE; /* no interface but the loopback, if the policy says so */
enum fault
require_read_only(struct start *start) MUST_USE; /* / is read-only, if the policy says so */
enum fault require_sidecars(
    struct start *start) MUST_USE; /* the release's other binaries are here and as safe as runsc */
