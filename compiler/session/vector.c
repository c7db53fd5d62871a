#include "session/vector.h"

#include "artifact.h"
#include "base/fatal.h"
#include "model/keys.h"

#include <string.h>

word_row vector_split(struct arena *arena, struct text bytes)
{
	word_row words = {0};
	for (size_t at = 0; at < bytes.length;) {
		size_t length = strnlen(bytes.data + at, bytes.length - at);
		*list_append(arena, &words) = text_copy(arena, bytes.data + at, length);
		at += length + 1;
	}
	return words;
}

/* --- one word --------------------------------------------------------------------------------- */

enum word_kind {
	WORD_FLAG,
	WORD_END,   /* "--": flags end behind it */
	WORD_OTHER, /* flags end before it */
	WORD_BAD,   /* "bad flag syntax" */
};

/* name and value of a flag; has_value tells whether "=" was there. */
struct word {
	enum word_kind kind;
	struct text name, value;
	bool has_value;
};

static struct word word_of(struct text text)
{
	size_t dashes = text_starts(text, "--") ? 2 : 1;
	struct word word = {.kind = WORD_OTHER};
	if (text.length < 2 || text.data[0] != '-')
		return word;
	word.kind = text_is(text, "--") ? WORD_END : WORD_BAD;
	struct text rest = {text.data + dashes, text.length - dashes};
	if (rest.length == 0 || rest.data[0] == '-' || rest.data[0] == '=')
		return word;
	const char *equals = memchr(rest.data, '=', rest.length);
	word.kind = WORD_FLAG;
	word.has_value = equals != NULL;
	word.name = (struct text){rest.data, equals ? (size_t)(equals - rest.data) : rest.length};
	if (equals)
		word.value = (struct text){equals + 1, rest.length - word.name.length - 1};
	return word;
}

/* --- a row of flags --------------------------------------------------------------------------- */

enum taking { TAKES_NOTHING, TAKES_NEXT, IS_UNKNOWN };

typedef enum taking taking_of(struct text name, release_date release);

struct reader {
	struct arena *arena;
	const word_row *words;
	size_t at;
	int refusal; /* exit status for words that cannot be read */
	struct vector *vector;
};

/* What runsc says, and the word of which it says it. The first fault counts. */
static void set_fault(struct reader *reader, const char *what, struct text word)
{
	if (reader->vector->fault)
		return;
	reader->vector->status = reader->refusal;
	reader->vector->fault = arena_printf(reader->arena, "%s%s", what, word.data);
}

static bool is_at_end(const struct reader *reader)
{
	return reader->at >= reader->words->count;
}

/* At a flag that nobody knows runsc stops. Its reader is told of the rest, too: what follows it
 * without a dash is taken for its value. */
static bool takes_next(const struct reader *reader, enum taking taking)
{
	if (taking != IS_UNKNOWN)
		return taking == TAKES_NEXT;
	return !is_at_end(reader) && word_of(reader->words->items[reader->at]).kind == WORD_OTHER;
}

/* The reader stands behind the flag's word. False where its value is missing. */
static bool read_value(struct reader *reader, struct word word, enum taking taking, struct text *to)
{
	*to = TEXT("true");
	if (word.has_value)
		*to = text_copy(reader->arena, word.value.data, word.value.length);
	else if (!takes_next(reader, taking))
		return true;
	else if (is_at_end(reader))
		return false;
	else
		*to = reader->words->items[reader->at++];
	return true;
}

static void read_flag(struct reader *reader, struct word word, taking_of *taking, flag_row *row)
{
	struct flag_said said = {.word = reader->at++};
	said.name = text_copy(reader->arena, word.name.data, word.name.length);
	if (read_value(reader, word, taking(said.name, reader->vector->release), &said.value))
		*list_append(reader->arena, row) = said;
	else
		set_fault(reader, "flag needs an argument: -", said.name);
}

static void read_flags(struct reader *reader, taking_of *taking, flag_row *row)
{
	while (!is_at_end(reader)) {
		struct text text = reader->words->items[reader->at];
		struct word word = word_of(text);
		if (word.kind == WORD_BAD)
			set_fault(reader, "bad flag syntax: ", text);
		reader->at += word.kind == WORD_END;
		if (word.kind != WORD_FLAG)
			return;
		read_flag(reader, word, taking, row);
	}
}

/* --- which flags take the next word ----------------------------------------------------------- */

/* keeprun's options: schema/artifact.h. */
static enum taking taking_of_option(struct text name, release_date release)
{
	(void)name;
	(void)release;
	return TAKES_NOTHING;
}

static enum taking taking_of_flag(struct text name, release_date release)
{
	const struct flag *flag = flag_find(name);
	if (!flag || !flag_exists_in(flag, release))
		return IS_UNKNOWN;
	return flag_values_in(flag, release)->type == FLAG_BOOL ? TAKES_NOTHING : TAKES_NEXT;
}

