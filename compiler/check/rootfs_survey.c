#include "check/rootfs_survey.h"

#include "base/index.h"
#include "base/scan.h"
#include "check/heuristics.h"
#include "check/sight.h"

#include <string.h>

/* What masks and writable directories hide is not looked at. Depth is that of the real tree. */

#define NAMED 3 /* paths that a message names */

struct walker {
	struct check *check;
	const struct policy_text *keep;
	struct survey *survey;
};

static void hit_target(struct walker *walker, enum survey_kind kind, struct text path,
                       struct text target)
{
	*list_append(walker->check->arena, &walker->survey->hits[kind]) =
	    (struct survey_hit){walker->keep, path, target};
}

static void hit(struct walker *walker, enum survey_kind kind, struct text path)
{
	hit_target(walker, kind, path, TEXT(""));
}

/* A mask hides on purpose, and runsc makes its own /proc, /dev and /tmp. */
static bool is_hidden_on_purpose(const struct check *check, struct text path)
{
	struct claim claim = claim_at(check->claims, path);
	return claim.kind != CLAIM_NONE || path_is_synthetic(path);
}

/* What is to be kept for a symlink: where the guest's way ends, and where the whole way ends when
 * that has dots in it. */
static struct text kept_for(struct check *check, struct text broken, struct text resolved)
{
	struct scan_fault fault;
	size_t skip = check->policy->layout.value == LAYOUT_SPLIT &&
	                      path_is_within(resolved, check->policy->inner.value)
	                  ? check->policy->inner.value.length
	                  : 0;
	return scan_path(check->arena, broken, &fault) ? broken : text_of(resolved.data + skip);
}

/* A symlink that leads somewhere outside the sandbox, and nowhere in it. */
static void judge_link(struct walker *walker, struct text path, struct text outer)
{
	struct check *check = walker->check;
	struct guest_target target = {0};
	struct text resolved;
	if (rootfs_resolve(check->rootfs, outer, &resolved) &&
	    !resolve_in_guest(check, path, &target) && !is_hidden_on_purpose(check, target.broken))
		hit_target(walker, SURVEY_LINK, path, kept_for(check, target.broken, resolved));
}

static void judge(struct walker *walker, struct text path, struct text name,
                  const struct entry *entry)
{
	bool is_sticky = entry->kind == ENTRY_DIRECTORY && (entry->mode & 01000) != 0;
	if (entry->kind == ENTRY_FILE && (entry->mode & 06000) != 0 && (entry->mode & 0111) != 0)
		hit(walker, SURVEY_SETUID, path);
	if ((entry->kind == ENTRY_FILE || entry->kind == ENTRY_DIRECTORY) &&
	    (entry->mode & 0002) != 0 && !is_sticky)
		hit(walker, SURVEY_WRITABLE, path);
	if (entry->kind >= ENTRY_CHARACTER)
		hit(walker, SURVEY_SPECIAL, path);
	if (entry->kind == ENTRY_FILE && looks_like_secret_file(name))
		hit(walker, SURVEY_SECRET, path);
	if (entry->kind == ENTRY_FILE && text_is(name, "runsc") && (entry->mode & 0111) != 0)
		hit(walker, SURVEY_RUNSC, path);
}

static void walk(struct walker *walker, struct text path)
{
	struct check *check = walker->check;
	struct text *names, outer = outer_path(check->arena, check->policy, path);
	size_t count;
	if (!rootfs_list(check->rootfs, outer, &names, &count))
		return;
	for (size_t i = 0; i < count; i++) {
		struct text below = path_join(check->arena, path, names[i]);
		struct entry entry =
		    rootfs_lookup(check->rootfs, path_join(check->arena, outer, names[i]));
		struct claim claim = claim_at(check->claims, below);
		if (!claim_shows(&claim) || !text_equal(claim.path, walker->keep->value))
			continue;
		judge(walker, below, names[i], &entry);
		if (entry.kind == ENTRY_SYMLINK)
			judge_link(walker, below, path_join(check->arena, outer, names[i]));
		if (entry.kind == ENTRY_DIRECTORY)
			walk(walker, below);
	}
}

static const struct survey *survey_of(struct check *check)
{
	if (check->survey || !check->rootfs || check->policy->keys[KEY_ID_keep_dirs].is_broken)
		return check->survey;
	struct survey *survey = arena_alloc(check->arena, sizeof *survey);
	const struct policy_text *keep;
	for_each (keep, &check->policy->keep_dirs) {
		struct walker walker = {check, keep, survey};
		if (!text_is(keep->value, "/"))
			walk(&walker, keep->value);
	}
	check->survey = survey;
	return survey;
}

/* "/usr/bin/su, /usr/bin/passwd and 7 more" */
static struct text some_of(struct check *check, const struct survey_hit *hits, size_t count)
{
	struct text result = TEXT("");
	for (size_t i = 0; i < count && i < NAMED; i++)
		result = text_format(check->arena, "%s%s%s", result.data, i > 0 ? ", " : "",
		                     hits[i].path.data);
	return count > NAMED
	           ? text_format(check->arena, "%s and %zu more", result.data, count - NAMED)
	           : result;
}

