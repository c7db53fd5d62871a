#include "emit/open_files.h"
#include "artifact.h"
#include "base/scan.h"

enum { HELD_ALWAYS = 64, CACHED_FILES = 1000 };

static const struct policy_flag *find_cache(const struct policy *policy)
{
	const struct policy_flag *flag;
	for_each (flag, &policy->runsc_flags)
		if (text_is(flag->name.value, "dcache"))
			return flag;
	return NULL;
}

bool policy_fits_cache(const struct policy *policy)
{
	return !find_cache(policy);
}

/* --dcache, or runsc's own where that is not given or below zero. */
static uint64_t cached_files(struct arena *arena, const struct policy *policy)
{
	const struct policy_flag *flag = find_cache(policy);
	struct scan_fault fault;
	uint64_t number;
	return flag && scan_number(arena, flag->value.value, &number, &fault) ? number
	                                                                      : CACHED_FILES;
}

static uint64_t open_files(const struct policy *policy, uint64_t cached)
{
	enum { MORE_THAN_ANY = 1 << 20 }; /* the kernel's own limit, fs.nr_open */
	const struct policy_rlimit *limit;
	for_each (limit, &policy->rlimits) {
		uint64_t files = limit->hard.value;
		if (text_is(text_of(limit->row->name), "nofile") && files <= MORE_THAN_ANY)
			return ARTIFACT_HELD_OF_A_FILE * (files + cached) + HELD_ALWAYS;
	}
	return 0;
}

uint64_t policy_open_files(struct arena *arena, const struct policy *policy)
{
	return open_files(policy, cached_files(arena, policy));
}

uint64_t policy_least_open_files(struct arena *arena, const struct policy *policy)
{
	return policy_fits_cache(policy) ? open_files(policy, ARTIFACT_CACHE_LEAST)
	                                 : policy_open_files(arena, policy);
}
