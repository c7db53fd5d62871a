#pragma once

#include "model/policy.h"

/* Which entry of the policy speaks about a guest path. */
enum origin_kind { ORIGIN_NONE, ORIGIN_KEEP, ORIGIN_MASK, ORIGIN_WRITABLE, ORIGIN_BIND };

struct origin {
	enum origin_kind kind;
	size_t index;
	struct text path; /* of the entry */
	struct span span;
};

/* The entries of one policy, by path. */
struct origins;
const struct origins *origins_make(struct arena *arena, const struct policy *policy);
const struct policy *origins_policy(const struct origins *origins);

/* The entry with the longest path that holds the given one. */
struct origin origin_find(const struct origins *origins, struct text path);
/* "keep-dirs[0] (python.sandbox.yaml:7:14)", or why nothing is said. */
const char *origin_text(struct arena *arena, const struct origins *origins, struct text path);
