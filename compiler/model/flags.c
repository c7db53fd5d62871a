#include "model/flags.h"

#include "model/flag_value.h"

#include <string.h>

const struct flag *flag_find(struct text name)
{
	for (size_t i = 0; i < flag_count; i++)
		if (text_is(name, flags[i].name))
			return &flags[i];
	return NULL;
}

static size_t column_index(release_date release)
{
	size_t index = 0;
	for (size_t i = 0; i < release_column_count && release_columns[i] <= release; i++)
		index = i;
	return index;
}

const char *flag_default(const struct flag *flag, release_date release)
{
	return flag->defaults[column_index(release)];
}

bool flag_exists_in(const struct flag *flag, release_date release)
{
	return flag_default(flag, release) != NULL;
}

const struct flag_values *flag_values_in(const struct flag *flag, release_date release)
{
	const struct flag_values *values = flag->values;
	while (values[1].since != 0 && values[1].since <= release_column(release))
		values++;
	return values;
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
		return is_word_of(value, values->allowed);
	case FLAG_ARGUMENT:
		if (strcmp(flag->name, "overlay2") == 0)
			return flag_value_is_overlay2(value);
		return values->allowed[0] == '\0' ? value.length > 0 : is_word_of(value, values->allowed);
	case FLAG_STRING:
		return values->allowed[0] == '\0' || is_word_of(value, values->allowed);
	}
	return false;
}

/* The value that keepc itself gives a load-bearing flag; anything else loosens. */
static bool is_safe_value(const struct flag *flag, struct text value)
{
	static const char *const safe[][2] = {{"character-device-policy", "emulated-only"},
	                                      {"file-access", "exclusive"},
	                                      {"host-fifo", "none"},
	                                      {"host-uds", "none"},
	                                      {"network", "none"},
	                                      {"overlay2", "none"}};
	static const char *const bools[][2] = {{"directfs", "false"}, {"ignore-cgroups", "true"}, {"oci-seccomp", "false"}, {"rootless", "true"}};
	for (size_t i = 0; i < sizeof safe / sizeof safe[0]; i++)
		if (strcmp(flag->name, safe[i][0]) == 0)
			return text_is(value, safe[i][1]);
	for (size_t i = 0; i < sizeof bools / sizeof bools[0]; i++)
		if (strcmp(flag->name, bools[i][0]) == 0)
			return flag_value_is_true(value) == (strcmp(bools[i][1], "true") == 0);
	return false;
}

bool flag_loosens(const struct flag *flag, release_date release, struct text value)
{
	if (flag->class == FLAG_LOAD_BEARING)
		return !is_safe_value(flag, value);
	bool is_off = flag_values_in(flag, release)->type == FLAG_BOOL && !flag_value_is_true(value);
	return flag->class == FLAG_LOOSENS && !is_off;
}
