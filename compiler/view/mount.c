#include "view/resolver.h"

#include "artifact.h"
#include "view/go_sort.h"
#include "view/host.h"
#include "view/tmpfs_option.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- where outer paths lead ------------------------------------------------------------------- */

static bool resolve_in(struct rootfs *rootfs, struct location *location)
{
	location->rootfs = rootfs;
	return !rootfs || rootfs_resolve(rootfs, location->path, &location->path);
}

/* Relative paths are relative to DIR. False when the path is known not to exist. */
static bool locate(const struct resolver *resolver, struct text path, struct location *location)
{
	struct arena *arena = resolver->arena;
	if (text_starts(path, "/")) {
		*location = (struct location){.path = config_clean(arena, path)};
		return resolve_in(resolver->input->outer, location);
	}
	path = config_clean(arena, path);
	if (!text_starts(path, "..")) {
		*location = (struct location){
		    .is_in_bundle = true,
		    .path = text_is(path, ".") ? TEXT("/") : path_join(arena, TEXT("/"), path)};
		return resolve_in(resolver->input->bundle, location);
	}
	*location = (struct location){.path = path};
	if (resolver->input->bundle_path.length == 0)
		return true;
	location->path = config_clean(arena, path_join(arena, resolver->input->bundle_path, path));
	return resolve_in(resolver->input->outer, location);
}

static enum entry_kind kind_at(const struct location *location)
{
	return location->rootfs ? rootfs_lookup(location->rootfs, location->path).kind
	                        : ENTRY_ABSENT;
}

/* The row by the number behind WORLD_SOURCE; NULL when there is none of it. */
static const struct text *source_row(const struct world *world, struct text path)
{
	for (size_t i = 0; i < world->sources.count; i++) {
		char name[sizeof WORLD_SOURCE "/" + 20];
		snprintf(name, sizeof name, WORLD_SOURCE "/%zu", i);
		if (text_is(path, name))
			return &world->sources.items[i];
	}
	return NULL;
}

/* In the world nothing else has a name: schema/artifact.h. False when there is no such source. */
static bool find_in_world(const struct resolver *resolver, struct text path,
                          struct source_place *source)
{
	const struct text *row = source_row(resolver->input->world, path);
	struct tree_place place;
	if (row) {
		source->location = (struct location){.rootfs = resolver->input->outer,
		                                     .path = world_source_path(*row)};
		source->is_known = source->location.rootfs != NULL;
		source->kind = kind_at(&source->location);
		return !source->is_known || source->kind == ENTRY_DIRECTORY ||
		       source->kind == ENTRY_FILE;
	}
	if (!path_is_within(path, TEXT(WORLD_GUEST)) || text_is(path, WORLD_GUEST))
		return false;
	source->is_guests = true;
	source->location.path = text_of(path.data + strlen(WORLD_GUEST));
	bool is_there = tree_find(resolver->world, source->location.path, &place);
	source->is_known = !place.is_unknown;
	source->kind = place.entry.kind;
	return is_there;
}

static bool find_source(struct resolver *resolver, struct text path, struct source_place *source)
{
	*source = (struct source_place){.kind = ENTRY_ABSENT};
	if (resolver->world) {
		bool is_there =
		    find_in_world(resolver, config_clean(resolver->arena, path), source);
		return source->is_guests
		           ? host_find(resolver, source->location.path, is_there, source)
		           : is_there;
	}
	bool is_there = locate(resolver, path, &source->location);
	source->is_known = source->location.rootfs != NULL;
	source->kind = kind_at(&source->location);
	bool is_relative = !text_starts(path, "/");
	if (is_relative != resolver->host.root.is_in_bundle)
		return is_there;
	path = config_clean(resolver->arena, path_join(resolver->arena, TEXT("/"), path));
	return host_find(resolver, path, is_there, source);
}

/* --- the gofer's tree ------------------------------------------------------------------------- */

/* --overlay2=root:self keeps the guest's writes in a file in root.path
 * (runsc/container/container.go, createGoferFilestore). */
static void check_filestore(struct resolver *resolver, struct span span)
{
	bool has_file =
	    text_is(resolver->overlay2, "root:self") || text_is(resolver->overlay2, "all:self");
	if (has_file && resolver->input->has_flags && !resolver->config->is_readonly &&
	    resolver->input->is_rootless)
		resolver_refuse(resolver, span, 128,
		                "the overlay's file cannot be created in root.path");
}

