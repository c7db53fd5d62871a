#pragma once

#include "model/policy.h"
#include "read/node.h"

/* Binds a tree to the policy by the table of keys, lays it over the policies that it extends, and fills in the defaults. What cannot be read is a finding, and
 * its key is marked broken. */
struct policy *policy_read(struct arena *arena, struct report *report, const struct source *source, const struct node *root);
/* Only what the tree itself says: no bases, no defaults, no key missed but the version. NULL when the tree is no mapping. */
struct policy *policy_bind(struct arena *arena, struct report *report, const struct source *source, const struct node *root);
