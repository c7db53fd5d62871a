#include "view/launch.h"

#include "model/changes.h"
#include "model/flag_judge.h"
#include "model/flag_value.h"
#include "view/view.h"

#include <stdlib.h>
#include <string.h>

struct text launch_value(const struct launch *launch, const char *name)
{
	return flag_line_value(launch->line, name, launch->release);
}

bool launch_is_true(const struct launch *launch, const char *name)
{
	return flag_value_is_true(launch_value(launch, name));
}

bool launch_has_overlay(struct text overlay2)
{
	enum overlay2_form form = flag_value_overlay2(overlay2);
	return form == OVERLAY2_MEMORY || form == OVERLAY2_PATH || form == OVERLAY2_SELF ||
	       form == OVERLAY2_DIR || form == OVERLAY2_SIZED;
}

/* Until then the directory of an overlay was looked up at start; what it is there is not known. */
static bool needs_directory(const struct flag_said *said, release_date release)
{
	if (!text_is(said->name, "overlay2") || behaves(release, overlay2_dir_at_start))
		return false;
	return flag_value_overlay2(said->value) == OVERLAY2_PATH ||
	       strstr(said->value.data, ":dir=");
}

/* What runsc exits with because of one flag, and why. */
static int check_flag(struct arena *arena, const struct launch *launch,
                      const struct flag_said *said, const char **reason)
{
	struct ruling ruling =
	    flag_judge_asked(launch->facts, said->name, said->value, launch->release);
	switch (ruling.verdict) {
	case FLAG_UNKNOWN:
	case FLAG_MISSING:
		*reason = arena_printf(arena, "this release has no flag --%s", said->name.data);
		return ruling.status;
	case FLAG_REFUSED:
		*reason = arena_printf(arena, "--%s does not take \"%s\"", said->name.data,
		                       said->value.data);
		return ruling.status;
	default:
		*reason = "the directory of overlay2 is looked up at start";
		return needs_directory(said, launch->release) ? 128 : 0;
	}
}

/* runsc/config/config.go, Config.validate. */
static const char *check_together(const struct launch *launch)
{
	static const char *const profiles[] = {"profile-block", "profile-cpu", "profile-heap",
	                                       "profile-mutex"};
	struct text host_uds = launch_value(launch, "host-uds");
	bool has_overlay = launch_has_overlay(launch_value(launch, "overlay2"));
	if (launch_is_true(launch, "rootless") &&
	    text_is(launch_value(launch, "network"), "sandbox"))
		return "--rootless goes with --network=none or host only";
	if (text_is(launch_value(launch, "network"), "plugin"))
		return "no network plugin is built in";
	if (has_overlay && launch_is_true(launch, "overlay"))
		return "--overlay goes with --overlay2=none only";
	if (has_overlay && text_is(launch_value(launch, "file-access"), "shared"))
		return "--file-access=shared goes with --overlay2=none only";
	if (launch_is_true(launch, "fsgofer-host-uds") && host_uds.length > 0 &&
	    !text_is(host_uds, "none"))
		return "--fsgofer-host-uds and --host-uds exclude each other";
	if (strtoll(launch_value(launch, "num-network-channels").data, NULL, 0) <= 0)
		return "--num-network-channels must be above 0";
	if (text_is(launch_value(launch, "qdisc"), "tbf") &&
	    strtoull(launch_value(launch, "qdisc-tbf-rate").data, NULL, 0) == 0)
		return "--qdisc=tbf needs --qdisc-tbf-rate";
	if (launch_is_true(launch, "pause-external-networking") &&
	    !text_is(launch_value(launch, "network"), "sandbox"))
		return "--pause-external-networking goes with --network=sandbox only";
	for (size_t i = 0; i < sizeof profiles / sizeof *profiles; i++)
		if (launch_value(launch, profiles[i]).length > 0 &&
		    !launch_is_true(launch, "profile"))
			return "the --profile- flags need --profile";
	return NULL;
}

/* A value is parsed where it stands; whether it means something is asked of the last one. */
static int check_each(struct arena *arena, const struct launch *launch, const char **reason)
{
	const struct flag_line *line = launch->line;
	const struct flag_said *said;
	int worst = 0;
	for_each (said, line) {
		const char *why;
		int status = check_flag(arena, launch, said, &why);
		if (status == 128 && (worst != 0 || flag_line_find(line, said->name) != said))
			continue;
		if (status != 0)
			*reason = why;
		worst = status != 0 ? status : worst;
		if (status == 2)
			break;
	}
	return worst;
}

int view_check_flags(struct arena *arena, const struct launch *launch, const char **reason)
{
	const struct flag_line *line = launch->line;
	int worst = check_each(arena, launch, reason);
	if (line->fault && worst != 2) {
		*reason = line->fault;
		return line->status;
	}
	if (worst != 0)
		return worst;
	*reason = check_together(launch);
	return *reason ? 128 : 0;
}
