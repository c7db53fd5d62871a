#include "session/prove.h"

#include "model/places.h"
#include "model/rules.h"
#include "session/origin.h"

#include <string.h>

/* What a place holds for the guest, as far as a policy can state it. */
enum holding { HOLDS_NOTHING, HOLDS_OUTER, HOLDS_TMPFS, HOLDS_LEAK };

struct claim {
	enum holding holding;
	struct text outer; /* HOLDS_OUTER */
	bool is_writable;
	uint64_t size; /* HOLDS_TMPFS, bytes */
};

static bool is_hidden_by_default(const struct policy *policy, struct text path)
{
	if (text_equal(path, policy->runsc_path.value) && policy->layout.value != LAYOUT_SPLIT)
		return true;
	const struct place *place = place_find(path);
	return place && place->role == PLACE_engine && policy->engine_files.value == ENGINE_FILES_EMPTY && policy->layout.value != LAYOUT_SPLIT;
}

/* In layout split the binary is hidden where the inner rootfs would show it. */
static bool is_inner_runsc(struct arena *arena, const struct policy *policy, struct text path)
{
	return policy->layout.value == LAYOUT_SPLIT && text_equal(outer_path(arena, policy, path), policy->runsc_path.value);
}

static struct claim stated(struct arena *arena, const struct policy *policy, const struct origin *origin, struct text path)
{
	struct claim claim = {.holding = HOLDS_NOTHING};
	const struct policy_bind *bind;
	switch (origin->kind) {
	case ORIGIN_WRITABLE:
		return (struct claim){.holding = HOLDS_TMPFS, .is_writable = true, .size = policy->writable.items[origin->index].size.value};
	case ORIGIN_BIND:
		bind = &policy->binds.items[origin->index];
		claim.holding = HOLDS_OUTER;
		claim.is_writable = bind->mode.value != 0;
		claim.outer = bind->source.value;
		if (path.length > origin->path.length)
			claim.outer = path_join(arena, claim.outer, (struct text){path.data + origin->path.length + 1, path.length - origin->path.length - 1});
		return claim;
	case ORIGIN_KEEP:
		if (text_equal(path, origin->path))
			return (struct claim){.holding = HOLDS_OUTER, .outer = outer_path(arena, policy, path)};
		if (is_hidden_by_default(policy, path) || is_inner_runsc(arena, policy, path))
			return claim;
		return (struct claim){.holding = HOLDS_OUTER, .outer = outer_path(arena, policy, path)};
	default:
		return claim;
	}
}

static struct claim seen(const struct view_point *point)
{
	switch (point->state) {
	case VIEW_KEPT:
		if (point->is_in_bundle)
			return (struct claim){.holding = HOLDS_NOTHING};
		return (struct claim){.holding = HOLDS_OUTER, .outer = point->outer};
	case VIEW_WRITABLE:
		if (point->outer.length > 0)
			return (struct claim){.holding = point->is_in_bundle ? HOLDS_LEAK : HOLDS_OUTER, .outer = point->outer, .is_writable = true};
		return (struct claim){.holding = HOLDS_TMPFS, .is_writable = true, .size = point->size};
	case VIEW_LEAKED:
		return (struct claim){.holding = HOLDS_LEAK, .outer = point->outer};
	default:
		return (struct claim){.holding = HOLDS_NOTHING};
	}
}

static bool is_equal(const struct claim *a, const struct claim *b)
{
	return a->holding == b->holding && a->is_writable == b->is_writable && a->size == b->size && text_equal(a->outer, b->outer);
}

static const char *claim_text(struct arena *arena, const struct claim *claim)
{
	switch (claim->holding) {
	case HOLDS_OUTER:
		return arena_printf(arena, "the outer %s, %s", claim->outer.data, claim->is_writable ? "read-write" : "read-only");
	case HOLDS_TMPFS:
		return arena_printf(arena, "a tmpfs of %llu bytes", (unsigned long long)claim->size);
	case HOLDS_LEAK:
		return arena_printf(arena, "the outer %s, by mistake", claim->outer.data);
	default:
		return "nothing of the outer container";
	}
}

