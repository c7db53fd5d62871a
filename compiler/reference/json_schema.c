#include "base/json_write.h"
#include "model/capabilities.h"
#include "model/flags.h"
#include "model/policy.h"
#include "model/rules.h"
#include "reference/schema.h"

#include <stdio.h>
#include <string.h>

/* The schema is for editors, which read YAML 1.2 and type its scalars: where keepc takes text, a
 * number or a truth value is right as well. Each place says its type, and alternatives stand under
 * anyOf, which is what validators in their strict modes want. */

#define PATTERN_VARIABLE "^[A-Za-z_][A-Za-z0-9_]*$"

static struct json_value *typed(const char *type)
{
	struct json_value *schema = json_make_object();
	json_put_string(schema, "type", text_of(type));
	return schema;
}

/* The tables' texts have backquotes around what is written as it stands; where an editor shows them
 * as they are, they would be in the way. */
static struct text plain(struct arena *arena, struct text text)
{
	char *result = arena_alloc(arena, text.length + 1), *end = result;
	for (size_t i = 0; i < text.length; i++)
		if (text.data[i] != '`')
			*end++ = text.data[i];
	*end = '\0';
	return (struct text){result, (size_t)(end - result)};
}

/* markdownDescription is VS Code's and its YAML extension's; others show the plain one. */
static struct json_value *described(struct arena *arena, struct json_value *schema,
                                    struct text text)
{
	json_put_string(schema, "description", plain(arena, text));
	if (memchr(text.data, '`', text.length))
		json_put_string(schema, "markdownDescription", text);
	return schema;
}

/* errorMessage is what VS Code, its YAML extension and ajv-errors say in place of the pattern. */
static struct json_value *string_matching(struct arena *arena, const char *pattern,
                                          const char *message)
{
	struct json_value *schema = typed("string");
	if (pattern) {
		json_put_string(schema, "pattern", text_of(pattern));
		json_put_string(schema, "errorMessage", plain(arena, text_of(message)));
	}
	return schema;
}

static void put_choices(struct json_value *schema, struct json_value *choices)
{
	json_put(schema, "anyOf", choices);
}

/* Text as keepc takes it: a string, or what a reader of YAML makes of one. json: letters as in
 * types.def. */
static struct json_value *text_schema(struct arena *arena, const char *pattern, const char *message,
                                      const char *json)
{
	static const struct {
		char letter;
		const char *type;
	} others[] = {{'i', "integer"}, {'n', "number"}, {'b', "boolean"}, {'z', "null"}};
	if (json[0] == '\0')
		return string_matching(arena, pattern, message);
	struct json_value *schema = json_make_object(), *choices = json_make_array();
	json_push(choices, string_matching(arena, pattern, message));
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		if (strchr(json, others[i].letter))
			json_push(choices, typed(others[i].type));
	put_choices(schema, choices);
	return schema;
}

static struct json_value *any_text(struct arena *arena)
{
	return text_schema(arena, NULL, NULL, "nbz");
}

static struct json_value *enumeration(struct json_value *words)
{
	struct json_value *schema = json_make_object();
	json_put(schema, "enum", words);
	return schema;
}

typedef LIST(struct text) word_list;

static void add_words(struct arena *arena, word_list *words, const char *list)
{
	for (size_t i = 0; i < word_count(list); i++) {
		struct text word = word_at(list, (unsigned int)i);
		bool is_known = false;
		for (size_t k = 0; k < words->count; k++)
			is_known |= text_equal(words->items[k], word);
		if (!is_known)
			*list_append(arena, words) = word;
	}
}

static struct json_value *words_schema(const word_list *words)
{
	struct json_value *array = json_make_array();
	for (size_t i = 0; i < words->count; i++) {
		json_push(array, json_make_string(words->items[i]));
		if (text_is(words->items[i], "true") || text_is(words->items[i], "false"))
			json_push(array, json_make_bool(text_is(words->items[i], "true")));
	}
	return enumeration(array);
}

