#pragma once

#include "check/rule.h"

/* A choice of the finding: the entry ("nproc: 64") in the mapping that is the group's value; where
 * the policy's own file has no such key, the key with it, behind all others. */
void fix_by_entry(struct check *check, struct finding *finding, enum key_id group,
                  const char *entry);
