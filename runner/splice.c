/* Arguments, forwarded variables and masks for drift go into config.json at the offsets that keepc noted. keeprun knows no JSON: it copies what lies between
 * the offsets and writes strings. The result lies in STATE/ID/bundle, and paths relative to DIR get DIR in front of them. */
#include "json_string.h"
#include "path.h"
#include "room.h"
#include "shapes.h"
#include "steps.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

enum { SPLICE_MAX = 2 * ARTIFACT_CONFIG_MAX };

/* What goes into the place of the bytes from START to END. */
struct piece {
	size_t start;
	size_t end;
	enum fault (*write)(struct start *start, struct sink *sink);
};

struct pieces {
	size_t count;
	struct piece items[ARTIFACT_ARGC_MAX];
};

static bool is_matching(const char *pattern, const char *name, size_t length)
{
	const size_t prefix = strcspn(pattern, "*");

	if (pattern[prefix] == '*')
		return length >= prefix && strncmp(pattern, name, prefix) == 0;
	return length == prefix && strncmp(pattern, name, length) == 0;
}

/* A variable of the outer container that the policy lets through. Its name has the form that a policy can name. */
static bool is_passed(const struct options *options, const char *entry)
{
	const size_t length = strcspn(entry, "=");
	const size_t shape = strspn(entry, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789");

	if (entry[length] != '=' || shape != length || length == 0 || (entry[0] >= '0' && entry[0] <= '9'))
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
			return fault_at(&start->note, FAULT_argument_utf8, start->command.arguments[i]);
		sink_text(sink, "\"");
	}
	return FAULT_none;
}

/* In layout mask a directory gets the tmpfs that keepc gives to the others; below a keep-dir a bind of something empty hides it from gofer and sentry too. */
static enum fault write_mask(struct start *start, struct sink *sink, const struct drift_mask *mask)
{
	sink_text(sink, ",{\"destination\":\"");
	if (!sink_json(sink, mask->path))
		return fault_at(&start->note, FAULT_mask_utf8, mask->path);
	if (mask->is_directory && value_is(start->options.layout, "mask")) {
		sink_text(sink, "\",\"type\":\"tmpfs\",\"source\":\"tmpfs\",\"options\":[\"nosuid\",\"noexec\",\"ro\",\"mode=0555\",\"size=4k\"]}");
		return FAULT_none;
	}
	sink_text(sink, "\",\"type\":\"bind\",\"source\":\"");
	if (!sink_json(sink, start->bundle_path))
		return fault_at(&start->note, FAULT_mask_utf8, start->bundle_path);
	sink_text(sink, mask->is_directory ? "/" ARTIFACT_EMPTY_DIR : "/" ARTIFACT_EMPTY_FILE);
	sink_text(sink, "\",\"options\":[\"bind\",\"ro\"]}");
	return FAULT_none;
}

static enum fault write_masks(struct start *start, struct sink *sink)
{
	enum fault fault = FAULT_none;

	for (size_t i = 0; i < start->drift.count && fault == FAULT_none; i++)
		fault = write_mask(start, sink, &start->drift.masks[i]);
	return fault;
}

static enum fault write_directory(struct start *start, struct sink *sink)
{
	if (!sink_json(sink, start->bundle_path))
		return fault_at(&start->note, FAULT_mask_utf8, start->bundle_path);
	sink_text(sink, "/");
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

static bool has_pieces(const struct start *start)
{
	return start->drift.count > 0 || start->command.argument_count > 0 || has_variables(&start->options);
}

static enum fault collect(struct start *start, struct pieces *pieces)
{
	const struct options *const options = &start->options;

	if (start->drift.count > 0 && options->mask_at.count == 0)
		return fault_at(&start->note, FAULT_splice_place, "mask-at");
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
	if (start->drift.count > 0) {
		const size_t at = number_value(value_of(options->mask_at));

		add_piece(pieces, (struct piece){at, at, write_masks});
	}
	for (size_t i = 0; i < options->dir_at.count; i++) {
		const size_t at = number_value(options->dir_at.items[i]);

		add_piece(pieces, (struct piece){at, at, write_directory});
	}
	return FAULT_none;
}

/* Ranges in order and inside the file: argv is as trusted as the offsets in it, but a slip there must not become a read behind the buffer. */
static enum fault check_places(struct start *start, const struct pieces *pieces)
{
	size_t reached = 0;

	for (size_t i = 0; i < pieces->count; i++) {
		if (pieces->items[i].start < reached || pieces->items[i].end < pieces->items[i].start || pieces->items[i].end > start->config_size)
			return fault_at(&start->note, FAULT_splice_place, "an offset beyond its neighbour or the end of config.json");
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
	return sink->failure == 0 ? FAULT_none : fault_errno(&start->note, FAULT_splice_write, ARTIFACT_CONFIG);
}

static int create_file(struct start *start)
{
	int directory;
	int file;
	int reason;

	if (mkdirat(AT_FDCWD, start->spliced_path, 0700) < 0)
		return -1;
	directory = open_without_symlinks(AT_FDCWD, start->spliced_path, O_PATH | O_DIRECTORY);
	if (directory < 0)
		return -1;
	file = openat(directory, ARTIFACT_CONFIG, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0400);
	reason = errno;
	close(directory);
	errno = reason;
	return file;
}

enum fault splice_config(struct start *start)
{
	struct pieces *pieces;
	struct sink *sink;
	enum fault fault;

	/* config.json is used where it lies. */
	if (!has_pieces(start))
		return FAULT_none;
	pieces = room_take(sizeof *pieces);
	sink = room_take(sizeof *sink);
	if (pieces == NULL || sink == NULL)
		return fault_at(&start->note, FAULT_splice_size, "arguments and variables");
	pieces->count = 0;
	sink->failure = 0;
	sink->total = sink->used = 0;
	fault = collect(start, pieces);
	if (fault == FAULT_none)
		fault = check_places(start, pieces);
	if (fault != FAULT_none)
		return fault;
	start->spliced_path = room_join(start->state_path, strlen(start->state_path), "/bundle", "");
	if (start->spliced_path == NULL || strlen(start->spliced_path) >= PATH_MAX)
		return fault_at(&start->note, FAULT_splice_write, "path too long");
	sink->fd = create_file(start);
	if (sink->fd < 0)
		return fault_errno(&start->note, FAULT_splice_write, start->spliced_path);
	fault = write_pieces(start, sink, pieces);
	if (close(sink->fd) < 0 && fault == FAULT_none)
		fault = fault_errno(&start->note, FAULT_splice_write, start->spliced_path);
	return fault;
}
