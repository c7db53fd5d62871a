#include "diff.h"

#include "view/go_decode.h"
#include "view/json.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* --- keeprun's options (schema/artifact.h)
 * --------------------------------------------------------------------------------------------------------------------- */

static struct text option_value(const struct inspection *side, const char *name)
{
	size_t length = strlen(name);
	for (size_t at = 0; at < side->argv.length;) {
		struct text word = text_of(side->argv.data + at);
		at += word.length + 1;
		if (text_is(word, "--"))
			break;
		if (text_starts(word, name) && word.length > length && word.data[length] == '=')
			return text_of(word.data + length + 1);
	}
	return TEXT("");
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

/* Words from the tightest to the loosest, the empty one where the option is absent. */
static void diff_word(struct arena *arena, differences *found, const struct inspection *old, const struct inspection *new, const char *name,
                      const char *const *order)
{
	struct text before = option_value(old, name), after = option_value(new, name);
	int from = -1, to = -1;
	if (text_equal(before, after))
		return;
	for (int i = 0; order[i]; i++) {
		from = text_is(before, order[i]) ? i : from;
		to = text_is(after, order[i]) ? i : to;
	}
	diff_add(arena, found,
	         from < 0 || to < 0 ? DIFF_CHANGED
	         : to > from        ? DIFF_LOOSER
	                            : DIFF_TIGHTER,
	         name + 2, before.length > 0 ? before.data : "fixed", after.length > 0 ? after.data : "fixed");
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
	diff_capabilities(arena, found, option_value(new, "--outer-capabilities"), option_value(old, "--outer-capabilities"), DIFF_LOOSER);
	diff_capabilities(arena, found, option_value(old, "--outer-capabilities"), option_value(new, "--outer-capabilities"), DIFF_TIGHTER);
	for (size_t i = 0; i < sizeof repeated / sizeof *repeated; i++) {
		diff_repeated(arena, found, new, old, repeated[i], DIFF_LOOSER);
		diff_repeated(arena, found, old, new, repeated[i], DIFF_TIGHTER);
	}
}

/* --- the guest's process -------------------------------------------------------------------------------------------------------------------------------------
 */

static struct json *process_of(struct arena *arena, const struct inspection *side)
{
	struct report ignored = {.arena = arena};
	struct json_document document = json_read(arena, side->config);
	return document.value ? json_get(go_decode(&ignored, side->input.config, document.value).value, "process") : NULL;
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

static uint64_t hard_of(const struct json *limit)
{
	const struct json *hard = json_get(limit, "hard");
	return hard ? number(hard->text) : UINT64_MAX;
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
			diff_number(arena, found, arena_printf(arena, "rlimit %s", type.data), hard_of(limit_of(old, type)), hard_of(limit_of(new, type)), "");
	}
}

static void diff_user(struct arena *arena, differences *found, const struct json *old, const struct json *new)
{
	struct json *before = json_get(json_get(old, "user"), "uid"), *after = json_get(json_get(new, "user"), "uid");
	const char *from = before ? before->text.data : "0", *to = after ? after->text.data : "0";
	if (strcmp(from, to) != 0)
		diff_add(arena, found, strcmp(to, "0") == 0 ? DIFF_LOOSER : strcmp(from, "0") == 0 ? DIFF_TIGHTER : DIFF_CHANGED, "user", from, to);
}

static void diff_changed(struct arena *arena, differences *found, const char *subject, const char *before, const char *after)
{
	if (strcmp(before, after) != 0)
		diff_add(arena, found, DIFF_CHANGED, subject, before, after);
}

void diff_processes(struct arena *arena, differences *found, const struct inspection *old, const struct inspection *new)
{
	const struct json *before = process_of(arena, old), *after = process_of(arena, new);
	diff_user(arena, found, before, after);
	diff_rlimits(arena, found, before, before, after, NULL);
	diff_rlimits(arena, found, after, before, after, before);
	diff_changed(arena, found, "command", joined(arena, json_get(before, "args")), joined(arena, json_get(after, "args")));
	diff_changed(arena, found, "environment", joined(arena, json_get(before, "env")), joined(arena, json_get(after, "env")));
	diff_changed(arena, found, "cwd", json_text(json_get(before, "cwd")).data, json_text(json_get(after, "cwd")).data);
	if (old->view->process.holds_capabilities != new->view->process.holds_capabilities)
		diff_add(arena, found, new->view->process.holds_capabilities ? DIFF_LOOSER : DIFF_TIGHTER, "capabilities",
		         old->view->process.holds_capabilities ? "some" : "none", new->view->process.holds_capabilities ? "some" : "none");
	if (old->view->process.can_gain_privileges != new->view->process.can_gain_privileges)
		diff_add(arena, found, new->view->process.can_gain_privileges ? DIFF_LOOSER : DIFF_TIGHTER, "no_new_privs",
		         old->view->process.can_gain_privileges ? "off" : "on", new->view->process.can_gain_privileges ? "off" : "on");
}