static struct json_value *vocabulary(struct arena *arena, const char *list)
{
	word_list words = {0};
	add_words(arena, &words, list);
	return words_schema(&words);
}

static struct json_value *list_of(struct json_value *items, bool is_unique)
{
	struct json_value *schema = typed("array");
	json_put(schema, "items", items);
	if (is_unique)
		json_put(schema, "uniqueItems", json_make_bool(true));
	return schema;
}

static struct json_value *closed_object(struct json_value *properties)
{
	struct json_value *schema = typed("object");
	json_put(schema, "properties", properties);
	json_put(schema, "additionalProperties", json_make_bool(false));
	return schema;
}

/* An object whose keys are free but for their form. */
static struct json_value *map_of(const char *key_pattern, struct json_value *value)
{
	struct json_value *schema = typed("object"), *patterns = json_make_object();
	json_put(patterns, key_pattern, value);
	json_put(schema, "patternProperties", patterns);
	json_put(schema, "additionalProperties", json_make_bool(false));
	return schema;
}

static struct json_value *either(struct json_value *one, struct json_value *other)
{
	struct json_value *schema = json_make_object(), *choices = json_make_array();
	json_push(choices, one);
	json_push(choices, other);
	put_choices(schema, choices);
	return schema;
}

static struct json_value *rows_schema(struct arena *arena, const char *parent);

static struct json_value *names_of_required(const char *parent)
{
	struct json_value *names = json_make_array();
	for (size_t i = 0; i < KEY_ID_COUNT; i++)
		if (strcmp(keys[i].parent, parent) == 0 && keys[i].is_required)
			json_push(names, json_make_string(text_of(keys[i].name)));
	return names;
}

/* The long form of an entry: there, required keys cannot come from elsewhere. */
static struct json_value *entry_schema(struct arena *arena, const char *parent)
{
	struct json_value *schema = rows_schema(arena, parent);
	json_put(schema, "required", names_of_required(parent));
	return schema;
}

static struct json_value *path_schema(struct arena *arena)
{
	return string_matching(arena, key_types[KEY_PATH].pattern, key_types[KEY_PATH].doc);
}

static struct json_value *value_schema(struct arena *arena, enum key_type type)
{
	const struct type *row = &key_types[type];
	return text_schema(arena, row->pattern, row->doc, row->json);
}

/* An item of a list, whose type's text is about the list. */
static struct json_value *item_schema(struct arena *arena, enum key_type type)
{
	return string_matching(arena, key_types[type].pattern,
	                       type == KEY_EXTENDS
	                           ? "A path relative to this policy, or `builtin:NAME`."
	                           : "The name of a variable; `LC_*` stands for all that begin "
	                             "with `LC_`.");
}

static struct json_value *rlimits_schema(struct arena *arena)
{
	static const char *const units[] = {[RLIMIT_UNIT_count] = "a number",
	                                    [RLIMIT_UNIT_bytes] = "in bytes",
	                                    [RLIMIT_UNIT_seconds] = "in seconds",
	                                    [RLIMIT_UNIT_microseconds] = "in microseconds",
	                                    [RLIMIT_UNIT_nice] = "20 minus the nice value"};
	struct json_value *properties = json_make_object();
	for (size_t i = 0; i < rlimit_count; i++) {
		const struct rlimit_row *row = &rlimit_rows[i];
		struct json_value *value =
		    either(value_schema(arena, KEY_LIMIT), entry_schema(arena, "rlimits.*"));
		json_put(
		    properties, row->name,
		    described(arena, value,
		              text_format(arena, "%s, %s%s%s.", row->oci_name, units[row->unit],
		                          row->note[0] != '\0' ? "; " : "", row->note)));
	}
	return closed_object(properties);
}

static bool is_own_key(const char *flag)
{
	return key_find("runsc", text_of(flag)) != NULL;
}

