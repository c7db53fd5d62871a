#include "origin.h"

#include "model/places.h"

static void offer(struct origin *best, enum origin_kind kind, size_t index, struct text entry, struct span span, struct text path)
{
	if (!path_is_within(path, entry) || (best->kind != ORIGIN_NONE && entry.length < best->path.length))
		return;
	*best = (struct origin){kind, index, entry, span};
}

struct origin origin_find(const struct policy *policy, struct text path)
{
	struct origin best = {.kind = ORIGIN_NONE};
	for (size_t i = 0; i < policy->keep_dirs.count; i++)
		offer(&best, ORIGIN_KEEP, i, policy->keep_dirs.items[i].value, policy->keep_dirs.items[i].span, path);
	for (size_t i = 0; i < policy->binds.count; i++)
		offer(&best, ORIGIN_BIND, i, policy->binds.items[i].path.value, policy->binds.items[i].path.span, path);
	for (size_t i = 0; i < policy->masks.count; i++)
		offer(&best, ORIGIN_MASK, i, policy->masks.items[i].path.value, policy->masks.items[i].path.span, path);
	for (size_t i = 0; i < policy->writable.count; i++)
		offer(&best, ORIGIN_WRITABLE, i, policy->writable.items[i].path.value, policy->writable.items[i].path.span, path);
	return best;
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

const char *origin_text(struct arena *arena, const struct policy *policy, struct text path)
{
	static const char *const names[] = {"", "keep-dirs", "masks", "writable", "binds"};
	struct origin origin = origin_find(policy, path);
	const char *key;
	struct span span;
	if (origin.kind == ORIGIN_NONE)
		return "no entry";
	if (origin.kind == ORIGIN_KEEP && hides_by_itself(policy, path, &key, &span))
		return with_place(arena, key, span);
	return with_place(arena, arena_printf(arena, "%s[%zu]", names[origin.kind], origin.index), origin.span);
}
