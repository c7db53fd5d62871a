#include "model/keys.h"

#include "model/policy.h"

#include <stddef.h>
#include <string.h>

enum { OPTIONAL, REQUIRED };

const struct key keys[KEY_ID_COUNT] = {
#define SIZE_OF(structure, member) sizeof(((struct structure *)NULL)->member)
#define KEY(id, parent, name, type, need, default_text, structure, member, words, tighten, doc)                                                                \
	[KEY_ID_##id] = {                                                                                                                                      \
	    parent, name, KEY_##type, need, default_text, offsetof(struct structure, member), SIZE_OF(structure, member), words, TIGHTEN_##tighten, doc},
#include "model/keys.def"
#undef KEY
};

const struct type key_types[KEY_TYPE_COUNT] = {
#define TYPE(id, shape, json, pattern, doc) [KEY_##id] = {#id, SHAPE_##shape, json, pattern, doc},
#include "model/types.def"
#undef TYPE
};

const struct entry_type *entry_type(enum key_type type)
{
	static const struct entry_type entry_types[KEY_TYPE_COUNT] = {
	    [KEY_MASKS] = {sizeof(struct policy_mask), "masks[]"},       [KEY_WRITABLE] = {sizeof(struct policy_writable), "writable.*"},
	    [KEY_BINDS] = {sizeof(struct policy_bind), "binds.*"},       [KEY_VARIABLES] = {sizeof(struct policy_variable), NULL},
	    [KEY_RLIMITS] = {sizeof(struct policy_rlimit), "rlimits.*"}, [KEY_FLAGS] = {sizeof(struct policy_flag), NULL},
	    [KEY_ALLOW] = {sizeof(struct policy_allow), "allow[]"},
	};
	return entry_types[type].size > 0 ? &entry_types[type] : NULL;
}

bool key_is_entry(const struct key *key)
{
	return strpbrk(key->parent, "*[") != NULL;
}

struct text key_path(struct arena *arena, const struct key *key)
{
	return key->parent[0] == '\0' ? text_of(key->name) : text_format(arena, "%s.%s", key->parent, key->name);
}

const struct key *key_find(const char *parent, struct text name)
{
	for (size_t i = 0; i < KEY_ID_COUNT; i++)
		if (strcmp(keys[i].parent, parent) == 0 && text_is(name, keys[i].name))
			return &keys[i];
	return NULL;
}

const char *key_elsewhere(const char *parent, struct text name)
{
	static const struct {
		const char *parent, *name, *hint;
	} elsewhere[] = {
#define ELSEWHERE(parent, name, hint) {parent, name, hint},
#include "model/elsewhere.def"
#undef ELSEWHERE
	};
	for (size_t i = 0; i < sizeof elsewhere / sizeof elsewhere[0]; i++)
		if (strcmp(parent, elsewhere[i].parent) == 0 && text_is(name, elsewhere[i].name))
			return elsewhere[i].hint;
	return NULL;
}

const char *const *key_names(struct arena *arena, const char *parent)
{
	const char **names = arena_alloc(arena, (KEY_ID_COUNT + 1) * sizeof *names);
	size_t count = 0;
	for (size_t i = 0; i < KEY_ID_COUNT; i++)
		if (strcmp(keys[i].parent, parent) == 0)
			names[count++] = keys[i].name;
	return names;
}

int word_index(const char *words, struct text word)
{
	int index = 0;
	for (const char *start = words;; index++) {
		size_t length = strcspn(start, "|");
		if (text_equal(word, (struct text){start, length}))
			return index;
		if (start[length] == '\0')
			return -1;
		start += length + 1;
	}
}

size_t word_count(const char *words)
{
	size_t count = 1;
	for (; (words = strchr(words, '|')) != NULL; words++)
		count++;
	return count;
}

struct text word_at(const char *words, unsigned int index)
{
	while (index-- > 0)
		words += strcspn(words, "|") + 1;
	return (struct text){words, strcspn(words, "|")};
}