/* gVisor runsc/cmd/create.go and run.go, SetFlags. */
static enum taking taking_of_run(struct text name, release_date release)
{
	static const char bools[] = "detach|fs-restore-direct";
	static const char others[] = "bundle|console-socket|exec-fd|fs-restore-image-path|pass-fd|"
	                             "pid-file|user-log";
	(void)release;
	if (word_index(bools, name) >= 0)
		return TAKES_NOTHING;
	return word_index(others, name) >= 0 ? TAKES_NEXT : IS_UNKNOWN;
}

/* --- runsc's words ---------------------------------------------------------------------------- */

/* What `runsc help` of a measured release lists. */
static const char commands[] = "boot|checkpoint|commands|create|debug|delete|do|events|exec|"
                               "export-metrics|features|flags|gofer|help|install|kill|list|"
                               "metric-metadata|metric-server|mitigate|nvproxy|pause|platforms|"
                               "port-forward|ps|read-control|restore|resume|run|spec|start|state|"
                               "statefile|symbolize|syscalls|tar|trace|umount|uninstall|update|"
                               "usage|wait|write-control";

/* argv[0], where somebody hands on a whole command line: "runsc", "/usr/bin/runsc". No subcommand
 * is called so, and a flag has a dash. */
static bool is_program(struct text word)
{
	bool is_path = memchr(word.data, '/', word.length) != NULL;
	return !text_starts(word, "-") && (is_path || text_starts(word, "runsc"));
}

static void read_program(struct reader *reader)
{
	if (is_at_end(reader))
		return;
	struct text word = reader->words->items[reader->at];
	if (!reader->vector->is_ours && !is_program(word))
		return;
	reader->vector->program = word;
	reader->at++;
}

static void read_command(struct reader *reader)
{
	struct vector *vector = reader->vector;
	if (is_at_end(reader) || vector->fault)
		return;
	struct text word = vector->command = reader->words->items[reader->at++];
	reader->refusal = 128; /* google/subcommands, ExitUsageError as runsc hands it on */
	if (word_index(commands, word) < 0)
		set_fault(reader, "no flag, so taken for the subcommand: ", word);
	if (text_is(vector->command, "run") || text_is(vector->command, "create"))
		read_flags(reader, taking_of_run, &vector->command_flags);
	for (; !is_at_end(reader); reader->at++)
		*list_append(reader->arena, &vector->arguments) = reader->words->items[reader->at];
}

static void read_runsc(struct reader *reader)
{
	read_program(reader);
	read_flags(reader, taking_of_flag, &reader->vector->flags);
	read_command(reader);
}

/* --- keeprun's -------------------------------------------------------------------------------- */

bool vector_option(const struct vector *vector, const char *name, struct text *value)
{
	const struct flag_said *option;
	for_each (option, &vector->options) {
		if (!text_is(option->name, name))
			continue;
		*value = option->value;
		return true;
	}
	return false;
}

/* Behind argv[0]; what follows "--" is runsc's. */
static void read_options(struct reader *reader)
{
	reader->at = 1;
	read_flags(reader, taking_of_option, &reader->vector->options);
	if (!text_is(reader->words->items[reader->at - 1], "--"))
		reader->at = reader->words->count;
}

static void decide_release(struct vector *vector, release_date given)
{
	struct text noted;
	vector->release = given;
	if (given == 0 && vector_option(vector, "release", &noted))
		release_parse(noted, &vector->release);
	vector->has_release = vector->release != 0;
	if (!vector->has_release)
		vector->release = release_newest();
}

struct vector vector_read(struct arena *arena, const word_row *words, release_date release)
{
	struct vector vector = {.is_whole = true, .word_count = words->count};
	struct reader reader = {arena, words, 0, 2, &vector};
	vector.is_ours = words->count > 0 && text_is(words->items[0], ARTIFACT_VERSION);
	if (vector.is_ours)
		read_options(&reader);
	decide_release(&vector, release);
	read_runsc(&reader);
	return vector;
}

struct vector vector_read_file(struct arena *arena, struct text bytes, release_date release)
{
	word_row words = vector_split(arena, bytes);
	struct vector vector = vector_read(arena, &words, release);
	vector.is_whole = bytes.length > 0 && bytes.data[bytes.length - 1] == '\0';
	return vector;
}

void vector_refuse_other(struct arena *arena, const char *path, struct text bytes)
{
	struct text version = text_copy(arena, bytes.data, strnlen(bytes.data, bytes.length));
	if (!text_starts(version, "keeprun/") || text_is(version, ARTIFACT_VERSION))
		return;
	const char *age = text_is(version, "keeprun/1") ? "an older" : "another";
	usage_error(
	    "%s was written by %s keepc (%s, and this one reads %s): compile the policy again",
	    path, age, text_printable(arena, version).data, ARTIFACT_VERSION);
}

struct text vector_without(struct arena *arena, struct text bytes, const char *name)
{
	word_row words = vector_split(arena, bytes);
	struct text option = text_format(arena, "--%s=", name);
	char *rest = arena_alloc(arena, bytes.length + 1);
	size_t length = 0;
	const struct text *word;
	for_each (word, &words) {
		if (text_starts(*word, option.data))
			continue;
		memcpy(rest + length, word->data, word->length + 1);
		length += word->length + 1;
	}
	return (struct text){rest, length};
}
