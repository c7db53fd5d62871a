#include "view/launch.h"

#include "model/changes.h"
#include "model/flag_value.h"
#include "view/view.h"

#include <stdlib.h>
#include <string.h>

bool launch_split(struct text word, struct text *name, struct text *value)
{
	size_t dashes = text_starts(word, "--") ? 2 : text_starts(word, "-") ? 1 : 0;
	const char *equals;
	if (dashes == 0 || word.length == dashes || word.data[dashes] == '-' || word.data[dashes] == '=')
		return false;
	equals = memchr(word.data, '=', word.length);
	*name = (struct text){word.data + dashes, (equals ? (size_t)(equals - word.data) : word.length) - dashes};
	*value = equals ? (struct text){equals + 1, word.length - (size_t)(equals + 1 - word.data)} : TEXT("true");
	return true;
}

struct text launch_value(const struct launch *launch, const char *name)
{
	const struct flag *flag = flag_find(text_of(name));
	const char *preset = flag ? flag_default(flag, launch->release) : NULL;
	struct text result = text_of(preset ? preset : ""), given, value;
	for (size_t i = 0; i < launch->count; i++)
		if (launch_split(launch->words[i], &given, &value) && text_is(given, name))
			result = value;
	return result;
}

bool launch_is_true(const struct launch *launch, const char *name)
{
	return flag_value_is_true(launch_value(launch, name));
}

/* --overlay2 was written three times anew (runsc/config/config.go, Overlay2.Set). */
static int check_overlay2(release_date release, struct text value, const char **reason)
{
	bool has_target = text_starts(value, "root:") || text_starts(value, "all:");
	*reason = "the value of overlay2 is not taken";
	if (text_is(value, "none"))
		return 0;
	if (!has_target)
		return 2;
	if (!behaves(release, overlay2_dir))
		return text_is(value, "root:") || text_is(value, "all:") || text_is(value, "root:memory") || text_is(value, "all:memory") ? 0 : 128;
	if (text_is(value, "root:") || text_is(value, "all:"))
		return behaves(release, overlay2_no_medium) ? 0 : 2;
	if (memchr(value.data, ',', value.length) && !behaves(release, overlay2_size))
		return 2;
	if (!flag_value_is_overlay2(value))
		return 2;
	*reason = "the directory of overlay2 is looked up at start";
	return strstr(value.data, ":dir=") && !behaves(release, overlay2_dir_at_start) ? 128 : 0;
}

static int check_flag(struct arena *arena, release_date release, struct text name, struct text value, const char **reason)
{
	const struct flag *flag = flag_find(name);
	if (!flag || !flag_exists_in(flag, release)) {
		*reason = arena_printf(arena, "this release has no flag --%.*s", (int)name.length, name.data);
		return 2;
	}
	if (text_is(name, "overlay2"))
		return check_overlay2(release, value, reason);
	if (text_is(name, "host-uds") && value.length == 0)
		return 0;
	if (flag_accepts(flag, release, value))
		return 0;
	*reason = arena_printf(arena, "--%.*s does not take \"%.*s\"", (int)name.length, name.data, (int)value.length, value.data);
	return flag_values_in(flag, release)->type == FLAG_STRING ? 128 : 2;
}

/* runsc/config/config.go, Config.validate. */
static const char *check_together(const struct launch *launch)
{
	static const char *const profiles[] = {"profile-block", "profile-cpu", "profile-heap", "profile-mutex"};
	struct text overlay2 = launch_value(launch, "overlay2"), host_uds = launch_value(launch, "host-uds");
	bool has_overlay = overlay2.length > 0 && !text_is(overlay2, "none") && !text_is(overlay2, "root:") && !text_is(overlay2, "all:");
	if (launch_is_true(launch, "rootless") && text_is(launch_value(launch, "network"), "sandbox"))
		return "--rootless goes with --network=none or host only";
	if (text_is(launch_value(launch, "network"), "plugin"))
		return "no network plugin is built in";
	if (has_overlay && launch_is_true(launch, "overlay"))
		return "--overlay goes with --overlay2=none only";
	if (has_overlay && text_is(launch_value(launch, "file-access"), "shared"))
		return "--file-access=shared goes with --overlay2=none only";
	if (launch_is_true(launch, "fsgofer-host-uds") && host_uds.length > 0 && !text_is(host_uds, "none"))
		return "--fsgofer-host-uds and --host-uds exclude each other";
	if (strtoll(launch_value(launch, "num-network-channels").data, NULL, 0) <= 0)
		return "--num-network-channels must be above 0";
	if (text_is(launch_value(launch, "qdisc"), "tbf") && strtoull(launch_value(launch, "qdisc-tbf-rate").data, NULL, 0) == 0)
		return "--qdisc=tbf needs --qdisc-tbf-rate";
	if (launch_is_true(launch, "pause-external-networking") && !text_is(launch_value(launch, "network"), "sandbox"))
		return "--pause-external-networking goes with --network=sandbox only";
	for (size_t i = 0; i < sizeof profiles / sizeof *profiles; i++)
		if (launch_value(launch, profiles[i]).length > 0 && !launch_is_true(launch, "profile"))
			return "the --profile- flags need --profile";
	return NULL;
}

int view_check_flags(struct arena *arena, release_date release, const struct text *words, size_t count, const char **reason)
{
	struct launch launch = {release, words, count};
	struct text name, value;
	int worst = 0;
	for (size_t i = 0; i < count && worst != 2; i++) {
		const char *why;
		if (!launch_split(words[i], &name, &value)) {
			*reason = arena_printf(arena, "\"%.*s\" is no flag and is taken for the subcommand", (int)words[i].length, words[i].data);
			return 128;
		}
		int status = check_flag(arena, release, name, value, &why);
		if (status == 0 || (worst != 0 && status != 2))
			continue;
		worst = status;
		*reason = why;
	}
	if (worst != 0)
		return worst;
	*reason = check_together(&launch);
	return *reason ? 128 : 0;
}
