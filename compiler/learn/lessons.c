#include "learn/lessons.h"

#include "model/areas.h"
#include "model/rootfs_follow.h"

#include <string.h>

#define NAMED 3 /* paths that a message names */

typedef LIST(struct text) texts;

/* No rules of policies: nothing is wrong with one by itself, and no entry under allow is about what
 * happened. */
#define LEARN(id, name, severity, summary)                                                         \
	static const struct rule id = {name, severity, false, "learn", summary, AREA_files};
LEARN(learn_missed, "learn-missed", SEVERITY_WARNING, "looked for in vain")
LEARN(learn_refused, "learn-refused", SEVERITY_WARNING, "a change was refused")
LEARN(learn_unused, "learn-unused", SEVERITY_INFO, "kept and not touched")
LEARN(learn_written, "learn-written", SEVERITY_INFO, "how much was written")
LEARN(learn_limits, "learn-limits", SEVERITY_INFO, "how much of a limit was used")
#undef LEARN

static struct text outer_of(const struct lessons *lessons, struct text path)
{
	const struct policy *policy = lessons->loaded->policy;
	return policy->layout.value == LAYOUT_SPLIT
	           ? text_format(lessons->arena, "%s%s", policy->inner.value.data, path.data)
	           : path;
}

static bool is_shown(const struct lessons *lessons, struct text path)
{
	struct claim claim = claim_at(lessons->loaded->claims, path);
	return claim_shows(&claim) || claim_is_policys(&claim);
}

/* runsc makes these itself. */
static bool is_runtimes(struct text path)
{
	return path_is_within(path, TEXT("/proc")) || path_is_within(path, TEXT("/sys")) ||
	       path_is_within(path, TEXT("/dev"));
}

/* What the guest looked for in vain, and would have found outside, symlinks resolved there. */
static bool is_missed(const struct lessons *lessons, const struct touch *touch,
                      struct text *resolved)
{
	struct rootfs *rootfs = lessons->loaded->rootfs;
	return touch->was_missed && !touch->was_found && !is_runtimes(touch->path) &&
	       rootfs_follow(lessons->arena, rootfs, outer_of(lessons, touch->path), NULL,
	                     resolved) &&
	       !is_shown(lessons, *resolved) && (rootfs_lookup(rootfs, *resolved).mode & 0004) != 0;
}

static size_t missed_in(const struct lessons *lessons, struct text directory)
{
	const struct touch *touch;
	struct text resolved;
	size_t count = 0;
	for_each (touch, &lessons->calls->touches)
		count += is_missed(lessons, touch, &resolved) &&
		         text_equal(path_parent(lessons->arena, resolved), directory);
	return count;
}

/* Two files of /etc/fonts stand for the directory; one, or files of /etc, for themselves. */
static struct text group_of(const struct lessons *lessons, struct text path)
{
	struct arena *arena = lessons->arena;
	struct text parent = path_parent(arena, path);
	bool is_top = text_equal(parent, path_top(arena, path)) || text_is(parent, "/");
	return !is_top && missed_in(lessons, parent) > 1 &&
	               rootfs_is_public(arena, lessons->loaded->rootfs, parent)
	           ? parent
	           : path;
}

static void add_once(struct arena *arena, texts *list, struct text text)
{
	const struct text *item;
	size_t left = 0;
	for_each (item, list)
		if (path_is_within(text, *item))
			return;
	for_each (item, list)
		if (!path_is_within(*item, text))
			list->items[left++] = *item;
	list->count = left;
	*list_append(arena, list) = text;
}

static texts find_missed(const struct lessons *lessons)
{
	texts groups = {0};
	const struct touch *touch;
	struct text resolved;
	for_each (touch, &lessons->calls->touches)
		if (is_missed(lessons, touch, &resolved))
			add_once(lessons->arena, &groups, group_of(lessons, resolved));
	return groups;
}

/* "/etc/a, /etc/b and 7 more": what was looked for of a group. */
static struct text looked_for(const struct lessons *lessons, struct text group)
{
	struct text list = TEXT(""), resolved;
	const struct touch *touch;
	size_t count = 0;
	for_each (touch, &lessons->calls->touches) {
		if (!is_missed(lessons, touch, &resolved) || !path_is_within(resolved, group))
			continue;
		if (count++ < NAMED)
			list = text_format(lessons->arena, "%s%s%s", list.data,
			                   count > 1 ? ", " : "", touch->path.data);
	}
	return count > NAMED
	           ? text_format(lessons->arena, "%s and %zu more", list.data, count - NAMED)
	           : list;
}

/* Was GROUP found by way of a symlink? Then nothing of it stands in what was looked for. */
static bool is_led_to(const struct lessons *lessons, struct text group)
{
	const struct touch *touch;
	struct text resolved;
	for_each (touch, &lessons->calls->touches)
		if (is_missed(lessons, touch, &resolved) && path_is_within(resolved, group) &&
		    !path_is_within(outer_of(lessons, touch->path), group))
			return true;
	return false;
}

static void tell_missed(const struct lessons *lessons)
{
	texts groups = find_missed(lessons);
	const struct text *group;
	for_each (group, &groups) {
		struct finding *finding =
		    diag_add(lessons->report, &learn_missed,
		             lessons->loaded->policy->keys[KEY_ID_keep_dirs].key,
		             "the guest looked for %s and did not find it; outside it is there",
		             looked_for(lessons, *group).data);
		diag_hint(lessons->report, finding, "add %s to keep-dirs%s", group->data,
		          is_led_to(lessons, *group) ? ": a symlink leads there" : "");
	}
}

