#include "hash.h"
#include "line.h"
#include "path.h"
#include "proc.h"
#include "steps.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

/* DIR may be relative, and may hold symlinks: it is the caller's word. What runsc is told is where the open directory really is. */
static enum fault find_path(struct start *start)
{
	struct line link = {.used = 0};
	struct stat opened;
	struct stat named;

	line_text(&link, "fd/");
	line_number(&link, (uint64_t)start->bundle_fd);
	if (proc_link(line_string(&link), start->bundle_path, sizeof start->bundle_path) < 0)
		return fault_errno(&start->note, errno == EXDEV ? FAULT_proc_fake : FAULT_bundle_path, "/proc/self/fd");
	if (fstat(start->bundle_fd, &opened) < 0 || stat_without_symlinks(start->bundle_path, &named) < 0)
		return fault_errno(&start->note, FAULT_bundle_path, start->bundle_path);
	if (opened.st_dev != named.st_dev || opened.st_ino != named.st_ino)
		return fault_at(&start->note, FAULT_bundle_path, start->bundle_path);
	return FAULT_none;
}

/* Reads NAME whole into BUFFER of CAPACITY bytes. O_NONBLOCK is for the FIFO that somebody put there. */
static enum fault read_artifact(struct start *start, const char *name, char *buffer, size_t capacity, size_t *size)
{
	const int fd = open_without_symlinks(start->bundle_fd, name, O_RDONLY | O_NONBLOCK | O_NOCTTY);
	struct stat stat;
	ssize_t count = 1;

	if (fd < 0)
		return fault_errno(&start->note, FAULT_artifact_missing, name);
	if (fstat(fd, &stat) < 0)
		return fault_errno(&start->note, FAULT_artifact_read, name);
	if (!S_ISREG(stat.st_mode))
		return fault_at(&start->note, FAULT_artifact_kind, name);
	if (!is_ours(&stat))
		return fault_at(&start->note, FAULT_artifact_owner, name);
	for (*size = 0; count > 0 && *size <= capacity;) {
		const size_t room = capacity - *size;

		/* The byte too many is read into nothing, so that the buffer can be exactly as large as the limit. */
		char beyond;

		count = room > 0 ? read(fd, buffer + *size, room) : read(fd, &beyond, 1);
		if (count < 0 && errno == EINTR) {
			count = 1;
			continue;
		}
		if (count < 0)
			return fault_errno(&start->note, FAULT_artifact_read, name);
		*size += (size_t)count;
	}
	close(fd);
	return *size <= capacity ? FAULT_none : fault_at(&start->note, FAULT_artifact_size, name);
}

/* The policy's digest is that of argv without it: an argv that somebody edited starts nothing. Whoever may write argv may also write the digest; this is for
 * the hand that meant well, and for half a copy. */
static enum fault check_argv(struct start *start)
{
	static const char own[] = "--policy-sha256=";
	const char *const bytes = start->argv.bytes;
	const char *const value = value_of(start->options.policy);
	const char *const rest = value + strlen(value) + 1;
	char text[HASH_TEXT];
	struct hash hash;

	hash_start(&hash);
	hash_add(&hash, bytes, (size_t)(value - bytes) - strlen(own));
	hash_add(&hash, rest, start->argv.size - (size_t)(rest - bytes));
	if (!hash_is(&hash, value, text))
		return fault_at(&start->note, FAULT_argv_digest, text);
	return FAULT_none;
}

static enum fault check_config(struct start *start)
{
	char text[HASH_TEXT];
	struct hash hash;

	hash_start(&hash);
	hash_add(&hash, start->config, start->config_size);
	if (!hash_is(&hash, value_of(start->options.config), text))
		return fault_at(&start->note, FAULT_config_digest, text);
	return FAULT_none;
}

enum fault open_bundle(struct start *start)
{
	enum fault fault;
	struct stat stat;

	start->bundle_fd = openat(AT_FDCWD, start->command.directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (start->bundle_fd < 0 || fstat(start->bundle_fd, &stat) < 0)
		return fault_errno(&start->note, FAULT_bundle_missing, start->command.directory);
	if (!is_ours(&stat))
		return fault_at(&start->note, FAULT_artifact_owner, start->command.directory);
	fault = find_path(start);
	if (fault == FAULT_none)
		fault = read_artifact(start, ARTIFACT_ARGV, start->argv.bytes, sizeof start->argv.bytes, &start->argv.size);
	if (fault == FAULT_none)
		fault = options_decode(&start->options, &start->argv, &start->note);
	if (fault == FAULT_none)
		fault = check_argv(start);
	if (fault == FAULT_none)
		fault = read_artifact(start, ARTIFACT_CONFIG, start->config, ARTIFACT_CONFIG_MAX, &start->config_size);
	if (fault == FAULT_none)
		fault = check_config(start);
	if (fault == FAULT_none && start->command.argument_count > 0 && start->options.args.count == 0)
		fault = fault_at(&start->note, FAULT_args_fixed, start->command.arguments[0]);
	return fault;
}
