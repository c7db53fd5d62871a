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
    {find_own, "own", GIVES_bundle, GIVES_own},
    {require_sidecars, "sidecars", GIVES_own, 0},
    {require_null, "null", 0, 0},
    {require_open_files, "open-files", GIVES_bundle, 0},
    {require_privileges, "privileges", GIVES_bundle, 0},
    {require_capabilities, "capabilities", GIVES_bundle, 0},
    {require_no_new_privs, "no-new-privs", GIVES_bundle, 0},
    {require_calls, "calls", 0, 0},
    {require_seccomp, "seccomp", 0, 0},
    {require_network, "network", GIVES_bundle, 0},
    {require_read_only, "read-only", GIVES_bundle, 0},
    {make_state, "state", GIVES_bundle, GIVES_state},
};
const unsigned int step_count = sizeof steps / sizeof *steps;

const struct step world_steps[] = {
    {enter_world, "world", GIVES_own | GIVES_state, GIVES_world},
    {show_kept, "keep", GIVES_world, 0},
    {hide_masked, "masks", GIVES_world, 0},
    {seal_runsc, "seal", GIVES_world | GIVES_runsc, 0},
    {fix_shown, "fix", GIVES_world, 0},
    {show_sources, "sources", GIVES_world, 0},
    {settle_world, "settle", GIVES_world, GIVES_settled},
    {write_config, "config", GIVES_settled, 0},
    {leave_outside, "mounts", GIVES_settled, GIVES_left},
    {lock_world, "lock", GIVES_left | GIVES_runsc, 0},
};
const unsigned int world_step_count = sizeof world_steps / sizeof *world_steps;

enum fault make_world(struct start *start, bool is_asking)
{
	enum fault fault = FAULT_none;

	for (unsigned int i = 0; i < world_step_count && fault == FAULT_none; i++)
		if (!is_asking || world_steps[i].take != write_config)
			fault = world_steps[i].take(start);
	return fault;
}
