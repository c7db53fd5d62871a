#pragma once

#include "model/policy.h"

/* A policy as it takes effect, as a tree of statements: what it says itself, what it has from the
 * policies that it extends, and what it leaves to defaults. Read again, the tree compiles to the
 * same artifacts. */
enum statement_kind { STATEMENT_VALUE, STATEMENT_LIST, STATEMENT_KEYS };

/* What a value is to readers that type scalars: a policy's are text, but these are meant to look
 * like what they are. */
enum statement_type { STATEMENT_TEXT, STATEMENT_NUMBER, STATEMENT_BOOL, STATEMENT_WORD };

struct statement {
	enum statement_kind kind;
	struct text name; /* of the key; empty in a list */
	struct text value;
	enum statement_type type; /* of the value */
	struct text origin;       /* FILE:LINE, builtin:NAME:LINE or default */
	LIST(struct statement *) children;
};

struct statement *statement_of(struct arena *arena, const struct policy *policy);
/* YAML, one statement a line, followed by its origin. */
struct text statement_yaml(struct arena *arena, const struct statement *root);
/* An object with the policy, and the origins by path ("writable./tmp.size"). */
struct text statement_json(struct arena *arena, const struct statement *root);
