#include "model/claims.h"

#include "base/index.h"

#include <string.h>

struct claims {
	struct arena *arena;
	const struct policy *policy;
	LIST(struct claim) list;
	struct index by_path; /* the claim that counts there */
	struct index keeps;   /* keep-dirs alone */
	struct index ways;    /* directories above keep-dirs, binds and writable directories */
};

/* Steps to the next path above, from path itself on; false when there is none left. */
static bool next_above(struct text *path)
{
	const char *slash = path->length > 1 ? memrchr(path->data, '/', path->length) : NULL;
	if (!slash)
		return false;
	path->length = slash == path->data ? 1 : (size_t)(slash - path->data);
	return true;
}

static struct claim nearest(const struct claims *claims, const struct index *index,
                            struct text path)
{
	if (path.length == 0)
		return (struct claim){.kind = CLAIM_NONE};
	do {
		const size_t *found = index_find(index, path);
		if (found)
			return claims->list.items[*found];
	} while (next_above(&path));
	return (struct claim){.kind = CLAIM_NONE};
}

static void add_ways(struct claims *claims, struct text path)
{
	while (next_above(&path) && !index_find(&claims->ways, path))
		index_put(claims->arena, &claims->ways, path, 0);
}

/* The first claim on a path counts. */
static void add(struct claims *claims, struct claim claim)
{
	if (!index_find(&claims->by_path, claim.path))
		index_put(claims->arena, &claims->by_path, claim.path, claims->list.count);
	if (claim.kind == CLAIM_KEEP && !index_find(&claims->keeps, claim.path))
		index_put(claims->arena, &claims->keeps, claim.path, claims->list.count);
	if (claim.kind == CLAIM_KEEP || claim.kind == CLAIM_BIND || claim.kind == CLAIM_WRITABLE)
		add_ways(claims, claim.path);
	*list_append(claims->arena, &claims->list) = claim;
}

static void add_entry(struct claims *claims, enum claim_kind kind, size_t index,
                      const struct policy_text *entry, struct text outer)
{
	add(claims, (struct claim){kind, index, entry->value, outer, entry->span});
}

static void add_entries(struct claims *claims)
{
	const struct policy *policy = claims->policy;
	struct arena *arena = claims->arena;
	for (size_t i = 0; i < policy->keep_dirs.count; i++) {
		const struct policy_text *keep = &policy->keep_dirs.items[i];
		add_entry(claims, CLAIM_KEEP, i, keep, outer_path(arena, policy, keep->value));
	}
	for (size_t i = 0; i < policy->binds.count; i++) {
		const struct policy_bind *bind = &policy->binds.items[i];
		add_entry(claims, CLAIM_BIND, i, &bind->path, bind->source.value);
	}
	for (size_t i = 0; i < policy->masks.count; i++) {
		const struct policy_text *mask = &policy->masks.items[i].path;
		add_entry(claims, CLAIM_MASK, i, mask, outer_path(arena, policy, mask->value));
	}
	for (size_t i = 0; i < policy->writable.count; i++)
		add_entry(claims, CLAIM_WRITABLE, i, &policy->writable.items[i].path, TEXT(""));
}

/* What a keep-dir above would show, were it not hidden without being asked. */
static void hide(struct claims *claims, enum claim_kind kind, struct text path, struct span span)
{
	struct claim claim = claim_at(claims, path);
	bool has_entry = text_equal(claim.path, path);
	if (!has_entry && claim.kind != CLAIM_MASK && claim_is_kept(claims, path))
		add(claims, (struct claim){kind, 0, path,
		                           outer_path(claims->arena, claims->policy, path), span});
}

/* Engines mount them into the outer container; layout split never shows the outer /etc. */
static void hide_engine_files(struct claims *claims)
{
	const struct policy_word *engine_files = &claims->policy->engine_files;
	bool is_split = claims->policy->layout.value == LAYOUT_SPLIT;
	if (engine_files->value == ENGINE_FILES_KEEP || is_split)
		return;
	for (size_t i = 0; i < place_count; i++)
		if (places[i].role == PLACE_engine)
			hide(claims, CLAIM_ENGINE_FILE, text_of(places[i].path),
			     engine_files->span);
}

/* The runtime is none of the guest's business. In layout split it is hidden where the inner rootfs
 * would show it. */
