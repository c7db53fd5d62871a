#include "diff/diff.h"

#include "base/fatal.h"
#include "diff/git.h"
#include "diff/repository.h"

#include <string.h>

/* One side of a pair, read when it is asked for. */
struct policy_file {
	const char *path; /* below the top; NULL: not on this side */
	bool is_paired;
};

typedef LIST(struct policy_file) policy_files;

struct comparison {
	struct arena *arena;
	struct repository repository;
	struct snapshot old, new;
	policy_files olds, news;
	const struct inspect_options *options;
	differences *found;
	bool is_complete;
};

/* Without a view when it cannot be read, or has errors; why is in the report, sorted. */
static struct inspection read_side(const struct comparison *comparison,
                                   const struct snapshot *snapshot, const char *path,
                                   struct report *report)
{
	struct arena *arena = comparison->arena;
	struct inspect_options options = *comparison->options;
	const char *name = repository_name(arena, &comparison->repository, path);
	struct text bytes;
	struct input_identity identity;
	options.load.place = snapshot->place;
	*report = (struct report){.arena = arena, .fallback = name};
	if (!snapshot->place->read(snapshot->place, arena, name, &bytes, &identity)) {
		if (snapshot == &comparison->new)
			trouble("cannot open %s in %s:", name, snapshot->name);
		return (struct inspection){0};
	}
	struct inspection side = inspect(arena, report, name, &options);
	diag_sort(report);
	return side;
}

static void tell(const struct comparison *comparison, const char *path, differences *found)
{
	struct difference *difference;
	for_each (difference, found) {
		difference->policy =
		    repository_name(comparison->arena, &comparison->repository, path);
		*list_append(comparison->arena, comparison->found) = *difference;
	}
}

/* A policy that has nothing to be compared with is as loose as lint finds it, with no entry under
 * allow to let something pass: who reviews it sees these, too. */
static void judge_new(struct comparison *comparison, const char *path, const char *before)
{
	struct report report = {.arena = comparison->arena};
	struct load_options options = comparison->options->load;
	differences found = {0};
	const struct finding *finding;
	options.ignores_allow = true;
	options.place = comparison->new.place;
	load_policy(comparison->arena, &report,
	            repository_name(comparison->arena, &comparison->repository, path), &options);
	for_each (finding, &report.findings)
		if (finding->severity >= SEVERITY_WARNING)
			diff_add(comparison->arena, &found, DIFF_LOOSER,
			         arena_printf(comparison->arena, "rule %s", finding->rule->name),
			         before, finding->message);
	if (found.count == 0)
		diff_add(comparison->arena, &found, DIFF_CHANGED, "policy", before, "sound");
	tell(comparison, path, &found);
}

static void compare_pair(struct comparison *comparison, const char *old, const char *new)
{
	struct report old_report, report;
	differences found = {0};
	struct inspection after = read_side(comparison, &comparison->new, new, &report);
	if (!after.view) {
		report_print(&report);
		comparison->is_complete = false;
		return;
	}
	if (!old) {
		judge_new(comparison, new, "absent");
		return;
	}
	struct inspection before = read_side(comparison, &comparison->old, old, &old_report);
	if (!before.view) {
		judge_new(comparison, new, "does not compile");
		return;
	}
	if (strcmp(old, new) != 0)
		diff_add(comparison->arena, &found, DIFF_CHANGED, "file", old, new);
	diff_all(comparison->arena, &found, &before, &after);
	tell(comparison, new, &found);
}

static void tell_removed(struct comparison *comparison, const char *path)
{
	differences found = {0};
	diff_add(comparison->arena, &found, DIFF_CHANGED, "policy", "present", "absent");
	tell(comparison, path, &found);
}

/* Which policies there are. */

static bool is_asked_for(const struct comparison *comparison, const char *path,
                         const struct revisions *revisions)
{
	for (size_t i = 0; i < revisions->path_count; i++) {
		const char *wanted = repository_path(comparison->arena, &comparison->repository,
		                                     revisions->paths[i]);
		if (!wanted)
			usage_error("%s lies outside the repository", revisions->paths[i]);
		if (strcmp(path, wanted) == 0)
			return true;
		if (policy_is_named(path) &&
		    (wanted[0] == '\0' || path_is_within(text_of(path), text_of(wanted))))
			return true;
	}
	return revisions->path_count == 0 && policy_is_named(path);
}

static void select_policies(const struct comparison *comparison, const struct snapshot *snapshot,
                            const struct revisions *revisions, policy_files *files)
{
	const char **path;
	for_each (path, &snapshot->paths)
		if (is_asked_for(comparison, *path, revisions))
			*list_append(comparison->arena, files) = (struct policy_file){*path, false};
}