static void mount_root(struct resolver *resolver)
{
	const struct json *path = json_get(json_get(resolver->config->value, "root"), "path");
	struct location location = {.path = TEXT("/")};
	resolver->gofer = arena_alloc(resolver->arena, sizeof *resolver->gofer);
	resolver->gofer->arena = resolver->arena;
	resolver->gofer->behind = resolver->world;
	resolver->gofer->made_mode = 0755;
	struct tree_mount *root = tree_mount(resolver->gofer, -1, TEXT("/"));
	bool is_there =
	    resolver->world
	        ? text_is(config_clean(resolver->arena, resolver->config->root_path), WORLD_GUEST)
	        : locate(resolver, resolver->config->root_path, &location);
	if (!is_there || (location.rootfs && kind_at(&location) != ENTRY_DIRECTORY))
		resolver_refuse(resolver, config_span(resolver->input->config, path), 128,
		                "root.path is no directory");
	check_filestore(resolver, config_span(resolver->input->config, path));
	root->backing = resolver->world ? BACKING_BEHIND : BACKING_OUTER;
	root->origin = location;
	root->index = VIEW_MOUNT_ROOT;
	root->is_recursive = true;
	host_begin(resolver, &location);
}

/* Where a bind's destination is missing the gofer creates it, as whoever runs runsc. */
static bool make_destination(struct resolver *resolver, const struct config_mount *mount,
                             enum entry_kind kind)
{
	struct text first;
	bool is_fixed = resolver->input->is_rootless || resolver->world;
	if (is_fixed || !tree_make(resolver->gofer, mount->destination, kind, &first)) {
		resolver_refuse(resolver, mount->span, 128,
		                "%s does not exist and cannot be created", mount->destination.data);
		return false;
	}
	resolver_note_made(resolver, mount->span, first);
	return true;
}

static bool has_submount(const struct resolver *resolver, struct text path)
{
	const struct text *point;
	for_each (point, &resolver->outer_mounts)
		if (path_is_within(*point, path) && !text_equal(*point, path))
			return true;
	return false;
}

/* Of a mount from another user namespace the kernel keeps what it does about access times
 * (mount_namespaces(7)), which is relatime unless somebody chose otherwise. */
static bool keeps_access_times(struct resolver *resolver, const struct config_mount *mount)
{
	static const char *const others[] = {"noatime", "strictatime", "nodiratime"};
	if (!resolver->input->is_rootless || !behaves(resolver->input->release, bind_flags_applied))
		return true;
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		if (!config_has_option(mount, others[i]))
			continue;
		resolver_refuse(resolver, mount->span, 128,
		                "the kernel does not let %s be set on %s in a user namespace",
		                others[i], mount->source.data);
		return false;
	}
	return true;
}

static bool check_source(struct resolver *resolver, const struct config_mount *mount,
                         struct source_place *source)
{
	bool is_recursive = config_has_option(mount, "rbind");
	if (!find_source(resolver, mount->source, source) || mount->source.length == 0) {
		resolver_refuse(resolver, mount->span, 128, "the source %s does not exist",
		                mount->source.data);
		return false;
	}
	if (config_has_option(mount, "remount")) {
		resolver_refuse(resolver, mount->span, 128,
		                "the gofer mounts %s anew, and with the option remount it cannot",
		                mount->source.data);
		return false;
	}
	const struct location *location = &source->location;
	if (resolver->input->is_rootless && !is_recursive && !location->is_in_bundle &&
	    has_submount(resolver, location->path)) {
		resolver_refuse(resolver, mount->span, 128,
		                "something is mounted below %s: the kernel refuses a bind without "
		                "it (mount_namespaces(7))",
		                mount->source.data);
		return false;
	}
	return keeps_access_times(resolver, mount);
}

