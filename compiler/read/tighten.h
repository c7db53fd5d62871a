#pragma once

#include "model/policy.h"

/* Is what a policy says as tight as what its base says? By the key's column tighten; the members are of the key's shape (model/types.def). */
bool tighten_value(const struct key *key, const void *top, const void *base);
/* An entry of a list, against the base's list. */
bool tighten_covers(const struct key *key, struct text entry, const policy_texts *base);