static struct policy_file *find_unpaired(policy_files *files, const char *path)
{
	struct policy_file *file;
	for_each (file, files)
		if (!file->is_paired && strcmp(file->path, path) == 0)
			return file;
	return NULL;
}

static void pair(struct comparison *comparison, struct policy_file *old, struct policy_file *new)
{
	old->is_paired = new->is_paired = true;
	compare_pair(comparison, old->path, new->path);
}

/* Which is which: by path, by the policy's name, by what git takes for a rename. */

static void pair_by_path(struct comparison *comparison)
{
	struct policy_file *new;
	for_each (new, &comparison->news) {
		struct policy_file *old = find_unpaired(&comparison->olds, new->path);
		if (old)
			pair(comparison, old, new);
	}
}

static struct text name_of(const struct comparison *comparison, const struct snapshot *snapshot,
                           const char *path)
{
	struct report report;
	struct inspection side = read_side(comparison, snapshot, path, &report);
	return side.view ? side.loaded.policy->name.value : TEXT("");
}

static void pair_by_name(struct comparison *comparison)
{
	struct policy_file *new, *old;
	for_each (new, &comparison->news) {
		if (new->is_paired)
			continue;
		struct text name = name_of(comparison, &comparison->new, new->path);
		for_each (old, &comparison->olds) {
			if (old->is_paired || name.length == 0 ||
			    !text_equal(name, name_of(comparison, &comparison->old, old->path)))
				continue;
			pair(comparison, old, new);
			break;
		}
	}
}

static void pair_by_content(struct comparison *comparison, const struct revisions *revisions)
{
	const char *const words[] = {"diff",
	                             "--name-status",
	                             "-z",
	                             "-M",
	                             "--no-ext-diff",
	                             "--no-textconv",
	                             "--no-relative",
	                             "--diff-filter=R",
	                             "--ignore-submodules",
	                             comparison->old.name,
	                             revisions->is_cached ? "--cached" : "--",
	                             NULL};
	struct text listing = git_ask(comparison->arena, "what was renamed", words), letter, from,
	            to;
	while (git_next(&listing, &letter) && git_next(&listing, &from) &&
	       git_next(&listing, &to)) {
		struct arena *arena = comparison->arena;
		struct policy_file *old =
		                       find_unpaired(&comparison->olds,
		                                     text_copy(arena, from.data, from.length).data),
		                   *new = find_unpaired(&comparison->news,
		                                        text_copy(arena, to.data, to.length).data);
		if (old && new)
			pair(comparison, old, new);
	}
}

static bool has_unpaired(const policy_files *files)
{
	const struct policy_file *file;
	for_each (file, files)
		if (!file->is_paired)
			return true;
	return false;
}

static void compare_all(struct comparison *comparison, const struct revisions *revisions)
{
	struct policy_file *file;
	pair_by_path(comparison);
	pair_by_name(comparison);
	if (has_unpaired(&comparison->olds) && has_unpaired(&comparison->news))
		pair_by_content(comparison, revisions);
	for_each (file, &comparison->news)
		if (!file->is_paired)
			compare_pair(comparison, NULL, file->path);
	for_each (file, &comparison->olds)
		if (!file->is_paired)
			tell_removed(comparison, file->path);
}

static struct snapshot open_base(struct comparison *comparison, const struct revisions *revisions)
{
	struct arena *arena = comparison->arena;
	if (!revisions->base && !revision_exists(arena, "HEAD"))
		return snapshot_of_nothing(arena, &comparison->repository);
	return snapshot_of_revision(arena, &comparison->repository,
	                            revisions->base ? revisions->base : "HEAD");
}

bool diff_revisions(struct arena *arena, differences *found, const struct revisions *revisions,
                    const struct inspect_options *options)
{
	struct comparison comparison = {.arena = arena,
	                                .repository = repository_open(arena),
	                                .options = options,
	                                .found = found,
	                                .is_complete = true};
	comparison.old = open_base(&comparison, revisions);
	comparison.new = revisions->is_cached ? snapshot_of_index(arena, &comparison.repository)
	                                      : snapshot_of_worktree(arena, &comparison.repository);
	select_policies(&comparison, &comparison.old, revisions, &comparison.olds);
	select_policies(&comparison, &comparison.new, revisions, &comparison.news);
	if (revisions->path_count > 0 && comparison.olds.count + comparison.news.count == 0)
		usage_error("there is no policy at %s, neither in %s nor in %s",
		            revisions->paths[0], comparison.old.name, comparison.new.name);
	compare_all(&comparison, revisions);
	return comparison.is_complete;
}
