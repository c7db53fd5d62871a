#pragma once

#include "check/check.h"
#include "model/claims.h"
#include "model/places.h"

/* Inside check/: what a rule sees. */
struct survey;
struct check {
	struct arena *arena;
	struct report *report;
	const struct policy *policy;
	const struct claims *claims; /* of the policy */
	struct rootfs *rootfs;
	struct text today;
	struct text output; /* where in the outer rootfs the artifacts go; empty: nobody says */
	const struct survey *survey; /* made by the first rule that asks; check/rootfs_survey.h */
};

/* A prototype for each row; a row without function does not link, a function without row does not
 * compile. */
#define RULE(id, name, severity, family, summary, area)
#define CHECK(id, name, severity, family, summary, area) void rule_##id(struct check *check);
#include "model/rules.def"
#undef CHECK
#undef RULE

/* A finding about a guest path or key; at is what an entry under allow names. */
struct finding *report_finding(struct check *check, const struct rule *rule, struct span span,
                               struct text at, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
void add_note(struct check *check, struct finding *finding, struct span span, const char *format,
              ...) __attribute__((format(printf, 4, 5)));

/* A finding about a path that two keys claim: claim is where the second stands, other the first,
 * what a word such as "kept". */
void claimed_twice(struct check *check, const struct rule *rule, const struct policy_text *claim,
                   const struct policy_text *other, const char *what);

/* A key whose value could not be read: a rule about it stays silent. */
bool is_broken(const struct check *check, enum key_id id);
/* Where to point when nothing was said: the group when it was given, else the policy's first
 * key. */
struct span absent_span(const struct policy *policy, enum key_id group);
