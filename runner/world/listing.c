/* Drift: what the engine or a volume put among the kept trees since the policy was compiled. Both
 * lists are those of a namespace that nobody else can change: nothing can arrive after the look. */
#include "arena.h"
#include "mounts.h"
#include "path.h"
#include "proc.h"
#include "shapes.h"
#include "sight.h"
#include "since.h"
#include "steps.h"
#include "world/world.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { TEXT_MAX = 4 * 1024 * 1024 };

static const char mounts[] = "/proc/self/mounts";

/* Each line of mountinfo costs the kernel half as much again, for fields that are of no use here.
 */
static enum fault read_mounts(struct start *start, char **text, char **end)
{
	ssize_t length;

	*text = arena_rest(TEXT_MAX);
	length = *text == NULL ? -1 : proc_read("mounts", *text, TEXT_MAX - 1);
	if (length < 0)
		return fault_errno(&start->note, FAULT_mounts_unreadable, mounts);
	if (length == 0 || arena_take((size_t)length + 1) == NULL)
		return fault_at(&start->note, FAULT_mounts_unreadable, "no mounts");
	*end = *text + length;
	**end = '\0';
	return FAULT_none;
}

/* Calls JUDGE for each mount point of the list. */
static enum fault each_mount(struct start *start,
                             enum fault (*judge)(struct start *start, const char *point))
{
	char *next = NULL;
	char *end = NULL;
	enum fault fault = read_mounts(start, &next, &end);

	/* To the end of what was read, and not to the first NUL. */
	while (fault == FAULT_none && next < end) {
		const char *const point = mounts_scan(&next);

		if (point == NULL)
			return fault_at(&start->note, FAULT_mounts_unreadable,
			                "a line of /proc/self/mounts");
		fault = judge(start, point);
	}
	return fault;
}

/* Nothing can reach a mount any more whose mount point was removed. */
static bool is_deleted(const char *point)
{
	static const char mark[] = "//deleted";
	const size_t length = strlen(point);

	return length >= strlen(mark) && strcmp(point + length - strlen(mark), mark) == 0;
}

/* --- outside: over what is kept --------------------------------------------------------------- */

/* How many mounts on / are still to come in the list. The last one is the world, and what follows
 * it lies in there, whatever path of the outer container has the same name: the list is in the
 * order in which things were mounted. */
static unsigned int roots_left;

static enum fault count_root(struct start *start, const char *point)
{
	(void)start;
	roots_left += strcmp(point, "/") == 0;
	return FAULT_none;
}

static enum fault judge_over(struct start *start, const char *point)
{
	const struct options *const options = &start->options;

	roots_left -= strcmp(point, "/") == 0;
	if (roots_left == 0 || strcmp(point, "/") == 0 || is_deleted(point) ||
	    is_expected(options, point) || !is_above_kept(options, point))
		return FAULT_none;
	if (!value_is(options->drift, "warn"))
		return fault_at(&start->note, FAULT_drift_over, point);
	fault_notice("warning", FAULT_drift_over, point);
	return FAULT_none;
}

enum fault check_outer_mounts(struct start *start)
{
	enum fault fault;

	if (!start->world.has_foreign_keep)
		return FAULT_none;
	fault = each_mount(start, count_root);
	return fault == FAULT_none ? each_mount(start, judge_over) : fault;
}

/* --- inside ----------------------------------------------------------------------------------- */

static bool is_own(const struct start *start, const char *path)
{
	for (size_t i = 0; i < OWN_COUNT; i++)
		if (start->own[i] != NULL && strcmp(start->own[i], path) == 0)
			return true;
	return false;
}

/* POINT is WHERE's name in the world, PATH in the outer container. */
static enum fault meet(struct start *start, const char *point, const char *path)
{
	if (value_is(start->options.drift, "refuse"))
		return fault_at(&start->note, FAULT_drift_mount, path);
	if (value_is(start->options.drift, "warn")) {
		fault_notice("warning", FAULT_drift_mount, path);
		return FAULT_none;
	}
	if (hide_point(start, point) < 0)
		return fault_errno(&start->note, FAULT_drift_mount, path);
	fault_notice("masked", FAULT_drift_mount, path);
	return FAULT_none;
}

