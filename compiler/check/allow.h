#pragma once

#include "check/rule.h"

/* Takes out the findings that an entry under allow lets pass, and marks the entries that did. What the reader found is never let pass: it has no meaning yet.
 */
void allow_findings(struct check *check, struct policy *policy);
