#pragma once

#include "base/json_write.h"
#include "model/rules.h"

#include <stdio.h>

/* The findings of a report by the areas of model/areas.def: in what a sandbox is weak. */
struct area_summary {
	size_t counts[SEVERITY_ERROR + 1];
	size_t allowed;                  /* findings that an entry under allow lets pass */
	LIST(const struct rule *) rules; /* that found something, in the order of the report */
	bool is_unseen; /* nothing that was shown tells of it: no finding means nothing */
};

struct summary {
	struct area_summary areas[AREA_COUNT];
	struct area_summary all;
};

/* What was shown, and can therefore have findings. Of what was not, none means nothing. */
enum sight {
	SIGHT_NOTHING, /* what could not be read is judged as text alone */
	SIGHT_POLICY,
	SIGHT_CONFIG, /* a config.json: not the container around it, nor what is flags' to say */
	SIGHT_CONFIG_AND_FLAGS
};

struct inspection;
/* Of what was looked at, when it could be read. */
enum sight inspect_sight(const struct inspection *inspection);

struct summary summary_of(const struct report *report, enum sight sight);

/* How exposed: "exposed" for an error, "weak" for a warning, "fair" for a remark, else "tight", or
 * "unknown" where nothing could be seen. */
const char *summary_word(const struct area_summary *area);
/* The rules' names, with ", " between. */
struct text summary_rules(struct arena *arena, const struct area_summary *area);

/* As a table, a line for each area; name is what was judged. */
void summary_print(struct arena *arena, const struct summary *summary, const char *name,
                   FILE *stream);
/* An array of {area, meaning, exposure, error, warning, info, allowed, rules}. */
struct json_value *summary_json(const struct summary *summary);
