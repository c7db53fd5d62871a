#pragma once

#include "base/text.h"

#include <stdint.h>

/* The keys of the policy, as data: the reader, the schema, the reference and the completions come
 * from this table. */
enum key_type {
#define TYPE(id, shape, member, json, pattern, doc) KEY_##id,
#include "model/types.def"
#undef TYPE
	KEY_TYPE_COUNT
};

/* How the model holds a value: policy_text, policy_number, policy_word, policy_user, policy_texts,
 * a list of entries; a group has only keys. */
enum key_shape {
	SHAPE_TEXT,
	SHAPE_NUMBER,
	SHAPE_WORD,
	SHAPE_USER,
	SHAPE_TEXTS,
	SHAPE_ENTRIES,
	SHAPE_GROUP
};

struct type {
	const char *name;
	enum key_shape shape;
	const char *json, *pattern;
	const char *doc;
};

/* What a policy may say about a key that the policy it extends says too. */
enum key_tighten {
	TIGHTEN_OWN,    /* anything: the key is each policy's own */
	TIGHTEN_SAME,   /* the same again */
	TIGHTEN_LOWER,  /* a smaller number, an earlier word */
	TIGHTEN_HIGHER, /* a later word */
	TIGHTEN_LAST,   /* any word but the last */
	TIGHTEN_BITS,   /* fewer permission bits */
	TIGHTEN_SUBSET, /* entries that are among the base's */
	TIGHTEN_WITHIN, /* entries that are among the base's, or lie within one of them: a path
	                   below it, a pattern that matches less */
	TIGHTEN_ADD,    /* more entries; one that is there already only tighter */
	TIGHTEN_CLOSED, /* no more entries; one that is there already only tighter */
	TIGHTEN_FLAGS   /* flags that do not loosen */
};

enum key_id {
#define KEY(id, parent, name, type, need, default_text, structure, member, words, tighten, doc)    \
	KEY_ID_##id,
#include "model/keys.def"
#undef KEY
	KEY_ID_COUNT
};

struct key {
	const char *parent, *name;
	enum key_type type;
	bool is_required;
	const char *default_text;
	size_t structure_size, offset, size; /* of the structure, and of the member in it */
	const char *words;
	enum key_tighten tighten;
	const char *doc;
};

extern const struct key keys[KEY_ID_COUNT];
extern const struct type key_types[KEY_TYPE_COUNT];

/* A collection of entries as the model holds it, whatever they are. Each begins with the struct
 * policy_text that names it. */
struct entries {
	char *items;
	size_t count;
};

struct entry_type {
	size_t size;
	const char
	    *parent; /* of the rows for its keys; NULL when an entry is a name and a policy_text */
};

/* NULL for what holds no entries. */
const struct entry_type *entry_type(enum key_type type);

/* True for the keys of an entry's long form, which stand once per entry. */
bool key_is_entry(const struct key *key);
/* "runsc.path", "writable.*.size" */
struct text key_path(struct arena *arena, const struct key *key);
/* A value of shape NUMBER as the policy says it, in the largest unit that leaves it whole. */
struct text key_number_text(struct arena *arena, enum key_type type, uint64_t value);

/* The row of a key below parent, NULL when there is none. */
const struct key *key_find(const char *parent, struct text name);
/* A key of other tools' files, and what to write instead. key: the name under which the same value
 * stands here, or an example of a whole entry ("limits: {wall: 15m}"), or NULL. */
struct elsewhere {
	const char *parent, *name, *key, *hint;
};
/* NULL for a stranger. */
const struct elsewhere *key_elsewhere(const char *parent, struct text name);
/* Names below parent, ending with NULL; for hints. */
const char *const *key_names(struct arena *arena, const char *parent);
/* Position of word in "a|b|c"; -1 when it is none of them. */
int word_index(const char *words, struct text word);
size_t word_count(const char *words);
/* The word at that position, which is one of them. */
struct text word_at(const char *words, unsigned int index);
