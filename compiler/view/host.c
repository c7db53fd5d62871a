#include "view/host.h"

void host_begin(struct resolver *resolver, const struct location *root)
{
	bool is_all = !resolver->world && !root->is_in_bundle && text_is(root->path, "/");
	if (!behaves(resolver->input->release, binds_made_in_root) || is_all)
		return;
	struct tree *tree = arena_alloc(resolver->arena, sizeof *tree);
	tree->arena = resolver->arena;
	tree->behind = resolver->world;
	tree->made_mode = resolver->gofer->made_mode;
	struct tree_mount *mount = tree_mount(tree, -1, TEXT("/"));
	mount->backing = resolver->world ? BACKING_BEHIND : BACKING_OUTER;
	mount->origin = *root;
	mount->origin.path = TEXT("/");
	mount->is_recursive = true;
	resolver->host = (struct host){tree, *root};
}

bool host_find(struct resolver *resolver, struct text path, bool is_there,
               struct source_place *source)
{
	struct tree *tree = resolver->host.tree;
	struct tree_place place;
	if (!tree || tree->mounts.count == 1)
		return is_there;
	if (!tree_walk(tree, path, true, &place) ||
	    (place.entry.kind == ENTRY_ABSENT && !place.is_unknown))
		return false;
	source->is_on_host = true;
	source->host = place;
	source->is_known = !place.is_unknown;
	source->kind = place.entry.kind;
	if (tree->mounts.items[place.mount].backing != BACKING_BEHIND)
		source->is_guests = false;
	tree_origin(tree, &place, &source->location);
	return true;
}

static struct text path_below(struct arena *arena, struct text path, struct text top)
{
	size_t skip = text_is(top, "/") ? 0 : top.length;
	return text_copy(arena, path.data + skip, path.length - skip);
}

/* One mount of the host tree again, with what is mounted on it, below a mount of another tree. */
static void copy_mount(const struct tree *host, size_t number, struct tree *into, int parent,
                       struct text at)
{
	struct tree_mount copy = host->mounts.items[number];
	struct tree_mount *made = tree_mount(into, parent, at);
	int index = (int)into->mounts.count - 1;
	copy.parent = made->parent;
	copy.at = made->at;
	copy.children = made->children;
	*made = copy;
	for (size_t i = number + 1; i < host->mounts.count; i++)
		if (host->mounts.items[i].parent == (int)number)
			copy_mount(host, i, into, index, host->mounts.items[i].at);
}

static void copy_below(struct resolver *resolver, const struct tree_place *place, size_t count,
                       struct tree *into, int parent)
{
	const struct tree *host = resolver->host.tree;
	for (size_t i = 0; i < count; i++) {
		const struct tree_mount *mount = &host->mounts.items[i];
		if (mount->parent != place->mount || text_equal(mount->at, place->path) ||
		    !path_is_within(mount->at, place->path))
			continue;
		copy_mount(host, i, into, parent,
		           path_below(resolver->arena, mount->at, place->path));
	}
}

void host_mount(struct resolver *resolver, const struct tree_place *place,
                const struct source_place *source)
{
	struct tree *host = resolver->host.tree, *gofer = resolver->gofer;
	struct tree_place point;
	struct text first;
	if (!host)
		return;
	int last = (int)gofer->mounts.count - 1;
	struct tree_mount bound = gofer->mounts.items[last];
	size_t count = host->mounts.count;
	bool brings = source->is_on_host && bound.is_recursive;
	struct text path = tree_path(gofer, place->mount, place->path);
	path = path_join(resolver->arena, resolver->host.root.path,
	                 text_copy(resolver->arena, path.data + 1, path.length - 1));
	if (brings)
		copy_below(resolver, &source->host, count, gofer, last);
	if (!tree_make(host, path, source->kind, &first) || !tree_find(host, path, &point))
		return;
	struct tree_mount *mount = tree_mount(host, point.mount, point.path);
	mount->backing = bound.backing;
	mount->origin = bound.origin;
	mount->index = bound.index;
	mount->is_recursive = bound.is_recursive;
	if (brings)
		copy_below(resolver, &source->host, count, host, (int)count);
}
