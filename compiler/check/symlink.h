#pragma once

#include "check/rule.h"

/* Inside check/: a finding of rule about an outer path that is a symlink or leads through one;
 * nothing when it is neither. Needs check->rootfs. */
void report_symlink(struct check *check, const struct rule *rule, struct text outer,
                    struct span span);