/* Over all releases: one type and vocabulary when they agree, any text when they do not. */
static struct json_value *flag_value_schema(struct arena *arena, const struct flag *flag)
{
	word_list words = {0};
	bool is_bool = true, is_words = true, is_number = true;
	for (const struct flag_values *values = flag->values; values->since != 0; values++) {
		is_bool &= values->type == FLAG_BOOL;
		is_number &= values->type == FLAG_INT || values->type == FLAG_UINT;
		is_words &= values->type == FLAG_ENUM && values->allowed[0] != '\0';
		if (values->type == FLAG_ENUM && values->allowed[0] != '\0')
			add_words(arena, &words, values->allowed);
	}
	if (is_words)
		return words_schema(&words);
	if (is_bool)
		return text_schema(arena, "^(1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$",
		                   "Either `true` or `false`.", "ib");
	return is_number ? text_schema(arena, NULL, NULL, "i") : any_text(arena);
}

static struct json_value *flags_schema(struct arena *arena)
{
	static const char *const classes[] = {
	    [FLAG_SAFE] = "Safe.",
	    [FLAG_LOAD_BEARING] = "The sandbox stands on it; keepc sets it.",
	    [FLAG_LOOSENS] = "Loosens the sandbox; needs an entry under allow.",
	    [FLAG_DEBUG] = "For debugging.",
	    [FLAG_TESTONLY] = "For gVisor's own tests.",
	    [FLAG_INTERNAL] = "For runsc's own processes.",
	    [FLAG_DEPRECATED] = "Deprecated.",
	    [FLAG_COMMAND] = "Prints something and ends."};
	struct json_value *properties = json_make_object();
	for (size_t i = 0; i < flag_count; i++) {
		const struct flag *flag = &flags[i];
		if (is_own_key(flag->name))
			continue;
		struct text until =
		    flag->until != 0 ? text_format(arena, " to %u", flag->until) : TEXT("");
		json_put(properties, flag->name,
		         described(arena, flag_value_schema(arena, flag),
		                   text_format(arena, "%s From release %u%s on%s%s",
		                               classes[flag->class], flag->since, until.data,
		                               flag->note[0] != '\0' ? ": " : ".", flag->note)));
	}
	return closed_object(properties);
}

static struct json_value *words_list(enum key_type type, struct arena *arena)
{
	struct json_value *words = json_make_array();
	for (size_t i = 0; type == KEY_CAPABILITIES && capability_names[i]; i++)
		json_push(words, json_make_string(text_of(capability_names[i])));
	for (size_t i = 0; type == KEY_KEYS && i < KEY_ID_COUNT; i++)
		if (!key_is_entry(&keys[i]))
			json_push(words, json_make_string(key_path(arena, &keys[i])));
	for (size_t i = 0; type == KEY_RULE_NAME && i < RULE_COUNT; i++)
		if (rules[i].is_allowable)
			json_push(words, json_make_string(text_of(rules[i].name)));
	return words;
}

static struct json_value *platforms_schema(struct arena *arena)
{
	const struct flag_values *values = flag_find(TEXT("platform"))->values;
	for (; values[1].since != 0; values++)
		;
	return vocabulary(arena, values->allowed);
}

static struct json_value *texts_schema(struct arena *arena)
{
	struct json_value *schema = list_of(any_text(arena), false);
	json_put(schema, "minItems", json_make_number(1));
	return schema;
}

static struct json_value *collection_schema(struct arena *arena, const struct key *key)
{
	switch (key->type) {
	case KEY_TEXTS:
		return texts_schema(arena);
	case KEY_PATHS:
		return list_of(path_schema(arena), true);
	case KEY_EXTENDS:
	case KEY_PATTERNS:
		return list_of(item_schema(arena, key->type), true);
	case KEY_CAPABILITIES:
	case KEY_KEYS:
		return list_of(enumeration(words_list(key->type, arena)), true);
	case KEY_MASKS:
		return list_of(either(path_schema(arena), entry_schema(arena, "masks[]")), true);
	case KEY_ALLOW:
		return list_of(entry_schema(arena, "allow[]"), false);
	case KEY_WRITABLE:
		return map_of(
		    key_types[KEY_PATH].pattern,
		    either(value_schema(arena, KEY_SIZE), entry_schema(arena, "writable.*")));
	case KEY_BINDS:
		return map_of(key_types[KEY_PATH].pattern, entry_schema(arena, "binds.*"));
	case KEY_VARIABLES:
		return map_of(PATTERN_VARIABLE, any_text(arena));
	case KEY_RLIMITS:
		return rlimits_schema(arena);
	default:
		return flags_schema(arena);
	}
}

