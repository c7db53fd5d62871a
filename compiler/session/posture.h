#pragma once

#include "session/inspect.h"

/* Where somebody's config.json is loose as it is written, by the rules of policies, at places in
 * the JSON. False, with nothing added, when it cannot be decoded. */
bool posture_check(struct arena *arena, struct report *report, const struct inspection *inspection);

struct config;
/* The part of it that has no words in a policy: capabilities, privileges, namespaces, devices, the
 * network. */
void posture_check_fields(struct arena *arena, struct report *report,
                          const struct inspection *inspection, const struct config *config);
