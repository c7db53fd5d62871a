#include "session/origin.h"

static const char *with_place(struct arena *arena, const char *entry, struct span span)
{
	if (!span.source)
		return arena_printf(arena, "%s (default)", entry);
	struct position position = source_position(span.source, span.start);
	return arena_printf(arena, "%s (%s:%zu:%zu)", entry,
	                    text_printable(arena, text_of(span.source->name)).data, position.line,
	                    position.column);
}

const char *origin_text(struct arena *arena, const struct claims *claims, struct text path)
{
	static const char *const names[] = {
	    [CLAIM_KEEP] = "keep-dirs",
	    [CLAIM_BIND] = "binds",
	    [CLAIM_MASK] = "masks",
	    [CLAIM_WRITABLE] = "writable",
	    [CLAIM_ENGINE_FILE] = "engine-files",
	    [CLAIM_RUNSC] = "runsc.path",
	    [CLAIM_RUNTIME] = NULL,
	};
	struct claim claim = claim_at(claims, path);
	const char *key = names[claim.kind];
	if (!key)
		return "no entry";
	if (claim_is_entry(&claim))
		key = arena_printf(arena, "%s[%zu]", key, claim.index);
	return with_place(arena, key, claim.span);
}
