#include "view/resolver.h"

#include "artifact.h"
#include "model/flag_judge.h"
#include "model/flag_value.h"

#include <string.h>

/* --- mounts of config.json that do not do what they say --------------------------------------- */

static const char *number(const struct resolver *resolver, const struct config_mount *mount)
{
	return arena_printf(resolver->arena, "mounts[%d]", mount->index);
}

static bool real_path_in_world(const struct resolver *resolver, struct text path, struct text *real)
{
	struct tree_place place;
	if (!tree_walk(resolver->world, path, true, &place) || place.is_unknown)
		return false;
	*real = tree_path(resolver->world, place.mount, place.path);
	return true;
}

/* The real path of a destination before anything is mounted. */
static bool real_path(const struct resolver *resolver, struct text path, struct text *real)
{
	const struct location *root = &resolver->gofer->mounts.items[0].origin;
	if (resolver->world)
		return real_path_in_world(resolver, path, real);
	if (!root->rootfs)
		return false;
	struct tree bare = {.arena = resolver->arena};
	struct tree_mount *mount = tree_mount(&bare, -1, TEXT("/"));
	struct tree_place place;
	mount->backing = BACKING_OUTER;
	mount->origin = *root;
	if (!tree_walk(&bare, path, true, &place))
		return false;
	*real = place.path;
	return true;
}

static void report_symlink(struct resolver *resolver, const struct config_mount *mount,
                           struct text real)
{
	bool covers = view_follow(resolver->view, real).mount == mount->index;
	struct finding *finding =
	    diag_add(resolver->report, rule(config_mask_symlink), mount->span,
	             covers ? "%s leads to %s through a symlink, and that is what is covered"
	                    : "%s is reached through a symlink: %s stays visible",
	             mount->destination.data, real.data);
	diag_hint(resolver->report, finding, "name the real path, %s", real.data);
	if (!covers)
		resolver_mark_leak(resolver, real, "the mount meant to cover it lies on a symlink");
}

static const struct config_mount *mount_at(const struct resolver *resolver, int index)
{
	return index >= 0 ? &resolver->config->mounts.items[index] : NULL;
}

static void report_hidden(struct resolver *resolver, const struct config_mount *mount)
{
	struct view_point point = view_follow(resolver->view, mount->destination);
	const struct config_mount *other = mount_at(resolver, point.mount);
	if (point.mount == mount->index)
		return;
	if (!other) {
		diag_add(resolver->report, rule(config_mount_hidden), mount->span,
		         "%s has no effect on %s in this release", number(resolver, mount),
		         mount->destination.data);
		resolver_mark_leak(resolver, mount->destination,
		                   "the mount meant to cover it has no effect");
	} else if (!text_equal(other->destination, mount->destination)) {
		diag_add(
		    resolver->report, rule(config_mount_hidden), mount->span,
		    "%s on %s is hidden by %s on %s: runsc mounts by length of the destination",
		    number(resolver, mount), mount->destination.data, number(resolver, other),
		    other->destination.data);
	}
}

static void report_duplicate(struct resolver *resolver, const struct config_mount *mount)
{
	const struct config_mount *other;
	for (other = resolver->config->mounts.items; other < mount; other++) {
		if (!text_equal(other->destination, mount->destination))
			continue;
		int top = view_follow(resolver->view, mount->destination).mount;
		struct finding *finding =
		    diag_add(resolver->report, rule(config_duplicate_mount), mount->span,
		             "%s is mounted twice; with this list mounts[%d] ends on top",
		             mount->destination.data, top);
		diag_note(resolver->report, finding, other->span, "the other one");
		return;
	}
}

static const struct plan_item *item_of(const struct resolver *resolver,
                                       const struct config_mount *mount)
{
	const struct plan_item *item;
	for_each (item, &resolver->plan)
		if (item->mount == mount)
			return item;
	return NULL;
}

