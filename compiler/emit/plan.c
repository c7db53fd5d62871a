#include "emit/plan.h"

#include "artifact.h"
#include "emit/stub.h"

#include <stdlib.h>

#define MASK_SIZE 4096u

struct planner {
	struct arena *arena;
	const struct policy *policy;
	struct rootfs *rootfs;
	struct plan *plan;
};

static struct mount *add_mount(struct planner *planner, enum mount_type type, struct text destination)
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
	mount->size = MASK_SIZE;
}

static bool is_mounted(const struct planner *planner, struct text destination)
{
	const struct mount *mount;
	for_each (mount, &planner->plan->mounts)
		if (text_equal(mount->destination, destination))
			return true;
	return false;
}

/* The engine's own mounts; those in /etc it does not make in an inner root filesystem. */
static bool has_engine_mounts_below(const struct planner *planner, struct text path)
{
	if (planner->policy->layout.value == LAYOUT_SPLIT && path_is_within(path, planner->policy->inner.value))
		return false;
	for (size_t i = 0; i < place_count; i++)
		if ((places[i].role == PLACE_engine || places[i].role == PLACE_container) && path_is_within(text_of(places[i].path), path))
			return true;
	return false;
}

/* True when a start may find mounts below the outer path: the engine's, those that the policy expects, and drift that it only reports. A plain user may only
 * bind such a tree recursively. */
static bool has_mounts_below(const struct planner *planner, struct text path)
{
	const struct policy *policy = planner->policy;
	if (policy->drift.value == DRIFT_WARN || has_engine_mounts_below(planner, path))
		return true;
	const struct policy_text *expected;
	for_each (expected, &policy->expect_mounts)
		if (path_is_within(expected->value, path))
			return true;
	return false;
}

static struct mount *add_bind(struct planner *planner, struct text destination, struct text source, enum path_kind kind)
{
	struct mount *mount = add_mount(planner, MOUNT_BIND, destination);
	mount->source = source;
	mount->kind = kind;
	mount->is_recursive = has_mounts_below(planner, source);
	mount->is_read_only = true;
	return mount;
}

/* A mask below a keep-dir is a bind of something empty, so that it hides from the gofer and the sentry too. */
static void mask_kept(struct planner *planner, struct text path, enum path_kind kind)
{
	if (is_mounted(planner, path))
		return;
	struct mount *mount = add_mount(planner, MOUNT_BIND, path);
	mount->source = kind == PATH_FILE ? TEXT(ARTIFACT_EMPTY_FILE) : TEXT(ARTIFACT_EMPTY_DIR);
	mount->kind = kind;
	mount->is_read_only = true;
	struct text outer = outer_path(planner->arena, planner->policy, path);
	if (kind == PATH_FILE)
		*list_append(planner->arena, &planner->plan->hidden_files) = outer;
	else
		*list_append(planner->arena, &planner->plan->hidden) = outer;
}

static bool is_below_mask(struct planner *planner, struct text path)
{
	return claim_at(planner->plan->claims, path_parent(planner->arena, path)).kind == CLAIM_MASK;
}

/* What lies below a mask is hidden already, and has no mount point. keeprun refuses to start what
 * could see the runtime. */
static void plan_hidden(struct planner *planner)
{
	size_t count;
	const struct claims *claims = planner->plan->claims;
	const struct claim *list = claims_list(claims, &count);
	for (size_t i = 0; i < count; i++) {
		enum claim_kind kind = list[i].kind;
		bool is_hidden = kind == CLAIM_MASK || kind == CLAIM_ENGINE_FILE || kind == CLAIM_RUNSC;
		if (is_hidden && !is_below_mask(planner, list[i].path))
			mask_kept(planner, list[i].path, claim_path_kind(claims, planner->rootfs, &list[i]));
	}
}

/* Mounts that are no drift: those which the policy names, and the engine's where the policy shows its files on purpose. */
static void plan_expected(struct planner *planner)
{
	const struct policy *policy = planner->policy;
	const struct policy_text *expected;
	for_each (expected, &policy->expect_mounts)
		*list_append(planner->arena, &planner->plan->expected) = expected->value;
	if (policy->layout.value == LAYOUT_SPLIT)
		return;
	for (size_t i = 0; i < place_count; i++) {
		struct text path = text_of(places[i].path);
		enum place_role role = places[i].role;
		struct claim claim = claim_at(planner->plan->claims, path);
		bool is_named = role == PLACE_container && text_equal(claim.path, path);
		if (claim.kind == CLAIM_KEEP && (role == PLACE_engine || is_named))
			*list_append(planner->arena, &planner->plan->expected) = path;
	}
}

/* True when a mount below the keep-dir is no drift because a mask hides it, or is drift that keeprun masks. That it refuses below the source of a bind, and in
 * layout split. */
static bool masks_mounts_below(const struct policy *policy, struct text keep)
{
	if (policy->drift.value == DRIFT_MASK && policy->layout.value != LAYOUT_SPLIT)
		return true;
	const struct policy_mask *mask;
	for_each (mask, &policy->masks)
		if (path_is_within(mask->path.value, keep))
			return true;
	return false;
}

