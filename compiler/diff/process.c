#include "diff/diff.h"

#include "view/go_decode.h"
#include "view/json.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* --- keeprun's options (schema/artifact.h)
 * --------------------------------------------------------------------------------------------------------------------- */

static bool find_option(const struct inspection *side, const char *name, struct text *value)
{
	size_t length = strlen(name);
	*value = TEXT("");
	for (size_t at = 0; at < side->argv.length;) {
		struct text word = text_of(side->argv.data + at);
		at += word.length + 1;
		if (text_is(word, "--"))
			break;
		if (text_starts(word, name) && word.length > length && word.data[length] == '=') {
			*value = text_of(word.data + length + 1);
			return true;
		}
	}
	return false;
}

static struct text option_value(const struct inspection *side, const char *name)
{
	struct text value;
	find_option(side, name, &value);
	return value;
}

static bool has_option(const struct inspection *side, struct text wanted)
{
	for (size_t at = 0; at < side->argv.length;) {
		struct text word = text_of(side->argv.data + at);
		at += word.length + 1;
		if (text_is(word, "--"))
			break;
		if (text_equal(word, wanted))
			return true;
	}
	return false;
}

/* Words from the tightest to the loosest, the empty one where the option is absent; those that are not listed are as tight as the first. */
static void diff_word(struct arena *arena, differences *found, const struct inspection *old, const struct inspection *new, const char *name,
                      const char *const *order)
{
	struct text before = option_value(old, name), after = option_value(new, name);
	int from = 0, to = 0;
	if (text_equal(before, after))
		return;
	for (int i = 0; order[i]; i++) {
		from = text_is(before, order[i]) ? i : from;
		to = text_is(after, order[i]) ? i : to;
	}
	diff_add(arena, found,
	         to > from   ? DIFF_LOOSER
	         : to < from ? DIFF_TIGHTER
	                     : DIFF_CHANGED,
	         name + 2, before.length > 0 ? before.data : "fixed", after.length > 0 ? after.data : "fixed");
}

/* What is checked at each start only where the option is there. True when both sides have it. */
static bool diff_demand(struct arena *arena, differences *found, const struct inspection *old, const struct inspection *new, const char *name)
{
	struct text before, after;
	bool was_there = find_option(old, name, &before), is_there = find_option(new, name, &after);
	if (was_there != is_there)
		diff_add(arena, found, is_there ? DIFF_TIGHTER : DIFF_LOOSER, name + 2,
		         !was_there          ? "any"
		         : before.length > 0 ? before.data
		                             : "none",
		         !is_there          ? "any"
		         : after.length > 0 ? after.data
		                            : "none");
	return was_there && is_there;
}

static uint64_t number(struct text text)
{
	return text.length > 0 ? strtoull(text.data, NULL, 10) : UINT64_MAX;
}

static const char *number_text(struct arena *arena, uint64_t value, const char *unit)
{
	return value == UINT64_MAX ? "unlimited" : arena_printf(arena, "%" PRIu64 "%s", value, unit);
}

static void diff_number(struct arena *arena, differences *found, const char *subject, uint64_t before, uint64_t after, const char *unit)
{
	if (before != after)
		diff_add(arena, found, after > before ? DIFF_LOOSER : DIFF_TIGHTER, subject, number_text(arena, before, unit), number_text(arena, after, unit));
}

/* Repeated options that each open something: more of them is looser. */
static void diff_repeated(struct arena *arena, differences *found, const struct inspection *one, const struct inspection *other, const char *name,
                          enum direction direction)
{
	for (size_t at = 0; at < one->argv.length;) {
		struct text word = text_of(one->argv.data + at);
		at += word.length + 1;
		if (text_is(word, "--"))
			break;
		if (!text_starts(word, name) || word.data[strlen(name)] != '=' || has_option(other, word))
			continue;
		const char *subject = arena_printf(arena, "%s %s", name + 2, word.data + strlen(name) + 1);
		diff_add(arena, found, direction, subject, direction == DIFF_LOOSER ? "no" : "yes", direction == DIFF_LOOSER ? "yes" : "no");
	}
}

static bool has_capability(struct text list, struct text name)
{
	for (size_t at = 0; at < list.length;) {
		const char *comma = memchr(list.data + at, ',', list.length - at);
		size_t end = comma ? (size_t)(comma - list.data) : list.length;
		if (text_equal((struct text){list.data + at, end - at}, name))
			return true;
		at = end + 1;
	}
	return false;
}

