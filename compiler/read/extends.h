#pragma once

#include "read/bind.h"

/* Reads the policies that policy extends, each with those that it extends itself, and lays policy
 * over them: a list's first policy over its second and so on, so that what any of them says holds.
 * What policy loosens is a finding with both places. A policy that cannot be had is a finding where
 * it is named; what it might have said then counts as broken. */
void extends_resolve(struct arena *arena, struct report *report, struct policy *policy);

/* Gives top what base says and top does not, and compares what both say; layer.c. */
void layer_policies(struct arena *arena, struct report *report, struct policy *top,
                    const struct policy *base);
/* Notes which of its own keys the policy lists under allow-override. */
void layer_open_keys(struct arena *arena, struct policy *policy);