/* What lies under a mask is hidden by it, whatever it is. */
static enum fault judge_guest(struct start *start, const char *point)
{
	const struct options *const options = &start->options;
	const char *const path = outer_path(start, point + strlen(WORLD_GUEST));

	if (path == NULL)
		return fault_at(&start->note, FAULT_mounts_unreadable, point);
	if (is_kept_row(options, path) || is_expected(options, path) || is_own(start, path) ||
	    sight_of(options, path) == SIGHT_hidden)
		return FAULT_none;
	return meet(start, point, path);
}

static enum fault judge_source(struct start *start, const char *point)
{
	const struct values rows = start->options.source;
	const char *const number = point + strlen(WORLD_SOURCE "/");
	const char *const rest = number + strspn(number, "0123456789");
	const uint64_t row = number_value(number);
	const char *path;

	if (row >= rows.count)
		return fault_at(&start->note, FAULT_world_mount, point);
	path = source_path(rows.items[row]);
	path = arena_join(path, strcmp(path, "/") == 0 ? 0 : strlen(path), rest, "");
	if (path == NULL)
		return fault_at(&start->note, FAULT_mounts_unreadable, point);
	return *rest == '\0' || is_expected(&start->options, path) ? FAULT_none
	                                                           : meet(start, point, path);
}

/* Some releases mount a procfs of their own, which the kernel allows where nothing hides a part of
 * this one; they would say no more than EOF. binfmt_misc lies on a directory that the kernel made
 * for that: it hides nothing. */
static enum fault judge_proc(struct start *start, const char *point)
{
	const char *const release = value_of(start->options.release);

	if (strcmp(point, "/proc") == 0 || strcmp(point, "/proc/sys/fs/binfmt_misc") == 0)
		return FAULT_none;
	if (release == NULL || RELEASE_starts_nested(number_value(release)))
		return FAULT_none;
	return fault_at(&start->note, FAULT_proc_masked, point);
}

static bool is_ours_alone(const struct start *start, const char *point)
{
	static const char points[][18] = {"/", "/dev/null", WORLD_RUNSC "/runsc",
	                                  WORLD_RUNSC "/gvisor-bin"};

	for (size_t i = 0; i < sizeof points / sizeof *points; i++)
		if (strcmp(point, points[i]) == 0)
			return true;
	return strcmp(point, start->state_path) == 0;
}

static enum fault judge_here(struct start *start, const char *point)
{
	if (is_deleted(point) || is_ours_alone(start, point))
		return FAULT_none;
	if (is_at_or_below(point, WORLD_GUEST))
		return judge_guest(start, point);
	if (is_at_or_below(point, WORLD_SOURCE))
		return judge_source(start, point);
	if (is_at_or_below(point, "/proc"))
		return judge_proc(start, point);
	return fault_at(&start->note, FAULT_world_mount, point);
}

/* What a mount_setattr would have done. */
static enum fault harden(struct start *start, const char *point)
{
	enum tree_use use = TREE_AS_IS;

	if (is_deleted(point) || is_at_or_below(point, "/proc") || strcmp(point, "/dev/null") == 0)
		return FAULT_none;
	if (strcmp(point, "/") == 0)
		use = TREE_ROOT;
	if (strcmp(point, start->state_path) == 0)
		use = TREE_STATE;
	if (is_at_or_below(point, WORLD_SOURCE)) {
		const uint64_t row = number_value(point + strlen(WORLD_SOURCE "/"));

		use = source_is_writable(start->options.source.items[row]) ? TREE_WRITABLE
		                                                           : TREE_AS_IS;
	}
	/* What another mount hides, a mask for one, nobody can reach. */
	if (tree_remount(point, use) < 0 && !is_nowhere(errno))
		return fault_errno(&start->note, FAULT_world, point);
	return FAULT_none;
}

enum fault check_world_mounts(struct start *start)
{
	enum fault fault = each_mount(start, judge_here);

	if (fault == FAULT_none && tree_is_by_hand())
		fault = each_mount(start, harden);
	return fault;
}