/* One finding per keep-dir: hits of one keep-dir stand together. finish may be NULL: what else is
 * to say about them. */
static void
report(struct check *check, enum survey_kind kind, const struct rule *rule, const char *what,
       void (*finish)(struct check *, struct finding *, const struct survey_hit *, size_t))
{
	const struct survey *survey = survey_of(check);
	if (!survey || survey->hits[kind].count == 0)
		return;
	const struct survey_hit *hits = survey->hits[kind].items,
	                        *end = hits + survey->hits[kind].count;
	while (hits < end) {
		const struct survey_hit *next = hits;
		while (next < end && next->keep == hits->keep)
			next++;
		struct finding *finding = report_finding(
		    check, rule, hits->keep->span, hits->keep->value, "%s %s: %s",
		    hits->keep->value.data, what, some_of(check, hits, (size_t)(next - hits)).data);
		if (finish)
			finish(check, finding, hits, (size_t)(next - hits));
		hits = next;
	}
}

void rule_rootfs_setuid(struct check *check)
{
	report(check, SURVEY_SETUID, rule(rootfs_setuid), "shows setuid or setgid programs", NULL);
}

void rule_rootfs_world_writable(struct check *check)
{
	report(check, SURVEY_WRITABLE, rule(rootfs_world_writable),
	       "shows what everybody may write to outside the sandbox", NULL);
}

void rule_rootfs_special_file(struct check *check)
{
	report(check, SURVEY_SPECIAL, rule(rootfs_special_file), "shows devices, sockets or FIFOs",
	       NULL);
}

void rule_rootfs_secret_file(struct check *check)
{
	const struct survey *survey = survey_of(check);
	if (!survey)
		return;
	const struct survey_hit *one;
	for_each (one, &survey->hits[SURVEY_SECRET]) {
		struct finding *finding =
		    report_finding(check, rule(rootfs_secret_file), one->keep->span, one->path,
		                   "%s shows %s, which looks like a secret", one->keep->value.data,
		                   one->path.data);
		diag_hint(check->report, finding, "mask it, or leave it out of the image");
	}
}

/* One that leads into the directory which most of them lead into. */
static const struct survey_hit *usual_hit(struct check *check, const struct survey_hit *hits,
                                          size_t count)
{
	struct index parents = {0};
	size_t *alike = arena_alloc(check->arena, count * sizeof *alike), usual = 0;
	for (size_t i = 0; i < count; i++) {
		struct text parent = path_parent(check->arena, hits[i].target);
		const size_t *first = index_find(&parents, parent);
		size_t at = first ? *first : i;
		if (!first)
			index_put(check->arena, &parents, parent, i);
		alike[at]++;
		usual = alike[at] > alike[usual] ? at : usual;
	}
	return &hits[usual];
}

static void say_where_to(struct check *check, struct finding *finding,
                         const struct survey_hit *hits, size_t count)
{
	const struct survey_hit *usual = usual_hit(check, hits, count);
	struct text parent = path_parent(check->arena, usual->target);
	diag_hint(check->report, finding, "%s leads to %s: keep %s if the guest needs it",
	          usual->path.data, usual->target.data,
	          count == 1 || parent.length == 1 || text_is(parent, "/etc") ? usual->target.data
	                                                                      : parent.data);
}

void rule_rootfs_link(struct check *check)
{
	report(check, SURVEY_LINK, rule(rootfs_link), "shows symlinks that lead out of sight",
	       say_where_to);
}

/* The one at runsc.path is hidden. */
void rule_rootfs_runsc(struct check *check)
{
	report(check, SURVEY_RUNSC, rule(rootfs_runsc), "shows another runsc", NULL);
}

/* What stands at the top of the outer rootfs, is none of the standard directories, and no line of
 * the policy is about. */
void rule_rootfs_undecided(struct check *check)
{
	const struct policy *policy = check->policy;
	struct text *names, list = TEXT("");
	size_t count;
	if (!check->rootfs || policy->keys[KEY_ID_keep_dirs].is_broken ||
	    policy->layout.value == LAYOUT_SPLIT ||
	    !rootfs_list(check->rootfs, TEXT("/"), &names, &count))
		return;
	for (size_t i = 0; i < count; i++) {
		struct text path = text_format(check->arena, "/%s", names[i].data);
		enum entry_kind kind = rootfs_lookup(check->rootfs, path).kind;
		bool is_known = place_find(path) || kind == ENTRY_SYMLINK ||
		                names[i].data[0] == '.' ||
		                path_is_within(policy->runsc_path.value, path) ||
		                path_is_within(policy_state_dir(policy), path);
		struct claim claim = claim_at(check->claims, path);
		if (!is_known && !claim_is_policys(&claim) &&
		    !claim_on_the_way(check->claims, path))
			list = text_format(check->arena, "%s%s%s", list.data,
			                   list.length > 0 ? ", " : "", path.data);
	}
	if (list.length > 0)
		report_finding(check, rule(rootfs_undecided), absent_span(policy, KEY_ID_keep_dirs),
		               TEXT("keep-dirs"),
		               "the policy says nothing about %s, which the guest does not see",
		               list.data);
}
