#include "model/rootfs_follow.h"

#include <string.h>

#define LINK_LIMIT 40 /* path_resolution(7) */

/* "." and ".." taken out, of a path in which no directory is a symlink up to there. */
static struct text normal(struct arena *arena, struct text path)
{
	struct text done = TEXT("/");
	const char *at = path.data, *limit = path.data + path.length;
	while (at < limit) {
		const char *end = memchr(at, '/', (size_t)(limit - at));
		struct text name = {at, (size_t)((end ? end : limit) - at)};
		if (text_is(name, ".."))
			done = path_parent(arena, done);
		else if (name.length > 0 && !text_is(name, "."))
			done = path_join(arena, done, name);
		at = end ? end + 1 : limit;
	}
	return done;
}

bool rootfs_follow(struct arena *arena, struct rootfs *rootfs, struct text path,
                   rootfs_links *links, struct text *resolved)
{
	struct text link;
	*resolved = normal(arena, path);
	for (unsigned int i = 0; rootfs_symlink_in(rootfs, *resolved, &link); i++) {
		struct text target = rootfs_lookup(rootfs, link).target;
		const char *top = text_starts(target, "/") ? "" : path_parent(arena, link).data;
		if (i == LINK_LIMIT)
			return false;
		if (links)
			*list_append(arena, links) = link;
		*resolved = normal(arena, text_format(arena, "%s/%s%.*s", top, target.data,
		                                      (int)(resolved->length - link.length),
		                                      resolved->data + link.length));
	}
	return rootfs_lookup(rootfs, *resolved).kind != ENTRY_ABSENT;
}

bool rootfs_is_public(struct arena *arena, struct rootfs *rootfs, struct text directory)
{
	struct text *names;
	size_t count;
	if (!rootfs_list(rootfs, directory, &names, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct entry entry = rootfs_lookup(rootfs, path_join(arena, directory, names[i]));
		if (entry.kind != ENTRY_SYMLINK && (entry.mode & 0004) == 0)
			return false;
	}
	return true;
}