/* Layout mask: root.path is /, so a kept top-level entry needs no mount, and a deeper one is bound over the tmpfs on its top-level directory. */
static void plan_keeps(struct planner *planner)
{
	size_t count;
	const struct claims *claims = planner->plan->claims;
	const struct claim *list = claims_list(claims, &count);
	for (size_t i = 0; i < count; i++) {
		struct text path = list[i].path;
		if (list[i].kind != CLAIM_KEEP)
			continue;
		*list_append(planner->arena, &planner->plan->visible) = list[i].outer;
		/* runsc puts a tmpfs of its own on an empty /tmp that no mount is for (gVisor runsc/boot/vfs.go). */
		bool is_top = text_equal(path, path_top(planner->arena, path)) && !text_is(path, "/tmp");
		if (is_mounted(planner, path) || (!planner->plan->has_stub && is_top))
			continue;
		struct mount *mount = add_bind(planner, path, list[i].outer, claim_path_kind(claims, planner->rootfs, &list[i]));
		mount->allows_exec = true;
		mount->is_recursive |= masks_mounts_below(planner->policy, path);
	}
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

static void plan_binds(struct planner *planner)
{
	const struct policy_bind *bind;
	for_each (bind, &planner->policy->binds) {
		struct mount *mount = add_bind(planner, bind->path.value, bind->source.value, (enum path_kind)bind->kind_word.value);
		mount->is_read_only = bind->mode.value == 0;
		*list_append(planner->arena, &planner->plan->sources) = bind->source.value;
	}
}

/* runsc adds what is missing of these by itself, and a /tmp without limit: so they are always said. Never ro on /dev: writes to /dev/null would fail
 * before device_node_despite_readonly. Its size cannot be limited, and its mode is 0755 whatever is said: nobody but root may write there, and /dev/shm is a
 * read-only tmpfs of its own unless the policy says otherwise. */
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

static void mask_top(struct planner *planner, struct text path, enum path_kind kind)
{
	struct claim claim = claim_at(planner->plan->claims, path);
	if (claim.kind == CLAIM_KEEP && text_equal(claim.path, path))
		return;
	if (kind == PATH_FILE) {
		mask_kept(planner, path, PATH_FILE);
		return;
	}
	if (!is_mounted(planner, path))
		add_empty_tmpfs(planner, path);
	*list_append(planner->arena, &planner->plan->absent) = path;
}

/* A symlink is left alone: what it shows is what its target shows, and a mount on it means something else in each release. */
static void plan_existing_tops(struct planner *planner)
{
	struct text *names;
	size_t count;
	if (!rootfs_list(planner->rootfs, TEXT("/"), &names, &count))
		return;
	for (size_t i = 0; i < count; i++) {
		struct text path = text_format(planner->arena, "/%s", names[i].data);
		enum entry_kind kind = rootfs_lookup(planner->rootfs, path).kind;
		if (kind == ENTRY_SYMLINK)
			*list_append(planner->arena, &planner->plan->absent) = path;
		else
			mask_top(planner, path, kind == ENTRY_DIRECTORY ? PATH_DIRECTORY : PATH_FILE);
	}
}

/* Top-level entries that may come later: the directories of the Filesystem Hierarchy Standard, and the empty files by which engines mark a container. */
static void plan_later_tops(struct planner *planner)
{
	for (size_t i = 0; i < place_count; i++) {
		struct text path = text_of(places[i].path);
		bool is_top = text_equal(path, path_top(planner->arena, path));
		if (!is_top || rootfs_lookup(planner->rootfs, path).kind != ENTRY_ABSENT)
			continue;
		if (places[i].kind == PATH_DIRECTORY)
			mask_top(planner, path, PATH_DIRECTORY);
		else
			*list_append(planner->arena, &planner->plan->absent) = path;
	}
}

static int compare_mounts(const void *a, const void *b)
{
	const struct mount *left = a, *right = b;
	if (left->destination.length != right->destination.length)
		return left->destination.length < right->destination.length ? -1 : 1;
	return text_compare(left->destination, right->destination);
}

static int compare_texts(const void *a, const void *b)
{
	return text_compare(*(const struct text *)a, *(const struct text *)b);
}

static void sort_texts(struct text *items, size_t count)
{
	if (count > 0)
		qsort(items, count, sizeof *items, compare_texts);
}

static void sort_plan(struct plan *plan)
{
	if (plan->mounts.count > 0)
		qsort(plan->mounts.items, plan->mounts.count, sizeof *plan->mounts.items, compare_mounts);
	sort_texts(plan->visible.items, plan->visible.count);
	sort_texts(plan->sources.items, plan->sources.count);
	sort_texts(plan->hidden.items, plan->hidden.count);
	sort_texts(plan->hidden_files.items, plan->hidden_files.count);
	sort_texts(plan->absent.items, plan->absent.count);
	sort_texts(plan->expected.items, plan->expected.count);
}

struct plan *plan_make(struct arena *arena, const struct policy *policy, struct rootfs *rootfs)
{
	struct plan *plan = arena_alloc(arena, sizeof *plan);
	struct planner planner = {arena, policy, rootfs, plan};
	plan->policy = policy;
	plan->claims = claims_make(arena, policy);
	plan->has_stub = policy->layout.value != LAYOUT_MASK;
	plan->root_path = plan->has_stub ? TEXT(ARTIFACT_STUB) : TEXT("/");

	plan_writable(&planner);
	plan_binds(&planner);
	plan_keeps(&planner);
	plan_hidden(&planner);
	plan_expected(&planner);
	plan_synthetic(&planner);
	if (!plan->has_stub) {
		plan_existing_tops(&planner);
		plan_later_tops(&planner);
	}
	sort_plan(plan);
	if (plan->has_stub)
		stub_plan(arena, plan, rootfs);
	return plan;
}
