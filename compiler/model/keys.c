#include "model/keys.h"

#include "model/policy.h"

#include <stddef.h>
#include <string.h>

enum { OPTIONAL, REQUIRED };

const struct key keys[KEY_ID_COUNT] = {
#define KEY(id, parent, name, type, need, default_text, structure, member, words, doc)                                                                         \
	[KEY_ID_##id] = {parent, name, KEY_##type, need, default_text, offsetof(struct structure, member), words, doc},
#include "model/keys.def"
#undef KEY
};

const struct key *key_find(const char *parent, struct text name)
{
	for (size_t i = 0; i < KEY_ID_COUNT; i++)
		if (strcmp(keys[i].parent, parent) == 0 && text_is(name, keys[i].name))
			return &keys[i];
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

struct text word_at(const char *words, unsigned int index)
{
	while (index-- > 0)
		words += strcspn(words, "|") + 1;
	return (struct text){words, strcspn(words, "|")};
}
