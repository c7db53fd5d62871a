#include "artifact.h"
#include "import/import.h"

#include <stdlib.h>
#include <string.h>

/* The rows of a pair that keepc wrote, as the policy says them. */

static bool is_row(const struct flag_said *option, const char *name)
{
	return text_is(option->name, name);
}

static bool has_row(const struct import *import, const char *name, struct text value)
{
	const struct flag_said *option;
	for_each (option, &import->vector.options)
		if (is_row(option, name) && text_equal(option->value, value))
			return true;
	return false;
}

static struct text guest_path(const struct import *import, struct text outer)
{
	struct world world = {.inner = import->inner};
	return world_guest_path(&world, outer);
}

/* A kept path that a mount of config.json would cover is mounted from the guest's root. */
static bool is_mounted_keep(const struct config_mount *mount)
{
	return mount->is_bind && path_is_within(mount->source, TEXT(WORLD_GUEST));
}

static bool is_kept(const struct import *import, struct text path)
{
	const struct text *keep;
	for_each (keep, &import->keeps)
		if (path_is_within(path, *keep))
			return true;
	return false;
}

static struct text engine_outer(const struct import *import, const struct place *place)
{
	struct policy policy = {.layout = {.value = import->layout},
	                        .inner = {.value = import->inner}};
	return outer_path(import->arena, &policy, text_of(place->path));
}

/* Something of the policy's own lies over it: a mask, or a mount. */
static bool is_covered(const struct import *import, struct text path, struct text outer)
{
	const struct config_mount *mount;
	const struct flag_said *option;
	for_each (mount, &import->config->mounts)
		if (!is_mounted_keep(mount) && path_is_within(path, mount->destination))
			return true;
	for_each (option, &import->vector.options)
		if ((is_row(option, "mask") || is_row(option, "mask-file")) &&
		    path_is_within(outer, option->value))
			return true;
	return false;
}

/* The engine's file is shown. */
static bool is_shown(const struct import *import, const struct place *place)
{
	struct text path = text_of(place->path), outer = engine_outer(import, place);
	return place->role == PLACE_engine && is_kept(import, path) &&
	       !has_row(import, "engine-file", outer) && !is_covered(import, path, outer);
}

static bool hides_engine_files(const struct import *import)
{
	const struct flag_said *option;
	for_each (option, &import->vector.options)
		if (is_row(option, "engine-file"))
			return true;
	return false;
}

static void keep(struct import *import, struct text path)
{
	*list_append(import->arena, &import->keeps) = path;
}

/* Where others of the engine's files are hidden, one is shown because a keep-dir names it. */
static void keep_engine_files(struct import *import)
{
	if (import->layout == LAYOUT_SPLIT || !hides_engine_files(import))
		return;
	for (size_t i = 0; i < place_count; i++)
		if (is_shown(import, &places[i]) &&
		    !has_row(import, "keep", text_of(places[i].path)))
			keep(import, text_of(places[i].path));
}

void import_rows_layout(struct import *import)
{
	const struct flag_said *option;
	const struct config_mount *mount;
	struct text word;
	if (vector_option(&import->vector, "layout", &word))
		import->layout = (enum policy_layout)word_index("bind|mask|split", word);
	vector_option(&import->vector, "inner", &import->inner);
	for_each (option, &import->vector.options)
		if (is_row(option, "keep"))
			keep(import, guest_path(import, option->value));
	for_each (mount, &import->config->mounts)
		if (is_mounted_keep(mount) && !has_row(import, "keep", mount->destination))
			keep(import, mount->destination);
	keep_engine_files(import);
}

static void import_masks(struct import *import)
{
	struct text runsc = import_runsc_path(import);
	const struct flag_said *option;
	bool is_first = true;
	for_each (option, &import->vector.options) {
		bool is_file = is_row(option, "mask-file");
		if ((!is_file && !is_row(option, "mask")) || text_equal(option->value, runsc))
			continue;
		fputs(is_first ? "masks:\n" : "", import->policy);
		is_first = false;
		fputs("  - {path: ", import->policy);
		import_quoted(import->policy, guest_path(import, option->value));
		fprintf(import->policy, ", kind: %s}\n", is_file ? "file" : "directory");
	}
}

/* The row of the number in the source's name; empty when there is none. */
static struct text source_row(const struct import *import, struct text source)
{
	const struct flag_said *option;
	size_t number = 0;
	for_each (option, &import->vector.options)
		if (is_row(option, "source") &&
		    text_equal(source, text_format(import->arena, WORLD_SOURCE "/%zu", number++)))
			return option->value;
	return TEXT("");
}

static void import_binds(struct import *import)
{
	const struct config_mount *mount;
	bool is_first = true;
	for_each (mount, &import->config->mounts) {
		struct text row = source_row(import, mount->source);
		if (!mount->is_bind || row.length == 0)
			continue;
		bool is_file = has_row(import, "file", mount->destination);
		fputs(is_first ? "binds:\n  " : "  ", import->policy);
		is_first = false;
		import_quoted(import->policy, mount->destination);
		fputs(": {source: ", import->policy);
		import_quoted(import->policy, world_source_path(row));
		fprintf(import->policy, ", mode: %.2s, kind: %s}\n", row.data,
		        is_file ? "file" : "directory");
	}
}

static bool shows_engine_files(const struct import *import)
{
	for (size_t i = 0; i < place_count; i++)
		if (is_shown(import, &places[i]))
			return true;
	return false;
}

void import_rows_mounts(struct import *import)
{
	import_masks(import);
	import_binds(import);
	if (import->layout != LAYOUT_SPLIT && !hides_engine_files(import) &&
	    shows_engine_files(import))
		import_value(import, "engine-files", TEXT("keep"));
}
