#include "options.h"
#include "path.h"
#include "shapes.h"

#include <stdint.h>
#include <string.h>

enum repetition { once, repeats };

enum shape {
	SHAPE_sha256,
	SHAPE_path,
	SHAPE_word,
	SHAPE_number,
	SHAPE_range,
	SHAPE_offset,
	SHAPE_pattern,
	SHAPE_link,
	SHAPE_source,
	SHAPE_none
};

/* The names in one object, found by their offsets: no pointers, nothing to relocate at each
 * start. */
#define ARTIFACT_OPTION(id, name, shape, repetition, meaning)                                      \
	char id[sizeof name]; /* NOLINT(bugprone-macro-parentheses): a member */
static const struct names {
	ARTIFACT_OPTIONS(ARTIFACT_OPTION)
#undef ARTIFACT_OPTION
} names = {
#define ARTIFACT_OPTION(id, name, shape, repetition, meaning) name,
    ARTIFACT_OPTIONS(ARTIFACT_OPTION)
#undef ARTIFACT_OPTION
};

static const struct row {
	uint16_t name;   /* offset in names */
	uint16_t values; /* offset in struct options */
	uint8_t shape;
	uint8_t repetition;
} rows[] = {
#define ARTIFACT_OPTION(id, name, shape, repetition, meaning)                                      \
	{offsetof(struct names, id), offsetof(struct options, id), SHAPE_##shape, repetition},
    ARTIFACT_OPTIONS(ARTIFACT_OPTION)
#undef ARTIFACT_OPTION
};

static bool has_shape(enum shape shape, const char *text)
{
	switch (shape) {
	case SHAPE_sha256:
		return is_sha256(text);
	case SHAPE_path:
		return is_path(text);
	case SHAPE_word:
		return is_word(text);
	case SHAPE_number:
		return is_number(text);
	case SHAPE_range:
		return is_range(text);
	case SHAPE_offset:
		return is_offset(text);
	case SHAPE_pattern:
		return is_pattern(text);
	case SHAPE_link:
		return is_link(text);
	case SHAPE_source:
		return is_source(text);
	case SHAPE_none:
		return *text == '\0';
	}
	return false;
}

#define ROWS (sizeof rows / sizeof *rows)

static struct values *values_at(struct options *options, size_t offset)
{
	return (struct values *)(void *)((char *)options + offset);
}

const char *value_of(struct values values)
{
	return values.count == 0 ? NULL : values.items[0];
}

bool source_is_writable(const char *row)
{
	return row[1] == 'w';
}

const char *source_path(const char *row)
{
	return row + strlen("ro:");
}

bool value_is(struct values values, const char *word)
{
	return values.count == 1 && strcmp(values.items[0], word) == 0;
}

/* Strings are NUL-terminated, the last one too: an artifact that lost its end is not half
 * obeyed. */
static enum fault split(struct argv_text *text, struct note *note)
{
	char *next = text->bytes;
	char *const end = text->bytes + text->size;

	if (text->size == 0 || end[-1] != '\0')
		return fault_at(note, FAULT_argv_truncated, "no final NUL");
	text->count = 0;
	do {
		if (text->count == ARTIFACT_ARGC_MAX)
			return fault_at(note, FAULT_argv_truncated, "too many strings");
		text->items[text->count++] = next;
		next += strlen(next) + 1;
	} while (next < end);
	text->items[text->count] = NULL;
	return FAULT_none;
}

/* The value behind `--NAME=` when ITEM is the option of ROW, the empty string for a bare `--NAME`,
 * else null. */
static char *match(const struct row *row, char *item)
{
	const char *const name = (const char *)&names + row->name;
	const size_t length = strlen(name);

	if (strncmp(item, "--", 2) != 0 || strncmp(item + 2, name, length) != 0)
		return NULL;
	item += 2 + length;
	if (row->shape == SHAPE_none)
		return *item == '\0' ? item : NULL;
	return *item == '=' ? item + 1 : NULL;
}

/* One option of argv. Options come in the table's order and repeated values in ascending order, so
 * the values of one option are neighbours, a duplicate cannot hide, and there is one spelling of
 * each pair of artifacts. The pointer in argv is moved to the value. */
static enum fault decode_option(struct options *options, size_t *row, char **item,
                                struct note *note)
{
	/* The right one is mostly the last one or close behind it; all others are looked at to tell
	 * a wrong order from a wrong name. */
	for (size_t n = 0; n < ROWS; n++) {
		const size_t i = (*row + n) % ROWS;
		char *const value = match(&rows[i], *item);
		struct values *const values = values_at(options, rows[i].values);

		if (value == NULL)
			continue;
		if (i < *row || (values->count > 0 && rows[i].repetition == once))
			return fault_at(note, FAULT_argv_order, *item);
		if (!has_shape(rows[i].shape, value))
			return fault_at(note, FAULT_argv_value, *item);
		if (values->count > 0 && strcmp(values->items[values->count - 1], value) >= 0)
			return fault_at(note, FAULT_argv_order, *item);
		if (values->count++ == 0)
			values->items = item;
		*item = value;
		*row = i;
		return FAULT_none;
	}
	return fault_at(note, FAULT_argv_option, *item);
}

static bool is_among(const char *word, const char *list)
{
	const size_t length = strlen(word);

	for (; *list != '\0'; list += strcspn(list, " "), list += strspn(list, " ")) {
		if (strncmp(list, word, length) == 0 &&
		    (list[length] == ' ' || list[length] == '\0'))
			return length > 0;
	}
	return false;
}

/* What every start needs, and the closed vocabularies. */
static const struct {
	uint16_t name;
	uint16_t values;
	bool is_required;
	char words[32]; /* empty: any value of the option's shape */
} vocabulary[] = {
#define WORDS(id, is_required, words)                                                              \
	offsetof(struct names, id), offsetof(struct options, id), is_required, words
    {WORDS(config, true, "")},
    {WORDS(policy, true, "")},
    {WORDS(layout, true, "bind mask split")},
    {WORDS(runsc, true, "")},
    {WORDS(seal, true, "auto world overlay memfd off")},
    {WORDS(drift, true, "refuse mask warn")},
    {WORDS(args, false, "append replace")},
    {WORDS(network, false, "none any")},
    {WORDS(read_only, false, "true false")},
#undef WORDS
};

static enum fault check_words(struct options *options, struct note *note)
{
	for (size_t i = 0; i < sizeof vocabulary / sizeof *vocabulary; i++) {
		const char *const value = value_of(*values_at(options, vocabulary[i].values));
		const char *const name = (const char *)&names + vocabulary[i].name;

		if (value == NULL && vocabulary[i].is_required)
			return fault_at(note, FAULT_argv_missing, name);
		if (value != NULL && vocabulary[i].words[0] != '\0' &&
		    !is_among(value, vocabulary[i].words))
			return fault_at(note, FAULT_argv_value, name);
	}
	if ((options->args.count > 0) != (options->args_at.count > 0))
		return fault_at(note, FAULT_argv_missing, "args and args-at");
	if (options->env_pass.count > 0 && options->env_at.count == 0)
		return fault_at(note, FAULT_argv_missing, "env-at");
	return FAULT_none;
}

static bool is_same_flag(const char *left, const char *right)
{
	const size_t length = strcspn(left, "=");

	return strncmp(left, right, length + 1) == 0;
}

/* STATE keeps its name in the world: at one of the world's own names it would lie among what is
 * shown, and the guest could see it and the control socket in it. */
static bool is_state(const char *path)
{
	static const char taken[][8] = {
#define WORLD_NAME(name) name,
	    WORLD_NAMES(WORLD_NAME)
#undef WORLD_NAME
	};

	if (!is_path(path) || strcmp(path, "/") == 0)
		return false;
	for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
		if (is_at_or_below(path, taken[i]))
			return strcmp(path, WORLD_STATE) == 0;
	return true;
}

/* runsc's own vector: `runsc`, flags of the form --name=value, each once, one of them --root, then
 * `run`. Go's flag package would let the last of two win, and end the flags at the first word that
 * is none. */
static enum fault decode_runsc(struct options *options, char **items, size_t count,
                               struct note *note)
{
	static const char root[] = "--root=";

	if (count < 3 || strcmp(items[0], "runsc") != 0 || strcmp(items[count - 1], "run") != 0)
		return fault_at(note, FAULT_argv_runsc, "expected runsc, flags, run");
	options->runsc_flags = (struct values){items + 1, count - 2};
	for (size_t i = 0; i < options->runsc_flags.count; i++) {
		const char *const flag = options->runsc_flags.items[i];

		if (!is_flag(flag))
			return fault_at(note, FAULT_argv_runsc, flag);
		for (size_t earlier = 0; earlier < i; earlier++)
			if (is_same_flag(options->runsc_flags.items[earlier], flag))
				return fault_at(note, FAULT_argv_runsc, flag);
		if (strncmp(flag, root, strlen(root)) == 0)
			options->state = flag + strlen(root);
	}
	if (options->state == NULL || !is_state(options->state))
		return fault_at(note, FAULT_argv_runsc, "--root");
	return FAULT_none;
}

enum fault options_decode(struct options *options, struct argv_text *text, struct note *note)
{
	enum fault fault = split(text, note);
	size_t row = 0;
	size_t i = 1;

	if (fault != FAULT_none)
		return fault;
	if (strcmp(text->items[0], ARTIFACT_VERSION) != 0)
		return fault_at(note, FAULT_argv_version, text->items[0]);
	for (; i < text->count && strcmp(text->items[i], "--") != 0; i++) {
		fault = decode_option(options, &row, &text->items[i], note);
		if (fault != FAULT_none)
			return fault;
	}
	if (i == text->count)
		return fault_at(note, FAULT_argv_truncated, "no --");
	fault = check_words(options, note);
	return fault != FAULT_none
	           ? fault
	           : decode_runsc(options, text->items + i + 1, text->count - i - 1, note);
}
