#include "read/extends.h"

#include "base/input.h"
#include "model/builtins.h"

#include <errno.h>
#include <string.h>

enum { DEPTH_MAX = 8, COUNT_MAX = 32 };

#define BUILTIN_PREFIX "builtin:"

/* A file or a builtin; read once, however often and by whatever name it is extended. */
struct opened {
	const char *builtin; /* NULL for a file */
	struct input_identity identity;
	bool has_identity;
	const struct source *source;
};

/* The policies that are being read, from the innermost to the one that was asked for. */
struct link {
	const struct link *outer;
	const struct policy_text *named; /* where; NULL for the first */
	struct opened opened;
	size_t depth;
};

struct resolver {
	struct arena *arena;
	struct report *report;
	LIST(struct opened) opened;
	size_t count;
};

static void resolve(struct resolver *resolver, struct policy *policy, const struct link *link);

static struct finding *refuse(struct resolver *resolver, const struct rule *rule,
                              const struct policy_text *named, const char *message)
{
	struct finding *finding = diag_add(resolver->report, rule, named->span, "%s", message);
	finding->at = TEXT("extends");
	return finding;
}

/* The directory of the policy that names it; what standard input holds is looked up in the current
 * one. */
static struct text beside(struct arena *arena, const struct source *source, struct text name)
{
	const char *slash = strrchr(source->name, '/');
	while (text_starts(name, "./"))
		name = (struct text){name.data + 2, name.length - 2};
	int length = slash ? (int)(slash - source->name + 1) : 0;
	return text_format(arena, "%.*s%s", length, source->name, name.data);
}

static bool is_same(const struct opened *a, const struct opened *b)
{
	if (a->builtin || b->builtin)
		return a->builtin == b->builtin;
	return a->has_identity && b->has_identity && a->identity.device == b->identity.device &&
	       a->identity.inode == b->identity.inode;
}

static const struct source *source_once(struct resolver *resolver, struct opened *opened,
                                        const char *name, struct text bytes,
                                        const struct input_place *place)
{
	const struct opened *known;
	for_each (known, &resolver->opened)
		if (is_same(known, opened))
			return known->source;
	struct source *source = source_from_lines(resolver->arena, name, bytes);
	source->place = place;
	opened->source = source;
	*list_append(resolver->arena, &resolver->opened) = *opened;
	return opened->source;
}

static const struct source *open_builtin(struct resolver *resolver, const struct policy_text *named,
                                         struct opened *opened)
{
	struct text name = text_of(named->value.data + strlen(BUILTIN_PREFIX));
	const struct builtin *builtin = builtin_find(name);
	if (builtin) {
		opened->builtin = builtin->name;
		return source_once(resolver, opened, named->value.data,
		                   (struct text){builtin->bytes, builtin->length}, NULL);
	}
	struct finding *finding =
	    refuse(resolver, rule(extends_missing), named,
	           arena_printf(resolver->arena, "there is no builtin policy \"%s\"", name.data));
	const char *nearest = text_nearest(name, builtin_names(resolver->arena), NULL);
	if (nearest)
		diag_mean(resolver->report, finding, FIX_CHOICE, named->span,
		          arena_printf(resolver->arena, BUILTIN_PREFIX "%s", nearest));
	return NULL;
}

static bool read_named(struct arena *arena, const struct input_place *place, const char *path,
                       struct text *bytes, struct opened *opened)
{
	if (place)
		return opened->has_identity =
		           place->read(place, arena, path, bytes, &opened->identity);
	if (!input_try(arena, path, bytes))
		return false;
	opened->has_identity = input_identify(path, &opened->identity);
	return true;
}

static const struct source *open_file(struct resolver *resolver, const struct source *naming,
                                      const struct policy_text *named, struct opened *opened)
{
	struct text path = beside(resolver->arena, naming, named->value), bytes;
	if (read_named(resolver->arena, naming->place, path.data, &bytes, opened))
		return source_once(resolver, opened, path.data, bytes, naming->place);
	refuse(resolver, rule(extends_missing), named,
	       arena_printf(resolver->arena, "cannot read %s: %s", path.data, strerror(errno)));
	return NULL;
}

static bool is_cycle(struct resolver *resolver, const struct link *link,
                     const struct source *source)
{
	const struct link *outer = link->outer;
	while (outer && !is_same(&outer->opened, &link->opened))
		outer = outer->outer;
	if (!outer)
		return false;
	struct finding *finding =
	    refuse(resolver, rule(extends_cycle), link->named,
	           arena_printf(resolver->arena, "%s extends itself", source->name));
	for (const struct link *step = link->outer; step != outer; step = step->outer)
		diag_note(resolver->report, finding, step->named->span, "by way of this one");
	return true;
}

static bool is_too_much(struct resolver *resolver, const struct link *link)
{
	if (link->depth > DEPTH_MAX)
		refuse(resolver, rule(extends_depth), link->named,
		       arena_printf(resolver->arena, "policies extend one another at most %d deep",
		                    DEPTH_MAX));
	else if (++resolver->count > COUNT_MAX)
		refuse(resolver, rule(extends_depth), link->named,
		       arena_printf(resolver->arena, "a policy extends at most %d others in all",
		                    COUNT_MAX));
	else
		return false;
	return true;
}

static struct policy *read_base(struct resolver *resolver, const struct source *naming,
                                const struct policy_text *named, const struct link *outer)
{
	struct link link = {.outer = outer, .named = named, .depth = outer->depth + 1};
	if (is_too_much(resolver, &link))
		return NULL;
	bool is_builtin = text_starts(named->value, BUILTIN_PREFIX);
	const struct source *source = is_builtin ? open_builtin(resolver, named, &link.opened)
	                                         : open_file(resolver, naming, named, &link.opened);
	if (!source || is_cycle(resolver, &link, source))
		return NULL;
	struct node *root = node_read(resolver->arena, resolver->report, source);
	struct policy *policy =
	    root ? policy_bind(resolver->arena, resolver->report, source, root) : NULL;
	if (policy)
		resolve(resolver, policy, &link);
	return policy;
}

static void break_absent(struct policy *policy)
{
	policy->is_broken = true;
	for (size_t i = 0; i < KEY_ID_COUNT; i++)
		policy->keys[i].is_broken |= !policy->keys[i].is_given;
}

static void resolve(struct resolver *resolver, struct policy *policy, const struct link *link)
{
	struct policy *below = NULL;
	bool is_complete = true;
	layer_open_keys(resolver->arena, policy);
	for (size_t i = policy->extends.count; i-- > 0;) {
		struct policy *base =
		    read_base(resolver, policy->source, &policy->extends.items[i], link);
		is_complete &= base != NULL;
		if (base && below)
			layer_policies(resolver->arena, resolver->report, base, below);
		below = base ? base : below;
	}
	if (below)
		layer_policies(resolver->arena, resolver->report, policy, below);
	if (!is_complete || policy->keys[KEY_ID_extends].is_broken)
		break_absent(policy);
}

void extends_resolve(struct arena *arena, struct report *report, struct policy *policy)
{
	struct resolver resolver = {.arena = arena, .report = report};
	struct link first = {.opened = {.source = policy->source}};
	struct text bytes;
	if (policy->source->place)
		read_named(arena, policy->source->place, policy->source->name, &bytes,
		           &first.opened);
	else
		first.opened.has_identity =
		    input_identify(policy->source->name, &first.opened.identity);
	resolve(&resolver, policy, &first);
}
