#pragma once

#include "model/policy.h"

/* One policy laid over another, as layer.c and layer_entries.c walk it, and the one finding that
 * they have: top loosens what base says. */
struct layer {
	struct arena *arena;
	struct report *report;
	struct policy *top;
	const struct policy *base;
	const struct key *key; /* the policy's key that is being laid */
	bool is_closed;        /* the base does not let it be loosened */
};

/* Where base says it, or could have said it, and what it says or means by silence. */
struct base_value {
	const void *member;
	struct span span;
	struct text text;
};

/* Where a member that is one text, word, number or user was said; without source, when it was
 * not. */
struct span loosen_span(const struct key *key, const void *member);
/* What the file says there, for a message; empty for a span without source. */
struct text loosen_text(struct span span);
/* Adds the finding. base is where the policy that it extends says otherwise; without source, when
 * it does not say it. */
void loosens(struct layer *layer, struct span span, struct span base, struct text at,
             const char *message);
/* Adds it when top is looser than base; key is the policy's own or one of an entry's long form. */
void loosen_compare(struct layer *layer, const struct key *key, const void *top,
                    struct base_value base, struct text at);

/* Base's entries first, each as top says it again; then those that only top has. */
void layer_entries(struct layer *layer, struct entries *top, const struct entries *base);
/* The same for the list allow, whose entries have no name. */
void layer_allow(struct layer *layer, policy_allows *top, const policy_allows *base);
