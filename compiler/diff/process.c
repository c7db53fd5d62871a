#include "diff/diff.h"

#include "view/go_decode.h"
#include "view/json.h"

#include <string.h>

static struct json *decoded(struct arena *arena, const struct inspection *side)
{
	struct report ignored = {.arena = arena};
	struct json_document document = json_read(arena, side->config);
	return document.value ? go_decode(&ignored, side->input.config, document.value).value
	                      : NULL;
}

static const char *joined(struct arena *arena, const struct json *list)
{
	struct text result = TEXT("");
	const struct json_member *member;
	if (list)
		for_each (member, &list->members)
			result =
			    text_format(arena, "%s%s%s", result.data, result.length > 0 ? " " : "",
			                json_text(member->value).data);
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
	return bound ? diff_bound(bound->text) : UINT64_MAX;
}

/* The soft limit is said where the hard one does not tell its direction. */
static void diff_rlimit(struct arena *arena, differences *found, const char *name,
                        const struct json *old, const struct json *new)
{
	uint64_t hard_before = bound_of(old, "hard"), hard_after = bound_of(new, "hard"),
	         before = bound_of(old, "soft"), after = bound_of(new, "soft");
	bool is_told = before == after ||
	               (after > before ? hard_after > hard_before : hard_after < hard_before);
	diff_number(arena, found, arena_printf(arena, "rlimit %s", name), hard_before, hard_after,
	            "");
	if (!is_told)
		diff_number(arena, found, arena_printf(arena, "rlimit %s, soft", name), before,
		            after, "");
}

static void diff_rlimits(struct arena *arena, differences *found, const struct json *listed,
                         const struct json *old, const struct json *new, const struct json *skipped)
{
	const struct json *limits = json_get(listed, "rlimits");
	const struct json_member *limit;
	if (!limits)
		return;
	for_each (limit, &limits->members) {
		struct text type = json_text(json_get(limit->value, "type"));
		if (!skipped || !limit_of(skipped, type))
			diff_rlimit(arena, found, type.data, limit_of(old, type),
			            limit_of(new, type));
	}
}

static const char *id_of(const struct json *process, const char *key)
{
	const struct json *id = json_get(json_get(process, "user"), key);
	return id ? id->text.data : "0";
}

static void diff_id(struct arena *arena, differences *found, const char *subject, const char *from,
                    const char *to)
{
	if (strcmp(from, to) != 0)
		diff_add(arena, found,
		         strcmp(to, "0") == 0     ? DIFF_LOOSER
		         : strcmp(from, "0") == 0 ? DIFF_TIGHTER
		                                  : DIFF_CHANGED,
		         subject, from, to);
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

static void diff_groups(struct arena *arena, differences *found, const struct json *one,
                        const struct json *other, enum direction direction)
{
	const struct json *groups = json_get(json_get(one, "user"), "additionalGids"),
	                  *others = json_get(json_get(other, "user"), "additionalGids");
	const struct json_member *group;
	if (!groups)
		return;
	for_each (group, &groups->members)
		if (!has_group(others, group->value))
			diff_add(
			    arena, found, direction,
			    arena_printf(arena, "additional group %s", group->value->text.data),
			    direction == DIFF_LOOSER ? "no" : "yes",
			    direction == DIFF_LOOSER ? "yes" : "no");
}

static void diff_changed(struct arena *arena, differences *found, const char *subject,
                         const char *before, const char *after)
{
	if (strcmp(before, after) != 0)
		diff_add(arena, found, DIFF_CHANGED, subject, before, after);
}

void diff_processes(struct arena *arena, differences *found, const struct inspection *old,
                    const struct inspection *new)
{
	const struct json *was = decoded(arena, old), *is = decoded(arena, new),
	                  *before = json_get(was, "process"), *after = json_get(is, "process");
	diff_id(arena, found, "user", id_of(before, "uid"), id_of(after, "uid"));
	diff_id(arena, found, "group", id_of(before, "gid"), id_of(after, "gid"));
	diff_groups(arena, found, after, before, DIFF_LOOSER);
	diff_groups(arena, found, before, after, DIFF_TIGHTER);
	diff_rlimits(arena, found, before, before, after, NULL);
	diff_rlimits(arena, found, after, before, after, before);
	diff_changed(arena, found, "command", joined(arena, json_get(before, "args")),
	             joined(arena, json_get(after, "args")));
	diff_changed(arena, found, "environment", joined(arena, json_get(before, "env")),
	             joined(arena, json_get(after, "env")));
	diff_changed(arena, found, "hostname", json_text(json_get(was, "hostname")).data,
	             json_text(json_get(is, "hostname")).data);
	diff_changed(arena, found, "cwd", json_text(json_get(before, "cwd")).data,
	             json_text(json_get(after, "cwd")).data);
	if (old->view->process.holds_capabilities != new->view->process.holds_capabilities)
		diff_add(arena, found,
		         new->view->process.holds_capabilities ? DIFF_LOOSER : DIFF_TIGHTER,
		         "capabilities", old->view->process.holds_capabilities ? "some" : "none",
		         new->view->process.holds_capabilities ? "some" : "none");
	if (old->view->process.can_gain_privileges != new->view->process.can_gain_privileges)
		diff_add(arena, found,
		         new->view->process.can_gain_privileges ? DIFF_LOOSER : DIFF_TIGHTER,
		         "no_new_privs", old->view->process.can_gain_privileges ? "off" : "on",
		         new->view->process.can_gain_privileges ? "off" : "on");
}
