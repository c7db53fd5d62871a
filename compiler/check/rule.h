#pragma once

#include "check/check.h"
#include "model/places.h"

/* Inside check/: what a rule sees. */
struct survey;
struct check {
	struct arena *arena;
	struct report *report;
	const struct policy *policy;
	struct rootfs *rootfs;
	struct text today;
	const struct survey *survey; /* made by the first rule that asks; check/survey.h */
};

/* A prototype for each row; a row without function does not link, a function without row does not compile. */
#define RULE(id, name, severity, family, summary)
#define CHECK(id, name, severity, family, summary) void rule_##id(struct check *check);
#include "model/rules.def"
#undef CHECK
#undef RULE

/* A finding about a guest path or key; at is what an entry under allow names. */
struct finding *found(struct check *check, const struct rule *rule, struct span span, struct text at, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
void also(struct check *check, struct finding *finding, struct span span, const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Where to point when nothing was said: the group when it was given, else the policy's first key. */
struct span absent_span(const struct policy *policy, enum key_id group);
