#pragma once

#include "check/rule.h"

/* Takes out the findings which an entry under allow lets pass, and judges the entries themselves:
 * one that no rule can use, that is over, or that was not needed. Today decides nothing but whether
 * an entry is over. */
void allow_apply(struct check *check, struct policy *policy);
