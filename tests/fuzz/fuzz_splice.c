/* The splice writer: whatever arguments and variables are put into config.json, it stays JSON, and
 * a parser reads exactly them out of it, or they are refused. */
#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The step's own functions, which write into any sink, without the step that opens the file. */
#include "splice.c"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { STRINGS_MAX = 64, TEXT_MAX = 1024 * 1024 };

static const char sample[] = "{\"process\":{\"args\":[\"first\"],\"env\":[\"PATH=/usr\"]},"
                             "\"root\":{\"path\":\"/guest\"}}";

static struct start start;
static struct sink sink;
static char *arguments[STRINGS_MAX + 1];
static char *variables[STRINGS_MAX + 1];

static void expect(int is_so)
{
	if (!is_so)
		abort();
}

static struct values one(char *value)
{
	static char *items[16];
	static size_t used;

	used = (used + 1) % 16;
	items[used] = value;
	return (struct values){&items[used], 1};
}

static char *offset_of(const char *needle, size_t beyond, char *text)
{
	const char *const found = strstr(sample, needle);

	expect(found != NULL);
	snprintf(text, 32, "%zu", (size_t)(found - sample) + beyond);
	return text;
}

static void set_up(bool is_append)
{
	static char args_at[64];
	static char env_at[32];
	static char append[] = "append";
	static char replace[] = "replace";
	static char lc[] = "LC_*";
	char end[32];

	static char text[sizeof sample];

	memcpy(text, sample, sizeof sample);
	start.config = text;
	start.config_size = strlen(sample);
	offset_of("],\"env\"", 0, end);
	if (is_append)
		snprintf(args_at, sizeof args_at, "%s:%s", end, end);
	else
		snprintf(args_at, sizeof args_at, "%zu:%s",
		         (size_t)(strstr(sample, "\"first\"") - sample), end);
	start.options = (struct options){
	    .args = one(is_append ? append : replace),
	    .args_at = one(args_at),
	    .env_at = one(offset_of("\"PATH=", 0, env_at)),
	    .env_pass = one(lc),
	};
}

static void check_strings(json_t *array, size_t from, char **strings, size_t count)
{
	for (size_t i = 0; i < count; i++)
		expect(strcmp(json_string_value(json_array_get(array, from + i)), strings[i]) == 0);
}

static void check_result(const char *text, size_t length, bool is_append, size_t argument_count,
                         size_t variable_count)
{
	json_error_t error;
	json_t *const root = json_loadb(text, length, 0, &error);
	json_t *const process = json_object_get(root, "process");
	json_t *const args = json_object_get(process, "args");
	json_t *const env = json_object_get(process, "env");

	expect(root != NULL);
	expect(json_array_size(args) ==
	       (is_append || argument_count == 0 ? 1 + argument_count : argument_count));
	check_strings(args, is_append ? 1 : 0, arguments, argument_count);
	expect(json_array_size(env) == 1 + variable_count);
	check_strings(env, 0, variables, variable_count);
	json_decref(root);
}

/* The first byte: bit 0 append or replace. Then strings, each ended by a NUL; the first byte of
 * each says whether it is an argument or a variable. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char text[TEXT_MAX];
	static char strings[TEXT_MAX];
	static struct pieces pieces;
	size_t argument_count = 0;
	size_t variable_count = 0;
	size_t used = 0;
	ssize_t length;
	int ends[2];

	if (size < 1 || size > 8 * 1024)
		return 0;
	set_up(data[0] & 1);
	for (size_t at = 1;
	     at < size && argument_count < STRINGS_MAX && variable_count < STRINGS_MAX;) {
		const uint8_t kind = data[at++];
		const uint8_t *const nul = memchr(data + at, '\0', size - at);
		const size_t string = nul == NULL ? size - at : (size_t)(nul - (data + at));
		char *const copy = strings + used;

		if (kind & 1) {
			memcpy(copy, "LC_X=", 5);
			used += 5;
			variables[variable_count++] = copy;
		} else {
			arguments[argument_count++] = copy;
		}
		memcpy(strings + used, data + at, string);
		strings[used + string] = '\0';
		used += string + 1;
		at += string + 1;
	}
	arguments[argument_count] = NULL;
	variables[variable_count] = NULL;
	start.command.arguments = arguments;
	start.command.argument_count = argument_count;
	environ = variables;
	pieces.count = 0;
	sink.failure = 0;
	sink.total = sink.used = 0;
	expect(pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0 &&
	       fcntl(ends[1], F_SETPIPE_SZ, TEXT_MAX) > 0);
	sink.fd = ends[1];
	collect(&start, &pieces);
	if (check_places(&start, &pieces) == FAULT_none &&
	    write_pieces(&start, &sink, &pieces) == FAULT_none) {
		length = read(ends[0], text, sizeof text);
		expect(length > 0);
		check_result(text, (size_t)length, data[0] & 1, argument_count, variable_count);
	}
	close(ends[0]);
	close(ends[1]);
	return 0;
}
