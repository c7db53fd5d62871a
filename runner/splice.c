/* Arguments and forwarded variables go into config.json at the offsets that keepc noted. keeprun
 * knows
 * no JSON: it copies what lies between the offsets and writes strings. What runsc reads is written
 * here
 * from the bytes that were checked. */
#include "arena.h"
#include "json_string.h"
#include "path.h"
#include "shapes.h"
#include "steps.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

static const char bundle[] = "bundle";
static const char config[] = "bundle/" ARTIFACT_CONFIG;

enum { SPLICE_MAX = 2 * ARTIFACT_CONFIG_MAX };

/* What goes into the place of the bytes from START to END. */
struct piece {
	size_t start;
	size_t end;
	enum fault (*write)(struct start *start, struct sink *sink);
};

struct pieces {
	size_t count;
	struct piece items[2]; /* arguments and variables */
};

static bool is_matching(const char *pattern, const char *name, size_t length)
{
	const size_t prefix = strcspn(pattern, "*");

	if (pattern[prefix] == '*')
		return length >= prefix && strncmp(pattern, name, prefix) == 0;
	return length == prefix && strncmp(pattern, name, length) == 0;
}

/* A variable of the outer container that the policy lets through. Its name has the form that a
 * policy can name. */
static bool is_passed(const struct options *options, const char *entry)
{
	const size_t length = strcspn(entry, "=");
	const size_t shape =
	    strspn(entry, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789");

	if (entry[length] != '=' || shape != length || length == 0 ||
	    (entry[0] >= '0' && entry[0] <= '9'))
		return false;
	for (size_t i = 0; i < options->env_pass.count; i++)
		if (is_matching(options->env_pass.items[i], entry, length))
			return true;
	return false;
}

static enum fault write_variables(struct start *start, struct sink *sink)
{
	for (char **entry = environ; *entry != NULL; entry++) {
		if (!is_passed(&start->options, *entry))
			continue;
		sink_text(sink, "\"");
		if (!sink_json(sink, *entry))
			return fault_at(&start->note, FAULT_variable_utf8, *entry);
		sink_text(sink, "\",");
	}
	return FAULT_none;
}

static enum fault write_arguments(struct start *start, struct sink *sink)
{
	const bool is_append = value_is(start->options.args, "append");

	for (size_t i = 0; i < start->command.argument_count; i++) {
		sink_text(sink, is_append || i > 0 ? ",\"" : "\"");
		if (!sink_json(sink, start->command.arguments[i]))
			return fault_at(&start->note, FAULT_argument_utf8,
			                start->command.arguments[i]);
		sink_text(sink, "\"");
	}
	return FAULT_none;
}

/* Keeps the pieces in the order of the file. */
static void add_piece(struct pieces *pieces, struct piece piece)
{
	size_t at = pieces->count++;

	for (; at > 0 && pieces->items[at - 1].start > piece.start; at--)
		pieces->items[at] = pieces->items[at - 1];
	pieces->items[at] = piece;
}

static bool has_variables(const struct options *options)
{
	if (options->env_at.count > 0)
		for (char **entry = environ; *entry != NULL; entry++)
			if (is_passed(options, *entry))
				return true;
	return false;
}

static void collect(const struct start *start, struct pieces *pieces)
{
	const struct options *const options = &start->options;

	if (start->command.argument_count > 0) {
		const char *const range = value_of(options->args_at);
		const size_t from = number_value(range);
		const size_t to = number_value(strchr(range, ':') + 1);

		add_piece(pieces, (struct piece){from, to, write_arguments});
	}
	if (has_variables(options)) {
		const size_t at = number_value(value_of(options->env_at));

		add_piece(pieces, (struct piece){at, at, write_variables});
	}
}

/* Ranges in order and inside the file: argv is as trusted as the offsets in it, but a slip there
 * must not become a read past the buffer. */
static enum fault check_places(struct start *start, const struct pieces *pieces)
{
	size_t reached = 0;

	for (size_t i = 0; i < pieces->count; i++) {
		if (pieces->items[i].start < reached ||
		    pieces->items[i].end < pieces->items[i].start ||
		    pieces->items[i].end > start->config_size)
			return fault_at(&start->note, FAULT_splice_place,
			                "an offset beyond its neighbour or the end of config.json");
		reached = pieces->items[i].end;
	}
	return FAULT_none;
}

static enum fault write_pieces(struct start *start, struct sink *sink, const struct pieces *pieces)
{
	enum fault fault = FAULT_none;
	size_t copied = 0;

	for (size_t i = 0; i < pieces->count && fault == FAULT_none; i++) {
		sink_bytes(sink, start->config + copied, pieces->items[i].start - copied);
		fault = pieces->items[i].write(start, sink);
		copied = pieces->items[i].end;
	}
	if (fault != FAULT_none)
		return fault;
	sink_bytes(sink, start->config + copied, start->config_size - copied);
	sink_flush(sink);
	if (sink->total > SPLICE_MAX)
		return fault_at(&start->note, FAULT_splice_size, "arguments and variables");
	errno = sink->failure;
	return sink->failure == 0 ? FAULT_none
	                          : fault_errno(&start->note, FAULT_splice_write, ARTIFACT_CONFIG);
}

static int create_file(const struct start *start)
{
	const int state = start->world.state;

	if (mkdirat(state, bundle, 0700) < 0)
		return -1;
	return openat(state, config, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0400);
}

enum fault write_config(struct start *start)
{
	struct pieces *const pieces = arena_take(sizeof *pieces);
	struct sink *const sink = arena_take(sizeof *sink);
	enum fault fault;

	if (pieces == NULL || sink == NULL)
		return fault_at(&start->note, FAULT_splice_size, "arguments and variables");
	pieces->count = 0;
	sink->failure = 0;
	sink->total = sink->used = 0;
	collect(start, pieces);
	fault = check_places(start, pieces);
	if (fault != FAULT_none)
		return fault;
	sink->fd = create_file(start);
	if (sink->fd < 0)
		return fault_errno(&start->note, FAULT_splice_write, config);
	fault = write_pieces(start, sink, pieces);
	if (close(sink->fd) < 0 && fault == FAULT_none)
		fault = fault_errno(&start->note, FAULT_splice_write, config);
	return fault;
}