static void diff_capabilities(struct arena *arena, differences *found, struct text one, struct text other, enum direction direction)
{
	for (size_t at = 0; at < one.length;) {
		const char *comma = memchr(one.data + at, ',', one.length - at);
		size_t end = comma ? (size_t)(comma - one.data) : one.length;
		struct text name = text_copy(arena, one.data + at, end - at);
		at = end + 1;
		if (!has_capability(other, name))
			diff_add(arena, found, direction, arena_printf(arena, "outer capability %s", name.data), direction == DIFF_LOOSER ? "no" : "yes",
			         direction == DIFF_LOOSER ? "yes" : "no");
	}
}

void diff_options(struct arena *arena, differences *found, const struct inspection *old, const struct inspection *new)
{
	static const char *const args[] = {"", "append", "replace", NULL}, *const drift[] = {"refuse", "mask", "warn", NULL},
	                         *const network[] = {"none", "any", NULL}, *const read_only[] = {"true", "false", NULL}, *const seal[] = {"auto", "off", NULL},
	                         *const layout[] = {NULL};
	static const char *const repeated[] = {"--env-pass", "--expect-mount"};
	if (old->argv.length == 0 || new->argv.length == 0)
		return;
	diff_word(arena, found, old, new, "--args", args);
	diff_word(arena, found, old, new, "--drift", drift);
	diff_word(arena, found, old, new, "--outer-network", network);
	diff_word(arena, found, old, new, "--outer-read-only", read_only);
	diff_word(arena, found, old, new, "--seal", seal);
	diff_word(arena, found, old, new, "--layout", layout);
	diff_word(arena, found, old, new, "--runsc", layout);
	diff_number(arena, found, "limit wall", number(option_value(old, "--wall")), number(option_value(new, "--wall")), " ms");
	diff_number(arena, found, "limit output", number(option_value(old, "--output")), number(option_value(new, "--output")), " bytes");
	if (diff_demand(arena, found, old, new, "--outer-capabilities")) {
		struct text before = option_value(old, "--outer-capabilities"), after = option_value(new, "--outer-capabilities");
		diff_capabilities(arena, found, after, before, DIFF_LOOSER);
		diff_capabilities(arena, found, before, after, DIFF_TIGHTER);
	}
	if (diff_demand(arena, found, old, new, "--runsc-sha256"))
		diff_word(arena, found, old, new, "--runsc-sha256", layout);
	for (size_t i = 0; i < sizeof repeated / sizeof *repeated; i++) {
		diff_repeated(arena, found, new, old, repeated[i], DIFF_LOOSER);
		diff_repeated(arena, found, old, new, repeated[i], DIFF_TIGHTER);
	}
}

/* --- the guest's process -------------------------------------------------------------------------------------------------------------------------------------
 */

static struct json *decoded(struct arena *arena, const struct inspection *side)
{
	struct report ignored = {.arena = arena};
	struct json_document document = json_read(arena, side->config);
	return document.value ? go_decode(&ignored, side->input.config, document.value).value : NULL;
}

static const char *joined(struct arena *arena, const struct json *list)
{
	struct text result = TEXT("");
	const struct json_member *member;
	if (list)
		for_each (member, &list->members)
			result = text_format(arena, "%s%s%s", result.data, result.length > 0 ? " " : "", json_text(member->value).data);
	return result.data;
}

static const struct json *limit_of(const struct json *process, struct text type)
{
	const struct json *limits = json_get(process, "rlimits");
	const struct json_member *limit;
	if (limits)
		for_each (limit, &limits->members)
			if (text_equal(json_text(json_get(limit->value, "type")), type))
				return limit->value;
	return NULL;
}

static uint64_t bound_of(const struct json *limit, const char *key)
{
	const struct json *bound = json_get(limit, key);
	return bound ? number(bound->text) : UINT64_MAX;
}

/* The soft limit is said where the hard one does not tell its direction. */
static void diff_rlimit(struct arena *arena, differences *found, const char *name, const struct json *old, const struct json *new)
{
	uint64_t hard_before = bound_of(old, "hard"), hard_after = bound_of(new, "hard"), before = bound_of(old, "soft"), after = bound_of(new, "soft");
	bool is_told = before == after || (after > before ? hard_after > hard_before : hard_after < hard_before);
	diff_number(arena, found, arena_printf(arena, "rlimit %s", name), hard_before, hard_after, "");
	if (!is_told)
		diff_number(arena, found, arena_printf(arena, "rlimit %s, soft", name), before, after, "");
}

