#include "model/policy.h"

bool policy_has_flag(const struct policy *policy, const struct flag *flag)
{
	if (policy->facts)
		return runsc_facts_has(policy->facts, flag->name);
	return flag_exists_in(flag, policy->release);
}

bool policy_release_is_known(const struct policy *policy)
{
	return policy->release != 0 && release_beyond(policy->runsc_release.value) == 0;
}

struct text policy_state_dir(const struct policy *policy)
{
	bool is_path = !policy->keys[KEY_ID_runsc_root].is_broken &&
	               text_starts(policy->runsc_root.value, "/");
	return is_path ? policy->runsc_root.value : TEXT("");
}
