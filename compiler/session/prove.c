#include "session/prove.h"

#include "model/rules.h"

#include <string.h>

/* What a place holds for the guest, as far as a policy can state it. */
enum holding { HOLDS_NOTHING, HOLDS_OUTER, HOLDS_TMPFS, HOLDS_LEAK };

struct content {
	enum holding holding;
	struct text outer; /* HOLDS_OUTER */
	bool is_writable;
	uint64_t size; /* HOLDS_TMPFS, bytes */
};

static struct content stated(struct arena *arena, const struct policy *policy,
                             const struct claim *claim, struct text path)
{
	struct content content = {.holding = HOLDS_NOTHING};
	if (claim_shows(claim)) {
		content.holding = HOLDS_OUTER;
		content.outer = claim_outer(arena, claim, path);
		content.is_writable =
		    claim->kind == CLAIM_BIND && policy->binds.items[claim->index].mode.value != 0;
	} else if (claim->kind == CLAIM_WRITABLE) {
		content.holding = HOLDS_TMPFS;
		content.is_writable = true;
		content.size = policy->writable.items[claim->index].size.value;
	}
	return content;
}

static struct content seen(const struct view_point *point)
{
	switch (point->state) {
	case VIEW_KEPT:
		if (point->is_in_bundle)
			return (struct content){.holding = HOLDS_NOTHING};
		return (struct content){.holding = HOLDS_OUTER, .outer = point->outer};
	case VIEW_WRITABLE:
		if (point->outer.length > 0)
			return (struct content){.holding =
			                            point->is_in_bundle ? HOLDS_LEAK : HOLDS_OUTER,
			                        .outer = point->outer,
			                        .is_writable = true};
		return (struct content){
		    .holding = HOLDS_TMPFS, .is_writable = true, .size = point->size};
	case VIEW_LEAKED:
		return (struct content){.holding = HOLDS_LEAK, .outer = point->outer};
	default:
		return (struct content){.holding = HOLDS_NOTHING};
	}
}

static bool is_equal(const struct content *a, const struct content *b)
{
	return a->holding == b->holding && a->is_writable == b->is_writable && a->size == b->size &&
	       text_equal(a->outer, b->outer);
}

static const char *content_text(struct arena *arena, const struct content *content)
{
	switch (content->holding) {
	case HOLDS_OUTER:
		return arena_printf(arena, "the outer %s, %s", content->outer.data,
		                    content->is_writable ? "read-write" : "read-only");
	case HOLDS_TMPFS:
		return arena_printf(arena, "a tmpfs of %llu bytes",
		                    (unsigned long long)content->size);
	case HOLDS_LEAK:
		return arena_printf(arena, "the outer %s, by mistake", content->outer.data);
	default:
		return "nothing of the outer container";
	}
}

/* What is hidden by default is hidden in a keep-dir, which somebody wrote. */
static struct span place_of(const struct claims *claims, const struct claim *claim)
{
	bool is_said = claim->span.source || !claim_is_policys(claim);
	return is_said ? claim->span : claim_keep_around(claims, claim->path).span;
}

static void compare(struct arena *arena, struct report *report, const struct claims *claims,
                    const struct view_point *point)
{
	struct claim claim = claim_at(claims, point->path);
	struct content wanted = stated(arena, claims_policy(claims), &claim, point->path),
	               found = seen(point);
	/* keeprun leaves the engine's file alone where the image has a symlink in its place: what
	 * that leads to is judged there. */
	if (claim.kind == CLAIM_ENGINE_FILE && point->kind == ENTRY_SYMLINK)
		return;
	/* What a kept directory lacks is nobody's claim. */
	bool is_lacking =
	    wanted.holding == HOLDS_OUTER && point->state == VIEW_ABSENT && point->is_known;
	if (is_lacking && !text_equal(claim.path, point->path))
		return;
	/* A symlink of the rootfs is judged by what it leads to. */
	if (point->kind == ENTRY_SYMLINK && found.holding == HOLDS_OUTER &&
	    text_equal(path_top(arena, point->path), point->path))
		return;
	/* A tmpfs starts empty: nothing is below it but the mount points of others, which are of
	 * it. */
	bool is_below = wanted.holding == HOLDS_TMPFS && !text_equal(claim.path, point->path);
	if (is_equal(&wanted, &found) || (is_below && found.holding == HOLDS_NOTHING))
		return;
	struct finding *finding =
	    diag_add(report, rule(view_differs), place_of(claims, &claim),
	             "at %s the policy states %s, and runsc would show %s", point->path.data,
	             content_text(arena, &wanted), content_text(arena, &found));
	finding->at = point->path;
}

static void compare_path(struct arena *arena, struct report *report, const struct claims *claims,
                         const struct view *view, struct text path)
{
	struct view_point point = view_lookup(view, path);
	point.path = path;
	compare(arena, report, claims, &point);
}

/* What the artifacts do not mention has no point in the view. */
static void compare_claims(struct arena *arena, struct report *report, const struct claims *claims,
                           const struct view *view)
{
	size_t count;
	const struct claim *list = claims_list(claims, &count);
	for (size_t i = 0; i < count; i++)
		compare_path(arena, report, claims, view, list[i].path);
	compare_path(arena, report, claims, view, claims_policy(claims)->runsc_path.value);
	for (size_t i = 0; i < place_count; i++)
		if (places[i].role == PLACE_engine)
			compare_path(arena, report, claims, view, text_of(places[i].path));
}

static void compare_top(struct arena *arena, struct report *report, const struct claims *claims,
                        const struct view *view)
{
	struct text *names;
	size_t count;
	view_list(view, TEXT("/"), &names, &count);
	for (size_t i = 0; i < count; i++)
		compare_path(arena, report, claims, view, path_join(arena, TEXT("/"), names[i]));
}

/* The root itself holds no content but its entries, each of which is compared. */
static void compare_points(struct arena *arena, struct report *report, const struct claims *claims,
                           const struct view *view)
{
	const struct view_point *point;
	for_each (point, &view->points)
		if (!text_is(point->path, "/"))
			compare(arena, report, claims, point);
}

static void compare_start(struct report *report, const struct view *view,
                          const struct report *weakness)
{
	const struct finding *finding;
	if (view->status != 0)
		diag_add(report, rule(view_differs), (struct span){0},
		         "runsc would not start the artifacts: %s", view->reason);
	for_each (finding, &weakness->findings)
		if (finding->severity == SEVERITY_ERROR && finding->rule != rule(config_refused) &&
		    finding->rule != rule(config_flag))
			diag_add(report, rule(view_differs), (struct span){0}, "%s [%s]",
			         finding->message, finding->rule->name);
}

void prove_view(struct arena *arena, struct report *report, const struct claims *claims,
                const struct view *view, const struct report *weakness)
{
	compare_start(report, view, weakness);
	if (!view->tree)
		return;
	compare_points(arena, report, claims, view);
	compare_claims(arena, report, claims, view);
	compare_top(arena, report, claims, view);
	diag_sort(report);
}

void prove_artifacts(struct arena *arena, struct report *report, const struct loaded *loaded,
                     struct text config, struct text argv)
{
	struct report weakness = {.arena = arena, .fallback = "config.json"};
	struct inspection inspection = inspect_artifacts(arena, &weakness, loaded, config, argv);
	prove_view(arena, report, loaded->claims, inspection.view, &weakness);
}