static void bind(struct resolver *resolver, struct plan_item *item)
{
	const struct config_mount *mount = item->mount;
	struct source_place source;
	struct tree_place place;
	if (!check_source(resolver, mount, &source))
		return;
	if (!tree_walk(resolver->gofer, mount->destination, true, &place)) {
		resolver_refuse(resolver, mount->span, 128, "%s lies below a file",
		                mount->destination.data);
		return;
	}
	if (place.entry.kind == ENTRY_ABSENT && !place.is_unknown) {
		if (!make_destination(resolver, mount,
		                      source.kind == ENTRY_DIRECTORY || !source.is_known
		                          ? ENTRY_DIRECTORY
		                          : ENTRY_FILE))
			return;
		tree_walk(resolver->gofer, mount->destination, true, &place);
	}
	if (source.is_known && !place.is_unknown &&
	    (source.kind == ENTRY_DIRECTORY) != (place.entry.kind == ENTRY_DIRECTORY)) {
		resolver_refuse(resolver, mount->span, 128,
		                "%s and its source are not both files or both directories",
		                mount->destination.data);
		return;
	}
	if (item->is_unbacked)
		return;
	struct tree_mount *bound = tree_mount(resolver->gofer, place.mount, place.path);
	bound->backing = source.is_guests ? BACKING_BEHIND : BACKING_OUTER;
	bound->origin = source.location;
	bound->index = mount->index;
	bound->is_recursive = config_has_option(mount, "rbind");
	host_mount(resolver, &place, &source);
}

/* The sentry is told where the destinations lie once all binds are made: a later bind over a parent
 * can take an earlier one's place away (runsc/cmd/gofer.go, resolveMounts). */
static void resolve_destination(struct resolver *resolver, struct plan_item *item)
{
	struct tree_place place;
	if (!resolver_has_whole_tree(resolver))
		return;
	if (!tree_walk(resolver->gofer, item->mount->destination, true, &place) ||
	    (place.entry.kind == ENTRY_ABSENT && !place.is_unknown)) {
		resolver_refuse(resolver, item->mount->span, 128, "another bind hides %s",
		                item->mount->destination.data);
		return;
	}
	item->destination = tree_path(resolver->gofer, place.mount, place.path);
}

static void build_gofer(struct resolver *resolver)
{
	bool hides = text_is(config_clean(resolver->arena, resolver->config->root_path), "/") &&
	             behaves(resolver->input->release, root_slash_hides_binds);
	struct plan_item *item;
	if (resolver->input->world)
		resolver_build_world(resolver);
	mount_root(resolver);
	for_each (item, &resolver->plan) {
		if (item->backing != BACKING_BEHIND)
			continue;
		item->is_unbacked = hides;
		bind(resolver, item);
	}
	for_each (item, &resolver->plan)
		if (item->backing == BACKING_BEHIND)
			resolve_destination(resolver, item);
}

/* --- the sentry's tree ------------------------------------------------------------------------ */

static bool is_shorter(const void *items, size_t a, size_t b)
{
	const struct plan_item *plan = items;
	return plan[a].destination.length < plan[b].destination.length;
}

static void exchange(void *items, size_t a, size_t b)
{
	struct plan_item *plan = items, held = plan[a];
	plan[a] = plan[b];
	plan[b] = held;
}

static uint32_t default_mode(enum backing backing)
{
	switch (backing) {
	case BACKING_TMPFS:
	case BACKING_CGROUP:
		return 01777;
	case BACKING_SYSFS:
	case BACKING_DEV:
		return 0755;
	default:
		return 0555;
	}
}

static void take_data(const struct resolver *resolver, const struct config_mount *mount,
                      struct tree_mount *created)
{
	const struct text *option;
	for_each (option, &mount->options) {
		if (text_starts(*option, "mode="))
			created->mode =
			    (uint32_t)strtoul(option->data + strlen("mode="), NULL, 8) & 07777;
		if (text_starts(*option, "size="))
			created->has_size = tmpfs_option_size(*option, &created->size);
	}
	if (created->size == 0 && behaves(resolver->input->release, tmpfs_size_zero_unlimited))
		created->has_size = false;
}

static struct tree_mount *create(struct resolver *resolver, struct plan_item *item,
                                 const struct tree_place *place)
{
	struct tree *tree = resolver->view->tree;
	const struct config_mount *mount = item->mount;
	struct tree_mount *created = tree_mount(tree, place->mount, place->path);
	item->tree_index = (int)tree->mounts.count - 1;
	created->backing = item->backing;
	created->mode = default_mode(item->backing);
	created->index = mount ? mount->index : VIEW_MOUNT_MANDATORY;
	created->origin.path = item->destination;
	if (!mount)
		return created;
	created->is_readonly = config_has_option(mount, "ro");
	created->is_noexec = config_has_option(mount, "noexec");
	created->is_nosuid = config_has_option(mount, "nosuid") &&
	                     behaves(resolver->input->release, nosuid_honoured);
	created->is_recursive = config_has_option(mount, "rbind");
	if (item->backing == BACKING_TMPFS || item->backing == BACKING_CGROUP)
		take_data(resolver, mount, created);
	return created;
}

