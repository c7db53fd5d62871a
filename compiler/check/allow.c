#include "check/allow.h"

#include <string.h>

static bool is_let_pass(struct policy *policy, const struct finding *finding)
{
	bool passes = false;
	struct policy_allow *allow;
	for_each(allow, &policy->allow)
	{
		if (allow->rule != finding->rule || strcmp(finding->rule->family, "yaml") == 0)
			continue;
		if (allow->at.value.length > 0 && !text_equal(allow->at.value, finding->at))
			continue;
		allow->is_used = true;
		passes = true;
	}
	return passes;
}

void allow_findings(struct check *check, struct policy *policy)
{
	size_t kept = 0;
	for (size_t i = 0; i < check->report->findings.count; i++)
		if (!is_let_pass(policy, &check->report->findings.items[i]))
			check->report->findings.items[kept++] = check->report->findings.items[i];
	check->report->findings.count = kept;
}
