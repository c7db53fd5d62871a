#include "steps.h"
#include "requirements.h"
#include "status.h"

/* The names are what --check prints. */
const struct step steps[] = {
    {close_descriptors, "descriptors", 0, 0},
    {open_status, "status-file", 0, 0},
    {require_proc, "proc", 0, 0},
    {open_bundle, "bundle", 0, GIVES_bundle},
    {open_runsc, "runsc", GIVES_bundle, GIVES_runsc},
    {require_sidecars, "sidecars", GIVES_bundle, 0},
    {require_tmp, "tmp", 0, 0},
    {require_null, "null", 0, 0},
    {require_open_files, "open-files", 0, 0},
    {require_privileges, "privileges", GIVES_bundle, 0},
    {require_capabilities, "capabilities", GIVES_bundle, 0},
    {require_no_new_privs, "no-new-privs", GIVES_bundle, 0},
    {require_calls, "calls", 0, 0},
    {require_seccomp, "seccomp", 0, 0},
    {require_namespaces, "namespaces", 0, 0},
    {require_network, "network", GIVES_bundle, 0},
    {require_read_only, "read-only", GIVES_bundle, 0},
    {check_drift, "drift", GIVES_bundle, 0},
    {make_state, "state", GIVES_bundle, GIVES_state},
    {splice_config, "splice", GIVES_bundle | GIVES_state, 0},
    {seal_runsc, "seal", GIVES_bundle | GIVES_runsc, 0},
};

const unsigned int step_count = sizeof steps / sizeof *steps;