static bool is_file(const struct tree_place *place)
{
	return !place->is_unknown && place->entry.kind != ENTRY_DIRECTORY &&
	       place->entry.kind != ENTRY_ABSENT && place->entry.kind != ENTRY_SYMLINK;
}

bool resolver_is_inside_kernel(const struct tree *tree, const struct tree_place *place)
{
	enum backing backing = tree->mounts.items[place->mount].backing;
	return place->is_unknown && backing != BACKING_BEHIND && backing != BACKING_OUTER;
}

static void mount_item(struct resolver *resolver, struct plan_item *item)
{
	struct tree *tree = resolver->view->tree;
	struct span span = item->mount ? item->mount->span : (struct span){0};
	bool follows = behaves(resolver->input->release, tmpfs_follows_symlink);
	struct text path = config_clean(resolver->arena, item->destination), first;
	struct tree_place place;
	if (text_is(path, "/") && !behaves(resolver->input->release, tmpfs_on_root_hides))
		return;
	if (!tree_walk(tree, path, follows, &place)) {
		resolver_refuse(resolver, span, 128, "%s lies below a file of the guest",
		                path.data);
		return;
	}
	if ((place.entry.kind == ENTRY_ABSENT && !place.is_unknown) ||
	    resolver_is_inside_kernel(tree, &place)) {
		if (!tree_make(tree, path, ENTRY_DIRECTORY, &first)) {
			resolver_refuse(resolver, span, 128, "the mount point %s cannot be created",
			                path.data);
			return;
		}
		tree_walk(tree, path, follows, &place);
	}
	if (item->backing != BACKING_BEHIND && is_file(&place) &&
	    behaves(resolver->input->release, tmpfs_on_file_refused)) {
		resolver_refuse(resolver, span, 128, "%s is no directory", path.data);
		return;
	}
	create(resolver, item, &place);
}

/* An empty or missing /tmp gets a tmpfs, unless the configuration names /tmp (runsc/boot/vfs.go,
 * mountTmp). */
static void mount_tmp(struct resolver *resolver)
{
	struct tree *tree = resolver->view->tree;
	const struct config_mount *mount;
	struct tree_place place;
	struct text *names, first;
	size_t count;
	for_each (mount, &resolver->config->mounts)
		if (text_is(mount->destination, "/tmp"))
			return;
	if (!tree_walk(tree, TEXT("/tmp"), true, &place) || place.is_unknown)
		return;
	if (place.entry.kind == ENTRY_ABSENT) {
		if (!tree_make(tree, TEXT("/tmp"), ENTRY_DIRECTORY, &first))
			return;
		tree_walk(tree, TEXT("/tmp"), true, &place);
	} else if (!tree_list(tree, &place, &names, &count) || count > 0) {
		return;
	}
	struct plan_item item = {.destination = TEXT("/tmp"), .backing = BACKING_TMPFS};
	create(resolver, &item, &place);
}

static void build_sentry(struct resolver *resolver)
{
	struct tree *tree = arena_alloc(resolver->arena, sizeof *tree);
	struct go_sortable sortable = {resolver->plan.items, is_shorter, exchange};
	struct plan_item *item;
	tree->arena = resolver->arena;
	tree->behind = resolver->gofer;
	tree->is_sentry = true;
	tree->makes_behind_links = behaves(resolver->input->release, directories_follow_symlinks);
	tree->made_mode = behaves(resolver->input->release, made_directories_0755) ? 0755 : 0777;
	resolver->view->tree = tree;
	struct tree_mount *root = tree_mount(tree, -1, TEXT("/"));
	root->backing = BACKING_BEHIND;
	root->origin.path = TEXT("/");
	root->index = VIEW_MOUNT_ROOT;
	root->is_readonly = resolver->config->is_readonly;
	root->is_recursive = true;
	go_sort(&sortable, resolver->plan.count);
	for_each (item, &resolver->plan)
		if (!item->is_skipped)
			mount_item(resolver, item);
	mount_tmp(resolver);
}

void resolver_mount(struct resolver *resolver)
{
	build_gofer(resolver);
	build_sentry(resolver);
}