static void report_mount(struct resolver *resolver, const struct config_mount *mount)
{
	const struct plan_item *item = item_of(resolver, mount);
	struct text real;
	if (!item || (item->tree_index < 0 && resolver->view->status != 0))
		return;
	if (!text_equal(mount->written, mount->destination) && text_starts(mount->written, "/"))
		diag_add(resolver->report, rule(config_destination), mount->span,
		         "\"%s\" means %s, and runsc sorts by its length as written",
		         mount->written.data, mount->destination.data);
	if (item->is_skipped) {
		diag_add(resolver->report, rule(config_mount_type), mount->span,
		         "runsc does not know the mount type \"%s\" and skips the mount: %s stays "
		         "as it is",
		         mount->type.data, mount->destination.data);
		resolver_mark_leak(resolver, mount->destination,
		                   "the mount meant to cover it is of an unknown type");
		return;
	}
	if (item->is_unbacked) {
		diag_add(resolver->report, rule(config_mask_invisible), mount->span,
		         "with root.path / bind mounts are invisible in this release: %s shows "
		         "what lies beneath",
		         mount->destination.data);
		resolver_mark_leak(resolver, mount->destination,
		                   "bind mounts are invisible with root.path / in this release");
		return;
	}
	report_duplicate(resolver, mount);
	if (real_path(resolver, mount->destination, &real) && !text_equal(real, mount->destination))
		report_symlink(resolver, mount, real);
	else
		report_hidden(resolver, mount);
}

/* --- what else is visible --------------------------------------------------------------------- */

/* A mount that shows something of the outer container, and where. */
struct carrier {
	const struct location *origin;
	struct text path;
	bool is_recursive;
};

/* Those of the gofer, then keeprun's. False behind the last one. */
static bool next_carrier(const struct resolver *resolver, size_t *next, struct carrier *carrier)
{
	size_t of_gofer = resolver->gofer->mounts.count,
	       of_world = resolver->world ? resolver->world->mounts.count : 0;
	while (*next < of_gofer + of_world) {
		size_t i = (*next)++;
		const struct tree *tree = i < of_gofer ? resolver->gofer : resolver->world;
		size_t at = i < of_gofer ? i : i - of_gofer;
		const struct tree_mount *mount = &tree->mounts.items[at];
		if (mount->backing != BACKING_OUTER)
			continue;
		*carrier = (struct carrier){&mount->origin, tree_path(tree, (int)at, TEXT("/")),
		                            mount->is_recursive};
		return true;
	}
	return false;
}

/* Where the guest sees an outer path through a carrier. A path that does not exist yet is seen when
 * it comes to be, where the guest sees the directory that it will lie in. */
static bool is_seen(struct resolver *resolver, const struct carrier *carrier, struct text outer,
                    struct text *path)
{
	const struct location *origin = carrier->origin;
	size_t prefix = origin->path.length > 1 ? origin->path.length + 1 : 1;
	if (origin->is_in_bundle || !path_is_within(outer, origin->path))
		return false;
	*path = carrier->path;
	if (outer.length > prefix)
		*path = path_join(resolver->arena, *path,
		                  (struct text){outer.data + prefix, outer.length - prefix});
	struct view_point point = view_lookup(resolver->view, *path);
	for (struct text asked = *path;
	     point.state == VIEW_ABSENT && path_is_within(outer, origin->path);
	     point = view_lookup(resolver->view, asked)) {
		if (text_equal(outer, origin->path))
			return false;
		outer = path_parent(resolver->arena, outer);
		asked = path_parent(resolver->arena, asked);
	}
	return !point.is_in_bundle && text_equal(point.outer, outer);
}

static void report_outer_mounts(struct resolver *resolver)
{
	struct text path;
	const struct text *outer;
	struct carrier carrier;
	for_each (outer, &resolver->outer_mounts) {
		for (size_t next = 0; next_carrier(resolver, &next, &carrier);) {
			bool is_all_of_it =
			    text_equal(carrier.origin->path, *outer) || text_is(*outer, "/");
			if (!carrier.is_recursive || is_all_of_it ||
			    !is_seen(resolver, &carrier, *outer, &path))
				continue;
			diag_add(resolver->report, rule(config_outer_mount), (struct span){0},
			         "the outer container mounts something on %s, and the guest sees "
			         "it at %s",
			         outer->data, path.data);
			resolver_add_leak(resolver, path, *outer, "a mount of the outer container");
		}
	}
}

