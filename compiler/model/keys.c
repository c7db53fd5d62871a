#include "model/keys.h"

#include "model/policy.h"

#include <stddef.h>
#include <string.h>

enum { OPTIONAL, REQUIRED };

#define MEMBER(structure, member) ((struct structure *)NULL)->member

/* What the rows must say for the readers, the layers and the printers to find what they expect
 * where they look for it: offset and type alone would let a wrong row read another's bytes. */
#define TYPE(id, shape, member, json, pattern, doc)                                                \
	typedef member member_of_##id;                                                             \
	enum { SHAPE_OF_##id = SHAPE_##shape };
#include "model/types.def"
#undef TYPE

#define HAS_TEXT(text) _Generic((text), const char * : true, char * : true, default : false)
#define IS_POLICY(structure)                                                                       \
	_Generic((struct structure *)NULL, struct policy * : true, default : false)
#define IS_SHAPE(type, shape) ((int)SHAPE_OF_##type == (int)SHAPE_##shape)
#define IS_ORDERED(type)      (IS_SHAPE(type, NUMBER) || IS_SHAPE(type, WORD))
#define IS_ONE(type)          (IS_ORDERED(type) || IS_SHAPE(type, TEXT))
/* The types whose values a column of tighten can compare. */
#define FITS_OWN(type)    true
#define FITS_SAME(type)   true
#define FITS_LOWER(type)  IS_ORDERED(type)
#define FITS_HIGHER(type) IS_ORDERED(type)
#define FITS_LAST(type)   IS_SHAPE(type, WORD)
#define FITS_BITS(type)   IS_SHAPE(type, NUMBER)
#define FITS_SUBSET(type) IS_SHAPE(type, TEXTS)
#define FITS_WITHIN(type) IS_SHAPE(type, TEXTS)
#define FITS_ADD(type)    IS_SHAPE(type, ENTRIES)
#define FITS_CLOSED(type) IS_SHAPE(type, ENTRIES)
#define FITS_FLAGS(type)  ((int)KEY_##type == (int)KEY_FLAGS)

#define KEY(id, parent, name, type, need, default_text, structure, member, words, tighten, doc)    \
	_Static_assert(_Generic(MEMBER(structure, member), member_of_##type                        \
	                        : true, default                                                    \
	                        : false),                                                          \
	               #id ": the member is not of its type's C type");                            \
	_Static_assert(HAS_TEXT(words) == IS_SHAPE(type, WORD),                                    \
	               #id ": words and no type of words, or the other way round");                \
	_Static_assert(!IS_SHAPE(type, WORD) || (need) == REQUIRED || HAS_TEXT(default_text),      \
	               #id ": a word that may be absent needs a default");                         \
	_Static_assert(IS_POLICY(structure) || IS_ONE(type),                                       \
	               #id ": the keys of an entry are single values");                            \
	_Static_assert(FITS_##tighten(type), #id ": values of this type cannot be compared so");
#include "model/keys.def"
#undef KEY

const struct key keys[KEY_ID_COUNT] = {
#define KEY(id, parent, name, type, need, default_text, structure, member, words, tighten, doc)    \
	[KEY_ID_##id] = {parent,                                                                   \
	                 name,                                                                     \
	                 KEY_##type,                                                               \
	                 need,                                                                     \
	                 default_text,                                                             \
	                 sizeof(struct structure),                                                 \
	                 offsetof(struct structure, member),                                       \
	                 sizeof MEMBER(structure, member),                                         \
	                 words,                                                                    \
	                 TIGHTEN_##tighten,                                                        \
	                 doc},
#include "model/keys.def"
#undef KEY
};

const struct type key_types[KEY_TYPE_COUNT] = {
#define TYPE(id, shape, member, json, pattern, doc)                                                \
	[KEY_##id] = {#id, SHAPE_##shape, json, pattern, doc},
#include "model/types.def"
#undef TYPE
};

const struct entry_type *entry_type(enum key_type type)
{
	static const struct entry_type entry_types[KEY_TYPE_COUNT] = {
#define TYPE(id, shape, member, json, pattern, doc)
#define ENTRIES(id, member, parent, doc) [KEY_##id] = {sizeof *((member *)NULL)->items, parent},
#include "model/types.def"
#undef ENTRIES
#undef TYPE
	};
	return entry_types[type].size > 0 ? &entry_types[type] : NULL;
}

bool key_is_entry(const struct key *key)
{
	return strpbrk(key->parent, "*[") != NULL;
}

struct text key_path(struct arena *arena, const struct key *key)
{
	return key->parent[0] == '\0' ? text_of(key->name)
	                              : text_format(arena, "%s.%s", key->parent, key->name);
}

const struct key *key_find(const char *parent, struct text name)
{
	for (size_t i = 0; i < KEY_ID_COUNT; i++)
		if (strcmp(keys[i].parent, parent) == 0 && text_is(name, keys[i].name))
			return &keys[i];
	return NULL;
}

const struct elsewhere *key_elsewhere(const char *parent, struct text name)
{
	static const struct elsewhere elsewhere[] = {
#define ELSEWHERE(parent, name, key, hint) {parent, name, key, hint},
#include "model/elsewhere.def"
#undef ELSEWHERE
	};
	for (size_t i = 0; i < sizeof elsewhere / sizeof elsewhere[0]; i++)
		if (strcmp(parent, elsewhere[i].parent) == 0 && text_is(name, elsewhere[i].name))
			return &elsewhere[i];
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

/* In the largest unit that leaves a whole number. */
static struct text in_units(struct arena *arena, uint64_t value, const uint64_t *factors,
                            const char *const *units)
{
	size_t best = 0;
	for (size_t i = 0; units[i]; i++)
		if (value % factors[i] == 0)
			best = i;
	return text_format(arena, "%llu%s", (unsigned long long)(value / factors[best]),
	                   units[best]);
}

struct text key_number_text(struct arena *arena, enum key_type type, uint64_t value)
{
	static const uint64_t size_factors[] = {1ull << 10, 1ull << 20, 1ull << 30, 1ull << 40},
	                      duration_factors[] = {1, 1000, 60000, 3600000, 86400000};
	static const char *const size_units[] = {"K", "M", "G", "T", NULL},
	                         *const duration_units[] = {"ms", "s", "m", "h", "d", NULL};
	switch (type) {
	case KEY_SIZE:
		return in_units(arena, value, size_factors, size_units);
	case KEY_DURATION:
		return in_units(arena, value, duration_factors, duration_units);
	case KEY_MODE:
		return text_format(arena, "%04llo", (unsigned long long)value);
	default:
		return value == RLIMIT_UNLIMITED
		           ? TEXT("unlimited")
		           : text_format(arena, "%llu", (unsigned long long)value);
	}
}