static void hide_runsc(struct claims *claims)
{
	const struct policy *policy = claims->policy;
	struct text path = policy->runsc_path.value;
	if (policy->layout.value == LAYOUT_SPLIT) {
		size_t skip = policy->inner.value.length;
		if (!path_is_within(path, policy->inner.value) || path.length == skip)
			return;
		path = text_of(path.data + skip);
	}
	if (path.length > 0)
		hide(claims, CLAIM_RUNSC, path, policy->runsc_path.span);
}

/* runsc adds what is missing of these by itself, and a /tmp without limit. */
static void add_runtime(struct claims *claims)
{
	static const char *const made[] = {"/proc", "/dev", "/sys", "/tmp", "/dev/shm"};
	for (size_t i = 0; i < sizeof made / sizeof made[0]; i++) {
		struct text path = text_of(made[i]);
		if (!index_find(&claims->by_path, path))
			add(claims, (struct claim){.kind = CLAIM_RUNTIME, .path = path});
	}
}

const struct claims *claims_make(struct arena *arena, const struct policy *policy)
{
	struct claims *claims = arena_alloc(arena, sizeof *claims);
	claims->arena = arena;
	claims->policy = policy;
	add_entries(claims);
	hide_engine_files(claims);
	hide_runsc(claims);
	add_runtime(claims);
	return claims;
}

const struct policy *claims_policy(const struct claims *claims)
{
	return claims->policy;
}

const struct claim *claims_list(const struct claims *claims, size_t *count)
{
	*count = claims->list.count;
	return claims->list.items;
}

struct claim claim_at(const struct claims *claims, struct text path)
{
	return nearest(claims, &claims->by_path, path);
}

bool claim_is_entry(const struct claim *claim)
{
	return claim->kind >= CLAIM_KEEP && claim->kind <= CLAIM_WRITABLE;
}

bool claim_is_policys(const struct claim *claim)
{
	return claim->kind != CLAIM_NONE && claim->kind != CLAIM_RUNTIME;
}

bool claim_shows(const struct claim *claim)
{
	return claim->kind == CLAIM_KEEP || claim->kind == CLAIM_BIND;
}

/* other with what path has below base. */
static struct text moved(struct arena *arena, struct text path, struct text base, struct text other)
{
	size_t skip = base.length > 1 ? base.length + 1 : base.length;
	if (text_equal(path, base))
		return other;
	return path_join(arena, other, (struct text){path.data + skip, path.length - skip});
}

struct text claim_outer(struct arena *arena, const struct claim *claim, struct text path)
{
	return claim->outer.length == 0 ? TEXT("") : moved(arena, path, claim->path, claim->outer);
}

bool claim_is_kept(const struct claims *claims, struct text path)
{
	return nearest(claims, &claims->keeps, path).kind != CLAIM_NONE;
}

struct claim claim_keep_around(const struct claims *claims, struct text path)
{
	struct claim none = {.kind = CLAIM_NONE};
	return next_above(&path) ? nearest(claims, &claims->keeps, path) : none;
}

bool claim_on_the_way(const struct claims *claims, struct text path)
{
	return index_find(&claims->ways, path) != NULL;
}

struct claim claim_of_outer(const struct claims *claims, struct text outer, struct text *path)
{
	struct claim found = {.kind = CLAIM_NONE};
	const struct claim *claim;
	*path = TEXT("");
	for_each (claim, &claims->list)
		if (claim_shows(claim) && path_is_within(outer, claim->outer) &&
		    claim->outer.length > found.outer.length)
			found = *claim;
	if (found.kind != CLAIM_NONE)
		*path = moved(claims->arena, outer, found.outer, found.path);
	return found;
}

enum path_kind claim_path_kind(const struct claims *claims, struct rootfs *rootfs,
                               const struct claim *claim)
{
	const struct policy *policy = claims->policy;
	const struct policy_mask *mask =
	    claim->kind == CLAIM_MASK ? &policy->masks.items[claim->index] : NULL;
	enum path_kind kind = PATH_DIRECTORY;
	if (claim->kind == CLAIM_ENGINE_FILE || claim->kind == CLAIM_RUNSC)
		return PATH_FILE;
	if (claim->kind == CLAIM_BIND)
		return (enum path_kind)policy->binds.items[claim->index].kind_word.value;
	if (mask && mask->has_kind)
		return (enum path_kind)mask->kind_word.value;
	bool is_outers = claim->kind == CLAIM_MASK || claim->kind == CLAIM_KEEP;
	/* The table knows the paths of the guest: below the inner rootfs they have others. */
	if (is_outers && !outer_kind(rootfs, claim->outer, &kind))
		outer_kind(NULL, claim->path, &kind);
	return kind;
}
