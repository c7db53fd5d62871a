#include "emit/plan.h"

#include "artifact.h"
#include "emit/points.h"

#include <stdlib.h>
#include <string.h>

#define EMPTY_SIZE 4096u

struct planner {
	struct arena *arena;
	const struct policy *policy;
	struct rootfs *rootfs;
	struct plan *plan;
};

static void add_row(struct planner *planner, plan_rows *rows, struct text value)
{
	*list_append(planner->arena, rows) = value;
}

static int compare_texts(const void *a, const void *b)
{
	return text_compare(*(const struct text *)a, *(const struct text *)b);
}

/* keeprun takes no other order, and nothing twice. */
static void settle_rows(plan_rows *rows)
{
	size_t kept = 0;
	if (rows->count > 0)
		qsort(rows->items, rows->count, sizeof *rows->items, compare_texts);
	for (size_t i = 0; i < rows->count; i++)
		if (i == 0 || !text_equal(rows->items[i], rows->items[kept - 1]))
			rows->items[kept++] = rows->items[i];
	rows->count = kept;
}

/* --- mounts of config.json -------------------------------------------------------------------- */

static struct mount *add_mount(struct planner *planner, enum mount_type type,
                               struct text destination)
{
	struct mount *mount = list_append(planner->arena, &planner->plan->mounts);
	mount->type = type;
	mount->destination = destination;
	mount->kind = PATH_DIRECTORY;
	return mount;
}

static void add_empty_tmpfs(struct planner *planner, struct text destination)
{
	struct mount *mount = add_mount(planner, MOUNT_TMPFS, destination);
	mount->is_read_only = true;
	mount->mode = 0555;
	mount->size = EMPTY_SIZE;
}

static void plan_writable(struct planner *planner)
{
	const struct policy_writable *writable;
	for_each (writable, &planner->policy->writable) {
		struct mount *mount = add_mount(planner, MOUNT_TMPFS, writable->path.value);
		mount->size = writable->size.value;
		mount->mode = (uint32_t)writable->mode.value;
		mount->has_owner = true;
		mount->allows_exec = writable->exec.value != 0;
	}
}

/* runsc adds what is missing of these by itself, and a /tmp without limit: so they are always said.
 * Never ro on /dev: writes to /dev/null would fail before device_node_despite_readonly. Its size
 * cannot be limited, and its mode is 0755 whatever is said: nobody but root may write there, and
 * /dev/shm is a read-only tmpfs of its own unless the policy says otherwise. */
static void plan_synthetic(struct planner *planner)
{
	add_mount(planner, MOUNT_PROC, TEXT("/proc"));
	add_mount(planner, MOUNT_DEV, TEXT("/dev"));
	add_empty_tmpfs(planner, TEXT("/sys"));
	if (claim_at(planner->plan->claims, TEXT("/tmp")).kind == CLAIM_RUNTIME)
		add_empty_tmpfs(planner, TEXT("/tmp"));
	if (claim_at(planner->plan->claims, TEXT("/dev/shm")).kind == CLAIM_RUNTIME)
		add_empty_tmpfs(planner, TEXT("/dev/shm"));
}

/* --- kept paths and masks: the guest's root --------------------------------------------------- */

/* What a keep row shows is in the guest's root, unless a mount of config.json lies over it there;
 * runsc puts a tmpfs of its own on an empty /tmp that no mount is for (gVisor runsc/boot/vfs.go).
 * Then it is mounted once more, from where keeprun attached it. */
static bool is_covered(struct planner *planner, struct text path)
{
	enum claim_kind above =
	    claim_at(planner->plan->claims, path_parent(planner->arena, path)).kind;
	return above == CLAIM_WRITABLE || above == CLAIM_BIND || above == CLAIM_RUNTIME ||
	       text_is(path, "/tmp");
}

static void mount_kept(struct planner *planner, const struct claim *claim)
{
	struct mount *mount = add_mount(planner, MOUNT_BIND, claim->path);
	mount->source = text_format(planner->arena, WORLD_GUEST "%s", claim->path.data);
	mount->kind = claim_path_kind(planner->plan->claims, planner->rootfs, claim);
	mount->is_read_only = true;
	mount->allows_exec = true;
}

static void plan_kept(struct planner *planner, const struct claim *claim)
{
	if (claim_keep_around(planner->plan->claims, claim->path).kind == CLAIM_NONE)
		add_row(planner, &planner->plan->keeps, claim->outer);
	if (is_covered(planner, claim->path))
		mount_kept(planner, claim);
}

