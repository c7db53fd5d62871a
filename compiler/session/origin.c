#include "session/origin.h"

#include "base/index.h"
#include "model/places.h"

struct origins {
	struct arena *arena;
	const struct policy *policy;
	LIST(struct origin) entries;
	struct index by_path;
};

/* Of two entries for one path the later one given here counts. */
static void add(struct origins *origins, enum origin_kind kind, size_t index, const struct policy_text *entry)
{
	index_put(origins->arena, &origins->by_path, entry->value, origins->entries.count);
	*list_append(origins->arena, &origins->entries) = (struct origin){kind, index, entry->value, entry->span};
}

const struct origins *origins_make(struct arena *arena, const struct policy *policy)
{
	struct origins *origins = arena_alloc(arena, sizeof *origins);
	origins->arena = arena;
	origins->policy = policy;
	for (size_t i = 0; i < policy->keep_dirs.count; i++)
		add(origins, ORIGIN_KEEP, i, &policy->keep_dirs.items[i]);
	for (size_t i = 0; i < policy->binds.count; i++)
		add(origins, ORIGIN_BIND, i, &policy->binds.items[i].path);
	for (size_t i = 0; i < policy->masks.count; i++)
		add(origins, ORIGIN_MASK, i, &policy->masks.items[i].path);
	for (size_t i = 0; i < policy->writable.count; i++)
		add(origins, ORIGIN_WRITABLE, i, &policy->writable.items[i].path);
	return origins;
}

const struct policy *origins_policy(const struct origins *origins)
{
	return origins->policy;
}

/* From the path upwards, so that the first one found is the nearest. */
struct origin origin_find(const struct origins *origins, struct text path)
{
	for (size_t end = path.length; end > 0; end--) {
		if (end < path.length && end > 1 && path.data[end] != '/')
			continue;
		const size_t *entry = index_find(&origins->by_path, (struct text){path.data, end});
		if (entry)
			return origins->entries.items[*entry];
	}
	return (struct origin){.kind = ORIGIN_NONE};
}

/* What is hidden without an entry in masks. */
static bool hides_by_itself(const struct policy *policy, struct text path, const char **key, struct span *span)
{
	const struct place *place = place_find(path);
	if (policy->layout.value == LAYOUT_SPLIT)
		return false;
	if (place && place->role == PLACE_engine && policy->engine_files.value == ENGINE_FILES_EMPTY) {
		*key = "engine-files";
		*span = policy->engine_files.span;
		return true;
	}
	*key = "runsc.path";
	*span = policy->runsc_path.span;
	return text_equal(path, policy->runsc_path.value);
}

static const char *with_place(struct arena *arena, const char *entry, struct span span)
{
	if (!span.source)
		return arena_printf(arena, "%s (default)", entry);
	struct position position = source_position(span.source, span.start);
	return arena_printf(arena, "%s (%s:%zu:%zu)", entry, span.source->name, position.line, position.column);
}

const char *origin_text(struct arena *arena, const struct origins *origins, struct text path)
{
	static const char *const names[] = {"", "keep-dirs", "masks", "writable", "binds"};
	struct origin origin = origin_find(origins, path);
	const char *key;
	struct span span;
	if (origin.kind == ORIGIN_NONE)
		return "no entry";
	if (origin.kind == ORIGIN_KEEP && hides_by_itself(origins->policy, path, &key, &span))
		return with_place(arena, key, span);
	return with_place(arena, arena_printf(arena, "%s[%zu]", names[origin.kind], origin.index), origin.span);
}