static void compare(struct arena *arena, struct report *report, const struct origins *origins, const struct view_point *point)
{
	struct origin origin = origin_find(origins, point->path);
	struct claim wanted = stated(arena, origins_policy(origins), &origin, point->path), found = seen(point);
	/* A symlink of the rootfs is judged by what it leads to, and what a kept directory lacks is nobody's claim. */
	if (point->kind == ENTRY_SYMLINK && found.holding == HOLDS_OUTER && text_equal(path_top(arena, point->path), point->path))
		return;
	/* A tmpfs starts empty: nothing is below it but the mount points of others, which are of it. */
	bool is_below = wanted.holding == HOLDS_TMPFS && !text_equal(origin.path, point->path);
	if (is_equal(&wanted, &found) || (is_below && found.holding == HOLDS_NOTHING))
		return;
	struct span span = {0};
	if (origin.kind != ORIGIN_NONE)
		span = origin.span;
	struct finding *finding = diag_add(report, rule(view_differs), span, "at %s the policy states %s, and runsc would show %s", point->path.data,
	                                   claim_text(arena, &wanted), claim_text(arena, &found));
	finding->at = point->path;
}

static void compare_path(struct arena *arena, struct report *report, const struct origins *origins, const struct view *view, struct text path)
{
	struct view_point point = view_lookup(view, path);
	point.path = path;
	compare(arena, report, origins, &point);
}

static void compare_entries(struct arena *arena, struct report *report, const struct origins *origins, const struct view *view)
{
	const struct policy *policy = origins_policy(origins);
	for (size_t i = 0; i < policy->keep_dirs.count; i++)
		compare_path(arena, report, origins, view, policy->keep_dirs.items[i].value);
	for (size_t i = 0; i < policy->masks.count; i++)
		compare_path(arena, report, origins, view, policy->masks.items[i].path.value);
	for (size_t i = 0; i < policy->writable.count; i++)
		compare_path(arena, report, origins, view, policy->writable.items[i].path.value);
	for (size_t i = 0; i < policy->binds.count; i++)
		compare_path(arena, report, origins, view, policy->binds.items[i].path.value);
	compare_path(arena, report, origins, view, policy->runsc_path.value);
	for (size_t i = 0; i < place_count; i++)
		if (places[i].role == PLACE_engine)
			compare_path(arena, report, origins, view, text_of(places[i].path));
}

static void compare_top(struct arena *arena, struct report *report, const struct origins *origins, const struct view *view)
{
	struct text *names;
	size_t count;
	view_list(view, TEXT("/"), &names, &count);
	for (size_t i = 0; i < count; i++)
		compare_path(arena, report, origins, view, path_join(arena, TEXT("/"), names[i]));
}

/* The root itself holds no content but its entries, each of which is compared. */
static void compare_points(struct arena *arena, struct report *report, const struct origins *origins, const struct view *view)
{
	const struct view_point *point;
	for_each (point, &view->points)
		if (!text_is(point->path, "/"))
			compare(arena, report, origins, point);
}

static void compare_start(struct report *report, const struct view *view, const struct report *weakness)
{
	const struct finding *finding;
	if (view->status != 0)
		diag_add(report, rule(view_differs), (struct span){0}, "runsc would not start the artifacts: %s", view->reason);
	for_each (finding, &weakness->findings)
		if (finding->severity == SEVERITY_ERROR && finding->rule != rule(config_refused) && finding->rule != rule(config_flag))
			diag_add(report, rule(view_differs), (struct span){0}, "%s [%s]", finding->message, finding->rule->name);
}

void prove_view(struct arena *arena, struct report *report, const struct origins *origins, const struct view *view, const struct report *weakness)
{
	compare_start(report, view, weakness);
	if (!view->tree)
		return;
	compare_points(arena, report, origins, view);
	compare_entries(arena, report, origins, view);
	compare_top(arena, report, origins, view);
	diag_sort(report);
}

void prove_artifacts(struct arena *arena, struct report *report, const struct loaded *loaded, const struct plan *plan, struct text config, struct text argv)
{
	struct report weakness = {.arena = arena, .fallback = "config.json"};
	struct inspection inspection = inspect_artifacts(arena, &weakness, loaded, plan, config, argv);
	prove_view(arena, report, loaded->origins, inspection.view, &weakness);
}
