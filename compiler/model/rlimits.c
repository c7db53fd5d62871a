#include "model/rlimits.h"

#include "model/changes.h"

#include <string.h>

const struct rlimit_row rlimit_rows[] = {
#define RLIMIT(name, oci, unit, note) {name, oci, RLIMIT_UNIT_##unit, note},
#include "model/rlimits.def"
#undef RLIMIT
};
const size_t rlimit_count = sizeof rlimit_rows / sizeof rlimit_rows[0];

const struct rlimit_row *rlimit_find(struct text name)
{
	for (size_t i = 0; i < rlimit_count; i++)
		if (text_is(name, rlimit_rows[i].name))
			return &rlimit_rows[i];
	return NULL;
}

bool rlimit_is_enforced(const struct rlimit_row *row, release_date release)
{
	if (strcmp(row->name, "cpu") == 0)
		return behaves(release, cpu_limit_enforced);
	return strcmp(row->name, "data") != 0 && strcmp(row->name, "rss") != 0;
}
