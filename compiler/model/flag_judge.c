#include "model/flag_judge.h"

#include "model/changes.h"
#include "model/flag_value.h"

#include <string.h>

/* An item of the column "tight": a word, '' for the empty value, "word*" for all that begins so. */
static bool is_item(struct text item, struct text value)
{
	if (text_is(item, "''"))
		return value.length == 0;
	if (item.length == 0 || item.data[item.length - 1] != '*')
		return text_equal(item, value);
	return value.length >= item.length - 1 &&
	       memcmp(value.data, item.data, item.length - 1) == 0;
}

/* Where in the list a value stands: ranks are separated by " > ", items of a rank by "|". */
struct place_in_list {
	size_t rank;
	bool is_pattern;
};

static bool find_in_list(const char *list, struct text value, struct place_in_list *place)
{
	*place = (struct place_in_list){0};
	for (const char *at = list; *at != '\0';) {
		size_t length = strcspn(at, "| ");
		place->is_pattern = length > 0 && at[length - 1] == '*';
		if (is_item((struct text){at, length}, value))
			return true;
		at += length;
		place->rank += *at == ' ';
		at += strspn(at, "|> ");
	}
	return false;
}

static struct text canonical(const struct flag *flag, struct text value, release_date release)
{
	if (flag_values_in(flag, release)->type != FLAG_BOOL)
		return value;
	return flag_value_is_true(value) ? TEXT("true") : TEXT("false");
}

/* Where the table lists nothing: a safe flag opens nothing, and another one neither by its default
 * nor, when it is a bool, by being off. */
static bool is_tight(const struct flag *flag, struct text value, release_date date, size_t *rank)
{
	const char *preset = flag_default(flag, date);
	struct place_in_list place = {0};
	if (flag->tight[0] != '\0' && !find_in_list(flag->tight, value, &place))
		return false;
	*rank = place.rank;
	if (flag->tight[0] != '\0' || flag->class == FLAG_SAFE)
		return true;
	if (flag_values_in(flag, date)->type == FLAG_BOOL)
		return text_is(value, "false");
	return text_is(value, preset ? preset : "");
}

static enum flag_reason reason_of(const struct flag *flag)
{
	switch (flag->class) {
	case FLAG_DEBUG:
		return FLAG_REASON_DEBUGS;
	case FLAG_TESTONLY:
		return FLAG_REASON_TESTS;
	case FLAG_INTERNAL:
		return FLAG_REASON_DESCRIPTOR;
	default:
		return FLAG_REASON_OPENS;
	}
}

/* What is no value of the type is refused when it is parsed; a word that means nothing, at start.
 * So is what the oldest releases take for overlay2's directory. */
static int refusal_status(const struct flag *flag, struct text value, release_date release)
{
	bool is_overlay2 = strcmp(flag->name, "overlay2") == 0;
	if (is_overlay2 && !behaves(release, overlay2_dir))
		return flag_value_overlay2(value) == OVERLAY2_BAD ? 2 : 128;
	bool is_parsed = flag_is_lost(flag, release, value) ||
	                 flag_values_in(flag, release)->type == FLAG_STRING;
	return is_parsed ? 128 : 2;
}

struct ruling flag_judge_value(const struct flag *flag, struct text value, release_date release)
{
	struct ruling ruling = {.verdict = FLAG_TIGHT, .reason = reason_of(flag)};
	struct text meant = canonical(flag, value, release);
	if (!flag_accepts(flag, release, value)) {
		ruling.verdict = FLAG_REFUSED;
		ruling.status = refusal_status(flag, value, release);
	} else if (flag->class == FLAG_COMMAND) {
		ruling.verdict = FLAG_PRINTS;
	} else if (flag->class == FLAG_DEPRECATED) {
		ruling.verdict = FLAG_INERT;
	} else if (!is_tight(flag, meant, release, &ruling.rank)) {
		ruling.verdict = FLAG_LOOSE;
	}
	return ruling;
}

struct ruling flag_judge(struct text name, struct text value, release_date release)
{
	const struct flag *flag = flag_find(name);
	if (!flag)
		return (struct ruling){.verdict = FLAG_UNKNOWN, .status = 2};
	if (!flag_exists_in(flag, release))
		return (struct ruling){.verdict = FLAG_MISSING, .status = 2};
	return flag_judge_value(flag, value, release);
}

struct ruling flag_judge_asked(const struct runsc_facts *facts, struct text name, struct text value,
                               release_date release)
{
	const struct flag *flag = flag_find(name);
	if (!facts || !flag)
		return flag_judge(name, value, release);
	if (!runsc_facts_has(facts, flag->name))
		return (struct ruling){.verdict = FLAG_MISSING, .status = 2};
	return flag_judge_value(flag, value, release);
}

const char *flag_reason_words(enum flag_reason reason)
{
	static const char *const words[] = {
	    [FLAG_REASON_OPENS] = "loosens the sandbox",
	    [FLAG_REASON_DEBUGS] = "is for debugging",
	    [FLAG_REASON_TESTS] = "is for gVisor's own tests",
	    [FLAG_REASON_DESCRIPTOR] = "hands on a file descriptor",
	};
	return words[reason];
}

bool flag_is_same_value(const struct flag *flag, struct text a, struct text b, release_date date)
{
	struct text left = canonical(flag, a, date), right = canonical(flag, b, date);
	struct place_in_list one, other;
	if (text_equal(left, right))
		return true;
	if (flag->class != FLAG_LOAD_BEARING || !find_in_list(flag->tight, left, &one))
		return false;
	if (!find_in_list(flag->tight, right, &other) || one.is_pattern || other.is_pattern)
		return false;
	return one.rank == other.rank;
}

enum area_id flag_area(struct text name)
{
	static const struct {
		const char *begins;
		enum area_id area;
	} rows[] = {{"network", AREA_network},       {"gofer-network", AREA_network},
	            {"net-", AREA_network},          {"nvproxy", AREA_devices},
	            {"tpuproxy", AREA_devices},      {"character-device", AREA_devices},
	            {"host-uds", AREA_files},        {"host-fifo", AREA_files},
	            {"fsgofer-host-uds", AREA_files}};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (text_starts(name, rows[i].begins))
			return rows[i].area;
	return AREA_runsc;
}
