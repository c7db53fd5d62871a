#include "view/launch.h"

#include "model/changes.h"
#include "model/flag_judge.h"
#include "model/flag_value.h"
#include "view/view.h"

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
		if (flag_is_lost(flag_find(said->name), launch->release, said->value)) {
			*reason = arena_printf(arena, "the sandbox does not read --%s=%s",
			                       said->name.data, said->value.data);
			return ruling.status;
		}
		*reason = arena_printf(arena, "--%s does not take \"%s\"", said->name.data,
		                       said->value.data);
		return ruling.status;
	default:
		*reason = "the directory of overlay2 is looked up at start";
		return needs_directory(said, launch->release) ? 128 : 0;
	}
}

static void add_if(struct arena *arena, flag_faults *faults, bool is_fault, const char *why)
{
	if (is_fault)
		*list_append(arena, faults) = text_of(why);
}

static void check_overlay_and_uds(struct arena *arena, const struct launch *launch,
                                  flag_faults *faults)
{
	struct text host_uds = launch_value(launch, "host-uds");
	bool has_overlay = launch_has_overlay(launch_value(launch, "overlay2"));
	add_if(arena, faults, has_overlay && launch_is_true(launch, "overlay"),
	       "--overlay goes with --overlay2=none only");
	add_if(arena, faults, has_overlay && text_is(launch_value(launch, "file-access"), "shared"),
	       "--file-access=shared goes with --overlay2=none only");
	add_if(arena, faults,
	       launch_is_true(launch, "fsgofer-host-uds") && host_uds.length > 0 &&
	           !text_is(host_uds, "none"),
	       "--fsgofer-host-uds and --host-uds exclude each other");
}

static void check_profile(struct arena *arena, const struct launch *launch, flag_faults *faults)
{
	static const char *const profiles[] = {"profile-block", "profile-cpu", "profile-heap",
	                                       "profile-mutex"};
	bool has_profile = false;
	for (size_t i = 0; i < sizeof profiles / sizeof *profiles; i++)
		has_profile |= launch_value(launch, profiles[i]).length > 0;
	add_if(arena, faults, has_profile && !launch_is_true(launch, "profile"),
	       "the --profile- flags need --profile");
}

/* An unsigned one above all of these is not 0 either. */
static int64_t int_of(const struct launch *launch, const char *name)
{
	int64_t number;
	flag_value_int(launch_value(launch, name), &number);
	return number;
}

/* runsc/config/config.go, Config.validate. */
static void check_together(struct arena *arena, const struct launch *launch, flag_faults *faults)
{
	struct text network = launch_value(launch, "network");
	add_if(arena, faults, launch_is_true(launch, "rootless") && text_is(network, "sandbox"),
	       "--rootless goes with --network=none or host only");
	add_if(arena, faults, text_is(network, "plugin"), "no network plugin is built in");
	check_overlay_and_uds(arena, launch, faults);
	add_if(arena, faults, int_of(launch, "num-network-channels") <= 0,
	       "--num-network-channels must be above 0");
	add_if(arena, faults,
	       text_is(launch_value(launch, "qdisc"), "tbf") &&
	           int_of(launch, "qdisc-tbf-rate") == 0,
	       "--qdisc=tbf needs --qdisc-tbf-rate");
	add_if(arena, faults,
	       launch_is_true(launch, "pause-external-networking") && !text_is(network, "sandbox"),
	       "--pause-external-networking goes with --network=sandbox only");
	check_profile(arena, launch, faults);
}

/* A value is parsed where it stands; whether it means something is asked of the last one. */
static void check_each(struct arena *arena, const struct launch *launch, int wanted,
                       flag_faults *faults)
{
	const struct flag_line *line = launch->line;
	const struct flag_said *said;
	for_each (said, line) {
		const char *why;
		int status = check_flag(arena, launch, said, &why);
		bool counts = status == 2 || flag_line_find(line, said->name) == said;
		add_if(arena, faults, status == wanted && counts, why);
	}
}

/* In the order in which runsc comes to them: words, then values, then what they mean together,
 * which nobody can say while one of them means nothing. */
int view_check_flags(struct arena *arena, const struct launch *launch, flag_faults *faults)
{
	const struct flag_line *line = launch->line;
	check_each(arena, launch, 2, faults);
	int status = faults->count > 0 ? 2 : line->fault ? line->status : 128;
	add_if(arena, faults, line->fault != NULL, line->fault);
	check_each(arena, launch, 128, faults);
	if (faults->count == 0)
		check_together(arena, launch, faults);
	return faults->count > 0 ? status : 0;
}
