#pragma once

#include "base/text.h"

/* The keys of the policy, as data: the reader, the schema, the reference and the completions come from this table. */
enum key_type {
	KEY_VERSION,
	KEY_NAME,
	KEY_EXTENDS,
	KEY_TEXTS,
	KEY_WORD,
	KEY_USER,
	KEY_PATH,
	KEY_PATHS,
	KEY_MASKS,
	KEY_WRITABLE,
	KEY_BINDS,
	KEY_GROUP,
	KEY_VARIABLES,
	KEY_PATTERNS,
	KEY_RLIMITS,
	KEY_LIMIT,
	KEY_SIZE,
	KEY_DURATION,
	KEY_MODE,
	KEY_BOOL,
	KEY_RELEASE,
	KEY_PLATFORM,
	KEY_SHA256,
	KEY_FLAGS,
	KEY_CAPABILITIES,
	KEY_KEYS,
	KEY_ALLOW,
	KEY_RULE_NAME,
	KEY_TEXT,
	KEY_DATE,
	KEY_TYPE_COUNT
};

enum key_id {
#define KEY(id, parent, name, type, need, default_text, structure, member, words, doc) KEY_ID_##id,
#include "model/keys.def"
#undef KEY
	KEY_ID_COUNT
};

struct key {
	const char *parent, *name;
	enum key_type type;
	bool is_required;
	const char *default_text;
	size_t offset; /* of the member in its structure */
	const char *words;
	const char *doc;
};

extern const struct key keys[KEY_ID_COUNT];

/* The row of a key below parent, NULL when there is none. */
const struct key *key_find(const char *parent, struct text name);
/* Names below parent, ending with NULL; for hints. */
const char *const *key_names(struct arena *arena, const char *parent);
/* Position of word in "a|b|c"; -1 when it is none of them. */
int word_index(const char *words, struct text word);
/* The word at that position. */
struct text word_at(const char *words, unsigned int index);
