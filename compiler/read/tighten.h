#pragma once

#include "model/policy.h"

/* Is what a policy says as tight as what its base says? By the key's column tighten; the members
 * are of the key's shape (model/types.def). */
bool tighten_value(const struct key *key, const void *top, const void *base);
/* An entry of a list, against the base's list. */
bool tighten_covers(const struct key *key, struct text entry, const policy_texts *base);
/* True when a base that does not say the key binds it all the same, at its default: the default is
 * the tightest there is. False for what is required, what has no order, and what is unlimited when
 * absent. */
bool tighten_by_default(const struct key *key);
/* True when the permission bits top give nobody more than base does. Without the sticky bit, who
 * may write to a directory may remove what others have there. */
bool tighten_bits(uint64_t top, uint64_t base);