static void diff_rlimits(struct arena *arena, differences *found, const struct json *listed, const struct json *old, const struct json *new,
                         const struct json *skipped)
{
	const struct json *limits = json_get(listed, "rlimits");
	const struct json_member *limit;
	if (!limits)
		return;
	for_each (limit, &limits->members) {
		struct text type = json_text(json_get(limit->value, "type"));
		if (!skipped || !limit_of(skipped, type))
			diff_rlimit(arena, found, type.data, limit_of(old, type), limit_of(new, type));
	}
}

static const char *id_of(const struct json *process, const char *key)
{
	const struct json *id = json_get(json_get(process, "user"), key);
	return id ? id->text.data : "0";
}

static void diff_id(struct arena *arena, differences *found, const char *subject, const char *from, const char *to)
{
	if (strcmp(from, to) != 0)
		diff_add(arena, found, strcmp(to, "0") == 0 ? DIFF_LOOSER : strcmp(from, "0") == 0 ? DIFF_TIGHTER : DIFF_CHANGED, subject, from, to);
}

/* Groups beside the first one: only somebody's config.json has them. */
static bool has_group(const struct json *groups, const struct json *wanted)
{
	const struct json_member *group;
	if (groups)
		for_each (group, &groups->members)
			if (text_equal(group->value->text, wanted->text))
				return true;
	return false;
}

static void diff_groups(struct arena *arena, differences *found, const struct json *one, const struct json *other, enum direction direction)
{
	const struct json *groups = json_get(json_get(one, "user"), "additionalGids"), *others = json_get(json_get(other, "user"), "additionalGids");
	const struct json_member *group;
	if (!groups)
		return;
	for_each (group, &groups->members)
		if (!has_group(others, group->value))
			diff_add(arena, found, direction, arena_printf(arena, "additional group %s", group->value->text.data),
			         direction == DIFF_LOOSER ? "no" : "yes", direction == DIFF_LOOSER ? "yes" : "no");
}

static void diff_changed(struct arena *arena, differences *found, const char *subject, const char *before, const char *after)
{
	if (strcmp(before, after) != 0)
		diff_add(arena, found, DIFF_CHANGED, subject, before, after);
}

void diff_processes(struct arena *arena, differences *found, const struct inspection *old, const struct inspection *new)
{
	const struct json *was = decoded(arena, old), *is = decoded(arena, new), *before = json_get(was, "process"), *after = json_get(is, "process");
	diff_id(arena, found, "user", id_of(before, "uid"), id_of(after, "uid"));
	diff_id(arena, found, "group", id_of(before, "gid"), id_of(after, "gid"));
	diff_groups(arena, found, after, before, DIFF_LOOSER);
	diff_groups(arena, found, before, after, DIFF_TIGHTER);
	diff_rlimits(arena, found, before, before, after, NULL);
	diff_rlimits(arena, found, after, before, after, before);
	diff_changed(arena, found, "command", joined(arena, json_get(before, "args")), joined(arena, json_get(after, "args")));
	diff_changed(arena, found, "environment", joined(arena, json_get(before, "env")), joined(arena, json_get(after, "env")));
	diff_changed(arena, found, "hostname", json_text(json_get(was, "hostname")).data, json_text(json_get(is, "hostname")).data);
	diff_changed(arena, found, "cwd", json_text(json_get(before, "cwd")).data, json_text(json_get(after, "cwd")).data);
	if (old->view->process.holds_capabilities != new->view->process.holds_capabilities)
		diff_add(arena, found, new->view->process.holds_capabilities ? DIFF_LOOSER : DIFF_TIGHTER, "capabilities",
		         old->view->process.holds_capabilities ? "some" : "none", new->view->process.holds_capabilities ? "some" : "none");
	if (old->view->process.can_gain_privileges != new->view->process.can_gain_privileges)
		diff_add(arena, found, new->view->process.can_gain_privileges ? DIFF_LOOSER : DIFF_TIGHTER, "no_new_privs",
		         old->view->process.can_gain_privileges ? "off" : "on", new->view->process.can_gain_privileges ? "off" : "on");
}
