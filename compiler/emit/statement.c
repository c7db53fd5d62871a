#include "emit/statement.h"

#include "model/places.h"

#include <string.h>

struct builder {
	struct arena *arena;
	const struct policy *policy;
};

static struct text origin_of(struct builder *builder, struct span span)
{
	if (!span.source)
		return TEXT("default");
	return text_format(builder->arena, "%s:%zu",
	                   text_printable(builder->arena, text_of(span.source->name)).data,
	                   source_position(span.source, span.start).line);
}

static struct statement *add(struct builder *builder, struct statement *parent,
                             enum statement_kind kind, struct text name, struct span span)
{
	struct statement *statement = arena_alloc(builder->arena, sizeof *statement);
	*statement =
	    (struct statement){.kind = kind, .name = name, .origin = origin_of(builder, span)};
	*list_append(builder->arena, &parent->children) = statement;
	return statement;
}

static void add_value(struct builder *builder, struct statement *parent, struct text name,
                      struct text value, enum statement_type type, struct span span)
{
	struct statement *statement = add(builder, parent, STATEMENT_VALUE, name, span);
	statement->value = value;
	statement->type = type;
}

/* A number that is neither said nor has a default is 0. */
static void add_number(struct builder *builder, struct statement *parent, const struct key *key,
                       const struct policy_number *number)
{
	if (!number->span.source && number->value == 0)
		return;
	bool is_number = key->type == KEY_VERSION ||
	                 (key->type == KEY_LIMIT && number->value != RLIMIT_UNLIMITED);
	add_value(builder, parent, text_of(key->name),
	          key_number_text(builder->arena, key->type, number->value),
	          is_number ? STATEMENT_NUMBER : STATEMENT_WORD, number->span);
}

static void add_word(struct builder *builder, struct statement *parent, const struct key *key,
                     const struct policy_word *word)
{
	bool is_bool = strcmp(key->words, "false|true") == 0;
	add_value(builder, parent, text_of(key->name), word_at(key->words, word->value),
	          is_bool ? STATEMENT_BOOL : STATEMENT_WORD, word->span);
}

static enum statement_type type_of(const struct key *key)
{
	return key->type == KEY_RELEASE || key->type == KEY_DATE || key->type == KEY_SHA256
	           ? STATEMENT_WORD
	           : STATEMENT_TEXT;
}

static void add_text(struct builder *builder, struct statement *parent, const struct key *key,
                     const struct policy_text *text)
{
	if (text->value.length > 0)
		add_value(builder, parent, text_of(key->name), text->value, type_of(key),
		          text->span);
}

static void add_texts(struct builder *builder, struct statement *parent, const struct key *key,
                      const policy_texts *texts)
{
	const struct policy_key *known = &builder->policy->keys[key - keys];
	const struct policy_text *text;
	if (!known->is_given)
		return;
	struct statement *list =
	    add(builder, parent, STATEMENT_LIST, text_of(key->name), known->key);
	for_each (text, texts)
		add_value(builder, list, TEXT(""), text->value, STATEMENT_TEXT, text->span);
}

static void add_user(struct builder *builder, struct statement *parent, const struct key *key,
                     const struct policy_user *user)
{
	unsigned long long uid = user->uid.value, gid = user->gid.value;
	struct text value = text_format(builder->arena, "%llu:%llu", uid, gid);
	if (user->uid.span.source)
		add_value(builder, parent, text_of(key->name), value, STATEMENT_TEXT,
		          user->uid.span);
}

static void add_rows(struct builder *builder, struct statement *parent, const char *rows,
                     const void *structure);

/* An entry without keys of its own is one value. */
static void add_entry(struct builder *builder, struct statement *collection, const struct key *key,
                      const void *entry)
{
	const struct policy_variable *pair = entry;
	const struct policy_mask *mask = entry;
	const struct policy_allow *allow = entry;
	const char *rows = entry_type(key->type)->parent;
	bool is_switch = key->type == KEY_FLAGS && (text_is(pair->value.value, "true") ||
	                                            text_is(pair->value.value, "false"));
	if (!rows)
		add_value(builder, collection, pair->name.value, pair->value.value,
		          is_switch ? STATEMENT_BOOL : STATEMENT_TEXT, pair->name.span);
	else if (key->type == KEY_MASKS && !mask->has_kind)
		add_value(builder, collection, TEXT(""), mask->path.value, STATEMENT_TEXT,
		          mask->path.span);
	else if (collection->kind == STATEMENT_LIST)
		add_rows(builder,
		         add(builder, collection, STATEMENT_KEYS, TEXT(""),
		             key->type == KEY_ALLOW ? allow->span : mask->path.span),
		         rows, entry);
	else
		add_rows(
		    builder,
		    add(builder, collection, STATEMENT_KEYS, pair->name.value, pair->name.span),
		    rows, entry);
}

static void add_entries(struct builder *builder, struct statement *parent, const struct key *key,
                        const struct entries *entries)
{
	const struct policy_key *known = &builder->policy->keys[key - keys];
	bool is_list = key->type == KEY_MASKS || key->type == KEY_ALLOW;
	if (!known->is_given)
		return;
	struct statement *collection =
	    add(builder, parent, is_list ? STATEMENT_LIST : STATEMENT_KEYS, text_of(key->name),
	        known->key);
	for (size_t i = 0; i < entries->count; i++)
		add_entry(builder, collection, key,
		          entries->items + i * entry_type(key->type)->size);
}

static void add_group(struct builder *builder, struct statement *parent, const struct key *key)
{
	struct statement *group = add(builder, parent, STATEMENT_KEYS, text_of(key->name),
	                              builder->policy->keys[key - keys].key);
	add_rows(builder, group, key->name, builder->policy);
	if (group->children.count == 0)
		parent->children.count--;
}

static void add_row(struct builder *builder, struct statement *parent, const struct key *key,
                    const void *structure)
{
	const void *member = (const char *)structure + key->offset;
	switch (key_types[key->type].shape) {
	case SHAPE_TEXT:
		add_text(builder, parent, key, member);
		break;
	case SHAPE_NUMBER:
		add_number(builder, parent, key, member);
		break;
	case SHAPE_WORD:
		add_word(builder, parent, key, member);
		break;
	case SHAPE_TEXTS:
		if (key->type != KEY_EXTENDS)
			add_texts(builder, parent, key, member);
		break;
	case SHAPE_ENTRIES:
		add_entries(builder, parent, key, member);
		break;
	case SHAPE_GROUP:
		add_group(builder, parent, key);
		break;
	case SHAPE_USER:
		add_user(builder, parent, key, member);
	}
}

static void add_rows(struct builder *builder, struct statement *parent, const char *rows,
                     const void *structure)
{
	for (size_t i = 0; i < KEY_ID_COUNT; i++)
		if (strcmp(keys[i].parent, rows) == 0)
			add_row(builder, parent, &keys[i], structure);
}

struct statement *statement_of(struct arena *arena, const struct policy *policy)
{
	struct builder builder = {arena, policy};
	struct statement *root = arena_alloc(arena, sizeof *root);
	root->kind = STATEMENT_KEYS;
	add_rows(&builder, root, "", policy);
	return root;
}
