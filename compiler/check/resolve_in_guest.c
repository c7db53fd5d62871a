#include "check/sight.h"

#define LINK_LIMIT 40 /* path_resolution(7) */

/* The stub has the merged-usr symlinks that the rootfs has. */
static bool is_merged_link(struct check *check, struct text path, struct guest_target *target)
{
	for (const char *const *merged = places_merged; *merged; merged++)
		if (text_is(path, *merged)) {
			target->entry = rootfs_lookup(
			    check->rootfs, outer_path(check->arena, check->policy, path));
			return target->entry.kind == ENTRY_SYMLINK;
		}
	return false;
}

/* One step: what the guest has at path, whose parent it has reached. */
static bool step(struct check *check, struct text path, struct guest_target *target)
{
	struct claim claim = claim_at(check->claims, path);
	target->path = path;
	target->outer = TEXT("");
	target->entry = (struct entry){.kind = ENTRY_DIRECTORY, .mode = 0755};
	if (!claim_is_policys(&claim) && is_merged_link(check, path, target))
		return true;
	if (!claim_shows(&claim)) {
		if (claim_path_kind(check->claims, check->rootfs, &claim) == PATH_FILE)
			target->entry = (struct entry){.kind = ENTRY_FILE, .mode = 0444};
		return claim_on_the_way(check->claims, path) ||
		       (claim_is_policys(&claim) && text_equal(claim.path, path));
	}
	target->outer = claim_outer(check->arena, &claim, path);
	target->entry = rootfs_lookup(check->rootfs, target->outer);
	return target->entry.kind != ENTRY_ABSENT;
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

bool resolve_in_guest(struct check *check, struct text path, struct guest_target *target)
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
		if (!step(check, next, target) || links > LINK_LIMIT) {
			target->broken = text_format(check->arena, "%s%.*s", next.data,
			                             (int)(path.length - at), path.data + at);
			return false;
		}
		if (target->entry.kind != ENTRY_SYMLINK) {
			done = next;
			continue;
		}
		links++;
		done = text_starts(target->entry.target, "/") ? TEXT("/") : done;
		path = text_format(check->arena, "%s%.*s", target->entry.target.data,
		                   (int)(path.length - at), path.data + at);
		at = 0;
	}
	return true;
}
