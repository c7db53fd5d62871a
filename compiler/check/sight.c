#include "check/sight.h"

#define LINK_LIMIT 40 /* path_resolution(7) */

/* The stub has the merged-usr symlinks that the rootfs has. */
static bool is_merged_link(struct check *check, struct text path, struct sight *sight)
{
	for (const char *const *merged = places_merged; *merged; merged++)
		if (text_is(path, *merged)) {
			sight->entry = rootfs_lookup(check->rootfs, outer_path(check->arena, check->policy, path));
			return sight->entry.kind == ENTRY_SYMLINK;
		}
	return false;
}

/* One step: what the guest has at path, whose parent it has reached. */
static bool step(struct check *check, struct text path, struct sight *sight)
{
	struct claim claim = claim_at(check->claims, path);
	sight->path = path;
	sight->outer = TEXT("");
	sight->entry = (struct entry){.kind = ENTRY_DIRECTORY, .mode = 0755};
	if (!claim_is_policys(&claim) && is_merged_link(check, path, sight))
		return true;
	if (!claim_shows(&claim)) {
		if (claim_path_kind(check->claims, check->rootfs, &claim) == PATH_FILE)
			sight->entry = (struct entry){.kind = ENTRY_FILE, .mode = 0444};
		return claim_on_the_way(check->claims, path) || (claim_is_policys(&claim) && text_equal(claim.path, path));
	}
	sight->outer = claim_outer(check->arena, &claim, path);
	sight->entry = rootfs_lookup(check->rootfs, sight->outer);
	return sight->entry.kind != ENTRY_ABSENT;
}

static struct text next_name(struct text path, size_t *at)
{
	while (*at < path.length && path.data[*at] == '/')
		(*at)++;
	size_t start = *at;
	while (*at < path.length && path.data[*at] != '/')
		(*at)++;
	return (struct text){path.data + start, *at - start};
}

bool sight_follow(struct check *check, struct text path, struct sight *sight)
{
	struct text done = TEXT("/");
	unsigned int links = 0;
	size_t at = 0;
	for (struct text name; (name = next_name(path, &at)).length > 0;) {
		if (text_is(name, "."))
			continue;
		if (text_is(name, "..")) {
			done = path_parent(check->arena, done);
			continue;
		}
		struct text next = path_join(check->arena, done, name);
		if (!step(check, next, sight) || links > LINK_LIMIT) {
			sight->broken = text_format(check->arena, "%s%.*s", next.data, (int)(path.length - at), path.data + at);
			return false;
		}
		if (sight->entry.kind != ENTRY_SYMLINK) {
			done = next;
			continue;
		}
		links++;
		done = text_starts(sight->entry.target, "/") ? TEXT("/") : done;
		path = text_format(check->arena, "%s%.*s", sight->entry.target.data, (int)(path.length - at), path.data + at);
		at = 0;
	}
	return true;
}