static void widen(const struct lessons *lessons, struct text keep, struct text path,
                  struct text *used)
{
	if (!path_is_within(path, keep))
		return;
	path = text_equal(path, keep) ? path : path_parent(lessons->arena, path);
	if (used->length == 0)
		*used = path;
	while (!path_is_within(path, *used))
		*used = path_parent(lessons->arena, *used);
}

/* The directory that holds all that was found in a kept one, and the symlinks on the way there;
 * empty when nothing was. A file stands for its directory. */
static struct text used_of(const struct lessons *lessons, struct text keep)
{
	struct text used = TEXT("");
	const struct touch *touch;
	const struct text *link;
	for_each (touch, &lessons->calls->touches) {
		rootfs_links links = {0};
		struct text resolved;
		if (!touch->was_found)
			continue;
		rootfs_follow(lessons->arena, lessons->loaded->rootfs,
		              outer_of(lessons, touch->path), &links, &resolved);
		for_each (link, &links)
			widen(lessons, keep, *link, &used);
		widen(lessons, keep, resolved, &used);
	}
	return used;
}

static void tell_unused(const struct lessons *lessons)
{
	const struct policy_text *keep;
	for_each (keep, &lessons->loaded->policy->keep_dirs) {
		struct text used = used_of(lessons, keep->value);
		if (used.length == 0)
			diag_add(lessons->report, &learn_unused, keep->span,
			         "nothing in %s was touched", keep->value.data);
		else if (!text_equal(used, keep->value))
			diag_add(lessons->report, &learn_unused, keep->span,
			         "of %s only what lies in %s was touched", keep->value.data,
			         used.data);
	}
}

static uint64_t written_in(const struct lessons *lessons, struct text directory, size_t *files)
{
	const struct touch *touch;
	uint64_t sum = 0;
	*files = 0;
	for_each (touch, &lessons->calls->touches)
		if (touch->written > 0 && path_is_within(touch->path, directory)) {
			sum += touch->written;
			(*files)++;
		}
	return sum;
}

static void tell_written(const struct lessons *lessons)
{
	const struct policy *policy = lessons->loaded->policy;
	const struct policy_writable *writable;
	const struct touch *touch;
	size_t files;
	for_each (writable, &policy->writable) {
		uint64_t sum = written_in(lessons, writable->path.value, &files);
		if (sum == 0)
			diag_add(lessons->report, &learn_written, writable->path.span,
			         "nothing was written to %s", writable->path.value.data);
		else
			diag_add(lessons->report, &learn_written, writable->path.span,
			         "%s: %llu bytes were written, files: %zu; it may hold %llu bytes",
			         writable->path.value.data, (unsigned long long)sum, files,
			         (unsigned long long)writable->size.value);
	}
	for_each (touch, &lessons->calls->touches)
		if (touch->was_refused)
			diag_add(lessons->report, &learn_refused,
			         policy->keys[KEY_ID_writable].is_given
			             ? policy->keys[KEY_ID_writable].key
			             : policy->keys[KEY_ID_keep_dirs].key,
			         "the guest wanted to change %s, and it may not", touch->path.data);
}

static struct span span_of(const struct policy *policy, enum key_id id)
{
	return policy->keys[id].is_given ? policy->keys[id].key : policy->keys[KEY_ID_name].key;
}

static const struct policy_rlimit *rlimit_of(const struct policy *policy, const char *name)
{
	const struct policy_rlimit *rlimit;
	for_each (rlimit, &policy->rlimits)
		if (text_is(rlimit->name.value, name))
			return rlimit;
	return NULL;
}

/* Each used limit where it stands, or would. */
static void tell_limits(const struct lessons *lessons)
{
	const struct policy *policy = lessons->loaded->policy;
	const struct policy_rlimit *nofile = rlimit_of(policy, "nofile"),
	                           *nproc = rlimit_of(policy, "nproc");
	diag_add(lessons->report, &learn_limits,
	         nofile ? nofile->name.span : span_of(policy, KEY_ID_rlimits),
	         "open descriptors, at most: %llu (rlimits: nofile)",
	         (unsigned long long)lessons->calls->descriptors);
	diag_add(lessons->report, &learn_limits,
	         nproc ? nproc->name.span : span_of(policy, KEY_ID_rlimits),
	         "processes and threads in one start: %llu (rlimits: nproc)",
	         (unsigned long long)lessons->calls->tasks);
	diag_add(lessons->report, &learn_limits, span_of(policy, KEY_ID_output),
	         "bytes on standard output and error: %llu (limits: output)",
	         (unsigned long long)lessons->calls->output);
}

void lessons_tell(const struct lessons *lessons)
{
	tell_missed(lessons);
	tell_unused(lessons);
	tell_written(lessons);
	tell_limits(lessons);
	diag_sort(lessons->report);
}

/* Room for twice of what was written, in whole megabytes. */
static uint64_t room_for(uint64_t written)
{
	const uint64_t mega = (uint64_t)1024 * 1024;
	return (written * 2 / mega + 1) * mega;
}

void lessons_apply(const struct lessons *lessons)
{
	struct policy *policy = lessons->loaded->policy;
	texts missed = find_missed(lessons);
	policy_texts keeps = {0};
	struct policy_text *keep;
	struct policy_writable *writable;
	const struct text *group;
	size_t files;
	for_each (keep, &policy->keep_dirs) {
		struct text used = used_of(lessons, keep->value);
		if (used.length > 0)
			*list_append(lessons->arena, &keeps) =
			    (struct policy_text){used, keep->span};
	}
	for_each (group, &missed)
		list_append(lessons->arena, &keeps)->value = *group;
	policy->keep_dirs.items = keeps.items;
	policy->keep_dirs.count = keeps.count;
	for_each (writable, &policy->writable) {
		uint64_t room = room_for(written_in(lessons, writable->path.value, &files));
		if (room < writable->size.value)
			writable->size.value = room;
	}
}