static void report_socket(struct resolver *resolver)
{
	struct text state = launch_value(&resolver->launch, "root"), resolved, path;
	struct carrier carrier;
	if (!resolver->input->has_flags || (resolver->world && text_is(state, WORLD_STATE)))
		return;
	state = config_clean(resolver->arena, state.length > 0 ? state : TEXT("/var/run/runsc"));
	if (resolver->input->outer && rootfs_resolve(resolver->input->outer, state, &resolved))
		state = resolved;
	for (size_t next = 0; next_carrier(resolver, &next, &carrier);) {
		bool is_inside =
		    !carrier.origin->is_in_bundle && path_is_within(carrier.origin->path, state);
		if (!is_inside && !is_seen(resolver, &carrier, state, &path))
			continue;
		if (is_inside)
			path = carrier.path;
		diag_add(resolver->report, rule(config_control_socket), (struct span){0},
		         "the guest sees runsc's state directory %s at %s%s", state.data, path.data,
		         resolver->view->process.allows_host_uds
		             ? ", and may connect to its control socket"
		             : "");
		resolver_add_leak(resolver, path, is_inside ? carrier.origin->path : state,
		                  "runsc's state directory");
	}
}

static bool is_of_the_system(struct text name)
{
	static const char *const names[] = {"bin",   "sbin",   "lib", "lib32",
	                                    "lib64", "libx32", "usr", "etc"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (text_is(name, names[i]))
			return true;
	return false;
}

/* With root.path / everything that nobody thought of is visible. */
static void report_top(struct resolver *resolver)
{
	const struct location *root = &resolver->gofer->mounts.items[0].origin;
	struct text *names;
	size_t count;
	if (resolver->world || root->is_in_bundle || !text_is(root->path, "/") ||
	    !view_list(resolver->view, TEXT("/"), &names, &count))
		return;
	for (size_t i = 0; i < count; i++) {
		struct view_point point =
		    view_lookup(resolver->view, path_join(resolver->arena, TEXT("/"), names[i]));
		if (is_of_the_system(names[i]) || point.mount != VIEW_MOUNT_ROOT ||
		    point.outer.length == 0 || point.kind == ENTRY_SYMLINK)
			continue;
		diag_add(resolver->report, rule(config_leaked_entry),
		         config_span(resolver->input->config,
		                     json_get(json_get(resolver->config->value, "root"), "path")),
		         "root.path is /, and no mount covers /%s", names[i].data);
		resolver_mark_leak(resolver, point.path, "no mount covers it");
	}
}

/* Every value that is loose and counts: the last one, but of overlay2, which adds them up. */
static void report_flag(struct resolver *resolver, const struct flag_said *said)
{
	struct ruling ruling = flag_judge_asked(resolver->input->facts, said->name, said->value,
	                                        resolver->input->release);
	bool counts = text_is(said->name, "overlay2") ||
	              flag_line_find(resolver->launch.line, said->name) == said;
	if (ruling.verdict == FLAG_PRINTS && flag_value_is_true(said->value))
		diag_add(resolver->report, rule(config_refused), (struct span){0},
		         "with --%s runsc prints something and ends: no sandbox starts",
		         said->name.data);
	if (ruling.verdict != FLAG_LOOSE || !counts)
		return;
	bool is_debug = ruling.reason == FLAG_REASON_DEBUGS;
	diag_add(resolver->report, is_debug ? rule(config_debug_flag) : rule(config_flag),
	         (struct span){0}, "--%s=%s %s", said->name.data, said->value.data,
	         flag_reason_words(ruling.reason))
	    ->area = is_debug ? AREA_runsc : flag_area(said->name);
}

static void report_flags(struct resolver *resolver)
{
	const struct flag_said *said;
	for_each (said, resolver->launch.line)
		report_flag(resolver, said);
	if (resolver->view->process.allows_host_uds)
		diag_add(resolver->report, rule(config_flag), (struct span){0},
		         "the guest may connect to every Unix socket that it sees");
}

void resolver_report_mounts(struct resolver *resolver)
{
	const struct config_mount *mount;
	for_each (mount, &resolver->config->mounts)
		report_mount(resolver, mount);
	report_outer_mounts(resolver);
	report_socket(resolver);
	report_top(resolver);
	if (resolver->input->has_flags)
		report_flags(resolver);
}