static struct json_value *version_schema(void)
{
	struct json_value *words = json_make_array();
	json_push(words, json_make_number(1));
	json_push(words, json_make_string(TEXT("1")));
	return enumeration(words);
}

static struct json_value *key_schema(struct arena *arena, const struct key *key)
{
	enum key_shape shape = key_types[key->type].shape;
	if (shape == SHAPE_GROUP)
		return rows_schema(arena, key->name);
	if (shape == SHAPE_TEXTS || shape == SHAPE_ENTRIES)
		return collection_schema(arena, key);
	if (key->words)
		return vocabulary(arena, key->words);
	if (key->type == KEY_VERSION)
		return version_schema();
	if (key->type == KEY_RULE_NAME)
		return enumeration(words_list(key->type, arena));
	return key->type == KEY_PLATFORM ? platforms_schema(arena) : value_schema(arena, key->type);
}

static struct text key_description(struct arena *arena, const struct key *key)
{
	struct text text = text_format(arena, "%s %s", key->doc, key_types[key->type].doc);
	return key->default_text
	           ? text_format(arena, "%s Default: %s.", text.data, key->default_text)
	           : text;
}

static struct json_value *rows_schema(struct arena *arena, const char *parent)
{
	struct json_value *properties = json_make_object();
	for (size_t i = 0; i < KEY_ID_COUNT; i++)
		if (strcmp(keys[i].parent, parent) == 0)
			json_put(properties, keys[i].name,
			         described(arena, key_schema(arena, &keys[i]),
			                   key_description(arena, &keys[i])));
	return closed_object(properties);
}

/* "required" with the properties that it names, for validators that want to see them side by
 * side. */
static void put_required(struct json_value *schema, struct json_value *properties,
                         const char *parent)
{
	for (size_t i = 0; i < KEY_ID_COUNT; i++) {
		if (strcmp(keys[i].parent, parent) != 0 || !keys[i].is_required)
			continue;
		struct json_value *group = json_make_bool(true);
		if (keys[i].type == KEY_GROUP) {
			group = typed("object");
			put_required(group, json_make_object(), keys[i].name);
		}
		json_put(properties, keys[i].name, group);
	}
	json_put(schema, "properties", properties);
	json_put(schema, "required", names_of_required(parent));
}

static struct json_value *object_requiring(const char *name)
{
	struct json_value *schema = typed("object"), *properties = json_make_object(),
	                  *names = json_make_array();
	json_put(properties, name, json_make_bool(true));
	json_push(names, json_make_string(text_of(name)));
	json_put(schema, "properties", properties);
	json_put(schema, "required", names);
	return schema;
}

void schema_json(struct arena *arena)
{
	struct json_value *schema = rows_schema(arena, ""), *alone = typed("object");
	json_put_string(schema, "$schema", TEXT("http://json-schema.org/draft-07/schema#"));
	json_put_string(schema, "title", TEXT("Innerkeep sandbox policy, version 1"));
	described(arena, schema,
	          TEXT("What a sandbox keeps of its outer container, and what it hides. "
	               "Printed by keepc schema."));
	put_required(alone, json_make_object(), "");
	json_put(schema, "if", object_requiring("extends"));
	json_put(schema, "then", object_requiring("version"));
	json_put(schema, "else", alone);
	fputs(json_finish(arena, schema).data, stdout);
}
