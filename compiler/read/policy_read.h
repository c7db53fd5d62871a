#pragma once

#include "model/policy.h"
#include "read/node.h"

/* Binds a tree to the policy by the table of keys, lays it over the policies that it extends, and
 * fills in the defaults. What cannot be read is a finding, and its key is marked broken. */
struct policy *policy_read(struct arena *arena, struct report *report, const struct source *source,
                           const struct node *root);
