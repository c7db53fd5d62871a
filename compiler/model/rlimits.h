#pragma once

#include "model/release.h"

enum rlimit_unit {
	RLIMIT_UNIT_count,
	RLIMIT_UNIT_bytes,
	RLIMIT_UNIT_seconds,
	RLIMIT_UNIT_microseconds,
	RLIMIT_UNIT_nice
};

struct rlimit_row {
	const char *name;     /* as the policy says it */
	const char *oci_name; /* as config.json says it */
	enum rlimit_unit unit;
	const char *note;
};

extern const struct rlimit_row rlimit_rows[];
extern const size_t rlimit_count;

const struct rlimit_row *rlimit_find(struct text name);
/* False when the release accepts the limit and does nothing. */
bool rlimit_is_enforced(const struct rlimit_row *row, release_date release);
