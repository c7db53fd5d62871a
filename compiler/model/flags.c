#include "model/flags.h"

#include "model/changes.h"
#include "model/flag_value.h"

#include <string.h>

const struct flag *flag_find(struct text name)
{
	for (size_t i = 0; i < flag_count; i++)
		if (text_is(name, flags[i].name))
			return &flags[i];
	return NULL;
}

const struct flag_values *flag_values_in(const struct flag *flag, release_date release)
{
	const struct flag_values *values = flag->values;
	while (values[1].since != 0 && values[1].since <= release)
		values++;
	return values;
}

const char *flag_default(const struct flag *flag, release_date release)
{
	const struct flag_values *values = flag_values_in(flag, release);
	bool is_there = values->since <= release && release < values->until;
	return is_there ? values->default_value : NULL;
}

bool flag_exists_in(const struct flag *flag, release_date release)
{
	return flag_default(flag, release) != NULL;
}

/* True when value is one of the words in "a|b|c". */
static bool is_word_of(struct text value, const char *words)
{
	for (const char *start = words;; start++) {
		size_t length = strcspn(start, "|");
		if (text_equal(value, (struct text){start, length}))
			return true;
		start += length;
		if (*start == '\0')
			return false;
	}
}

static bool accepts_overlay2(release_date release, struct text value)
{
	switch (flag_value_overlay2(value)) {
	case OVERLAY2_OFF:
	case OVERLAY2_MEMORY:
		return true;
	case OVERLAY2_NO_MEDIUM:
		return !behaves(release, overlay2_dir) || behaves(release, overlay2_no_medium);
	case OVERLAY2_PATH:
		return !behaves(release, overlay2_dir);
	case OVERLAY2_SELF:
		return behaves(release, overlay2_self);
	case OVERLAY2_DIR:
		return behaves(release, overlay2_dir);
	case OVERLAY2_SIZED:
		return behaves(release, overlay2_size);
	default:
		return false;
	}
}

/* An example in the list stands for all of its kind: "redirect:eth0" for "redirect:" with any
 * device, "/proc/self/ns/net" for any absolute path. */
static bool is_example_of(struct text value, const char *words)
{
	for (const char *start = words; *start != '\0';) {
		size_t length = strcspn(start, "|"), fixed = strcspn(start, "|:/");
		bool has_argument = fixed < length;
		fixed += has_argument;
		if (has_argument && value.length > fixed && memcmp(value.data, start, fixed) == 0)
			return true;
		start += length + (start[length] == '|');
	}
	return is_word_of(value, words);
}

/* The sandbox is handed logWarning, which is how runsc prints the action, and takes only what is
 * written small (pkg/sentry/watchdog/watchdog.go, Action.Set and String). */
bool flag_is_lost(const struct flag *flag, release_date release, struct text value)
{
	return strcmp(flag->name, "watchdog-action") == 0 && !text_is(value, "panic") &&
	       flag_values_in(flag, release)->type == FLAG_ENUM &&
	       is_word_of(value, flag_values_in(flag, release)->allowed) &&
	       behaves(release, said_defaults_handed_on);
}

bool flag_accepts(const struct flag *flag, release_date release, struct text value)
{
	const struct flag_values *values = flag_values_in(flag, release);
	switch (values->type) {
	case FLAG_BOOL:
		return flag_value_is_bool(value);
	case FLAG_INT:
		return flag_value_is_int(value);
	case FLAG_UINT:
		return flag_value_is_uint(value);
	case FLAG_DURATION:
		return flag_value_is_duration(value);
	case FLAG_ENUM:
		return is_word_of(value, values->allowed) && !flag_is_lost(flag, release, value);
	case FLAG_ARGUMENT:
		if (strcmp(flag->name, "overlay2") == 0)
			return accepts_overlay2(release, value);
		return is_example_of(value, values->allowed);
	case FLAG_STRING:
		return values->allowed[0] == '\0' || is_word_of(value, values->allowed);
	}
	return false;
}

const struct flag_preset flag_presets[] = {
    {"character-device-policy", "emulated-only"},
    {"directfs", "false"},
    {"file-access", "exclusive"},
    {"host-fifo", "none"},
    {"host-uds", "none"},
    {"ignore-cgroups", "true"},
    {"network", "none"},
    {"oci-seccomp", "false"},
    {"overlay2", "none"},
    {"rootless", "true"},
};
const size_t flag_preset_count = sizeof flag_presets / sizeof flag_presets[0];

const char *flag_preset(const struct flag *flag)
{
	for (size_t i = 0; i < flag_preset_count; i++)
		if (strcmp(flag->name, flag_presets[i].name) == 0)
			return flag_presets[i].value;
	return NULL;
}

const struct flag_said *flag_line_find(const struct flag_line *line, struct text name)
{
	for (size_t i = line->count; i > 0; i--)
		if (text_equal(line->items[i - 1].name, name))
			return &line->items[i - 1];
	return NULL;
}

struct text flag_line_value(const struct flag_line *line, const char *name, release_date release)
{
	const struct flag_said *said = flag_line_find(line, text_of(name));
	const struct flag *flag = flag_find(text_of(name));
	const char *preset = flag ? flag_default(flag, release) : NULL;
	return said ? said->value : text_of(preset ? preset : "");
}
