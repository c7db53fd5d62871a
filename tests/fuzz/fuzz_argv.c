/* The decoder of argv: any bytes are decoded or refused by name, and what is decoded keeps the
 * promises of schema/artifact.h. */
#include "options.h"
#include "shapes.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(int is_so)
{
	if (!is_so)
		abort();
}

static void check_list(struct values values, bool (*has_shape)(const char *))
{
	for (size_t i = 0; i < values.count; i++) {
		expect(has_shape(values.items[i]));
		expect(i == 0 || strcmp(values.items[i - 1], values.items[i]) < 0);
	}
}

static void check_options(const struct options *options)
{
	expect(options->config.count == 1 && is_sha256(value_of(options->config)));
	expect(options->policy.count == 1 && options->layout.count == 1 &&
	       options->seal.count == 1 && options->drift.count == 1);
	expect(options->runsc.count == 1 && is_path(value_of(options->runsc)) &&
	       is_path(options->state));
	check_list(options->directory, is_path);
	check_list(options->file, is_path);
	check_list(options->link, is_link);
	check_list(options->keep, is_path);
	check_list(options->mask, is_path);
	check_list(options->mask_file, is_path);
	check_list(options->engine_file, is_path);
	check_list(options->source, is_source);
	check_list(options->expect, is_path);
	check_list(options->env_pass, is_pattern);
	for (size_t i = 0; i < options->runsc_flags.count; i++)
		expect(is_flag(options->runsc_flags.items[i]));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char bytes[ARTIFACT_ARGV_MAX];
	static char *items[ARTIFACT_ARGC_MAX + 1];
	struct argv_text text = {.size = size, .bytes = bytes, .items = items};
	struct options options = {.state = NULL};
	struct note note;
	enum fault fault;

	if (size > sizeof bytes)
		return 0;
	memcpy(bytes, data, size);
	/* Poison: a read behind the end would find no NUL for a while. */
	memset(bytes + size, 'x', sizeof bytes - size);
	fault = options_decode(&options, &text, &note);
	expect(fault < FAULT_COUNT);
	if (fault == FAULT_none)
		check_options(&options);
	else
		expect(memchr(note.text, '\0', sizeof note.text) != NULL);
	return 0;
}
