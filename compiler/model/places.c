#include "model/places.h"

enum { PATH_file = PATH_FILE, PATH_directory = PATH_DIRECTORY };

const struct place places[] = {
#define PLACE(path, kind, role) {path, (enum path_kind)PATH_##kind, PLACE_##role},
#include "model/places.def"
#undef PLACE
};
const size_t place_count = sizeof places / sizeof places[0];
const char *const places_merged[] = {"/bin", "/sbin", "/lib", "/lib64", NULL};

const struct place *place_find(struct text path)
{
	for (size_t i = 0; i < place_count; i++)
		if (text_is(path, places[i].path))
			return &places[i];
	return NULL;
}

bool place_is_engine(const struct place *place)
{
	return place->role == PLACE_engine || place->role == PLACE_container;
}

bool path_is_synthetic(struct text path)
{
	for (size_t i = 0; i < place_count; i++)
		if (places[i].role == PLACE_synthetic &&
		    path_is_within(path, text_of(places[i].path)))
			return !path_is_within(path, TEXT("/dev/shm"));
	return false;
}

bool path_is_of_world(struct text path)
{
	static const char *const names[] = {"/guest", "/source", "/runsc", "/state", "/empty"};
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (path_is_within(path, text_of(names[i])))
			return true;
	return false;
}

struct text outer_path(struct arena *arena, const struct policy *policy, struct text path)
{
	if (policy->layout.value != LAYOUT_SPLIT)
		return path;
	return text_format(arena, "%s%s", policy->inner.value.data, path.data);
}

bool outer_kind(struct rootfs *rootfs, struct text path, enum path_kind *kind)
{
	if (rootfs) {
		struct entry entry = rootfs_lookup(rootfs, path);
		*kind = entry.kind == ENTRY_DIRECTORY ? PATH_DIRECTORY : PATH_FILE;
		if (entry.kind != ENTRY_ABSENT)
			return true;
	}
	const struct place *place = place_find(path);
	if (place)
		*kind = place->kind;
	return place != NULL;
}

uint32_t writable_default_mode(struct text path)
{
	bool is_shared = path_is_within(path, TEXT("/tmp")) || text_is(path, "/var/tmp");
	return is_shared ? 01777 : 0700;
}
