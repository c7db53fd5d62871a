#include "origin.h"

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

const char *origin_text(struct arena *arena, const struct policy *policy, struct text path)
{
	static const char *const names[] = {"", "keep-dirs", "masks", "writable", "binds"};
	struct origin origin = origin_find(policy, path);
	if (origin.kind == ORIGIN_NONE)
		return "no entry";
	if (!origin.span.source)
		return arena_printf(arena, "%s[%zu]", names[origin.kind], origin.index);
	struct position position = source_position(origin.span.source, origin.span.start);
	return arena_printf(arena, "%s[%zu] (%s:%zu:%zu)", names[origin.kind], origin.index, origin.span.source->name, position.line, position.column);
}