/* What lies below a mask or below a mount of config.json is not seen anyhow, and need not exist. */
static void plan_hidden(struct planner *planner, const struct claim *claim)
{
	const struct claims *claims = planner->plan->claims;
	struct plan *plan = planner->plan;
	if (claim_at(claims, path_parent(planner->arena, claim->path)).kind != CLAIM_KEEP)
		return;
	bool is_file = claim_path_kind(claims, planner->rootfs, claim) == PATH_FILE;
	plan_rows *rows = claim->kind == CLAIM_ENGINE_FILE ? &plan->engine_files
	                  : is_file                        ? &plan->mask_files
	                                                   : &plan->masks;
	add_row(planner, rows, claim->outer);
}

static void plan_guest(struct planner *planner)
{
	size_t count;
	const struct claim *list = claims_list(planner->plan->claims, &count);
	for (size_t i = 0; i < count; i++) {
		enum claim_kind kind = list[i].kind;
		if (kind == CLAIM_KEEP)
			plan_kept(planner, &list[i]);
		else if (kind == CLAIM_MASK || kind == CLAIM_ENGINE_FILE || kind == CLAIM_RUNSC)
			plan_hidden(planner, &list[i]);
	}
}

/* --- sources of binds ------------------------------------------------------------------------- */

static struct text source_row(struct planner *planner, const struct policy_bind *bind)
{
	return text_format(planner->arena, "%s:%s", bind->mode.value == 0 ? "ro" : "rw",
	                   bind->source.value.data);
}

/* The name in the world is the row's place among all of them. */
static struct text source_name(struct planner *planner, struct text row)
{
	const plan_rows *rows = &planner->plan->sources;
	const struct text *found =
	    bsearch(&row, rows->items, rows->count, sizeof row, compare_texts);
	return text_format(planner->arena, WORLD_SOURCE "/%td", found - rows->items);
}

static void plan_binds(struct planner *planner)
{
	const struct policy_bind *bind;
	for_each (bind, &planner->policy->binds)
		add_row(planner, &planner->plan->sources, source_row(planner, bind));
	settle_rows(&planner->plan->sources);
	for_each (bind, &planner->policy->binds) {
		struct mount *mount = add_mount(planner, MOUNT_BIND, bind->path.value);
		mount->source = source_name(planner, source_row(planner, bind));
		mount->kind = (enum path_kind)bind->kind_word.value;
		mount->is_read_only = bind->mode.value == 0;
	}
}

/* --- mounts that are no drift ----------------------------------------------------------------- */

/* Those which the policy names, and the engine's where the policy shows its files on purpose. */
static void plan_expected(struct planner *planner)
{
	const struct policy *policy = planner->policy;
	const struct policy_text *expected;
	for_each (expected, &policy->expect_mounts)
		add_row(planner, &planner->plan->expected, expected->value);
	if (policy->layout.value == LAYOUT_SPLIT)
		return;
	for (size_t i = 0; i < place_count; i++) {
		struct text path = text_of(places[i].path);
		enum place_role role = places[i].role;
		struct claim claim = claim_at(planner->plan->claims, path);
		bool is_named = role == PLACE_container && text_equal(claim.path, path);
		if (claim.kind == CLAIM_KEEP && (role == PLACE_engine || is_named))
			add_row(planner, &planner->plan->expected, path);
	}
}

static int compare_mounts(const void *a, const void *b)
{
	const struct mount *left = a, *right = b;
	if (left->destination.length != right->destination.length)
		return left->destination.length < right->destination.length ? -1 : 1;
	return text_compare(left->destination, right->destination);
}

static void settle(struct plan *plan)
{
	plan_rows *const rows[] = {&plan->directories,  &plan->files,   &plan->links,
	                           &plan->keeps,        &plan->masks,   &plan->mask_files,
	                           &plan->engine_files, &plan->expected};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		settle_rows(rows[i]);
}

struct plan *plan_make(struct arena *arena, const struct policy *policy, struct rootfs *rootfs)
{
	struct plan *plan = arena_alloc(arena, sizeof *plan);
	struct planner planner = {arena, policy, rootfs, plan};
	plan->policy = policy;
	plan->claims = claims_make(arena, policy);

	plan_writable(&planner);
	plan_binds(&planner);
	plan_guest(&planner);
	plan_expected(&planner);
	plan_synthetic(&planner);
	qsort(plan->mounts.items, plan->mounts.count, sizeof *plan->mounts.items, compare_mounts);
	points_plan(arena, plan, rootfs);
	settle(plan);
	return plan;
}
