#include "read/loosen.h"

#include "model/rules.h"
#include "read/tighten.h"

struct span loosen_span(const struct key *key, const void *member)
{
	switch (key_types[key->type].shape) {
	case SHAPE_TEXT:
		return ((const struct policy_text *)member)->span;
	case SHAPE_WORD:
		return ((const struct policy_word *)member)->span;
	case SHAPE_NUMBER:
		return ((const struct policy_number *)member)->span;
	case SHAPE_USER:
		return ((const struct policy_user *)member)->uid.span;
	default:
		return (struct span){0};
	}
}

struct text loosen_text(struct span span)
{
	if (!span.source)
		return TEXT("");
	return (struct text){span.source->bytes.data + span.start, span.end - span.start};
}

/* Of a key of the policy the whole value, of an entry's key its member. */
static struct span given_at(const struct layer *layer, const struct key *key, const void *member)
{
	return key_is_entry(key) ? loosen_span(key, member) : layer->top->keys[key - keys].value;
}

static const char *default_of(const struct key *key)
{
	return key->default_text ? key->default_text : "nothing";
}

void loosens(struct layer *layer, struct span span, struct span base, struct text at,
             const char *message)
{
	struct finding *finding =
	    diag_add(layer->report, rule(extends_loosens), span, "%s", message);
	finding->at = at;
	struct text path = key_path(layer->arena, layer->key);
	if (base.source)
		diag_note(layer->report, finding, base, "the policy it extends says so here");
	else
		diag_note(layer->report, finding, (struct span){layer->base->source, 0, 0},
		          "the policy it extends says nothing of %s, which leaves it at %s",
		          path.data, default_of(layer->key));
	diag_hint(layer->report, finding,
	          "only a policy that lists %s under allow-override lets it be loosened",
	          path.data);
	layer->top->is_broken = true;
}

void loosen_compare(struct layer *layer, const struct key *key, const void *top,
                    struct base_value base, struct text at)
{
	if (!layer->is_closed || tighten_value(key, top, base.member))
		return;
	struct text mine = loosen_text(given_at(layer, key, top));
	loosens(layer, given_at(layer, key, top), base.span, at,
	        arena_printf(layer->arena, "%s: %.*s %s %.*s", at.data, (int)mine.length, mine.data,
	                     key->tighten == TIGHTEN_SAME ? "differs from" : "is looser than",
	                     (int)base.text.length, base.text.data));
}
