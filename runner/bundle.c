#include "arena.h"
#include "hash.h"
#include "line.h"
#include "path.h"
#include "proc.h"
#include "shapes.h"
#include "steps.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

/* What runsc is told is where the open directory really is. */
static enum fault find_path(struct start *start)
{
	struct line link = {.used = 0};
	char *const path = arena_take(PATH_MAX);
	struct stat opened;
	struct stat named;

	line_text(&link, "fd/");
	line_number(&link, (uint64_t)start->bundle_fd);
	if (path == NULL || proc_link(line_string(&link), path, PATH_MAX) < 0)
		return fault_errno(&start->note,
		                   errno == EXDEV ? FAULT_proc_fake : FAULT_bundle_path,
		                   "/proc/self/fd");
	if (fstat(start->bundle_fd, &opened) < 0 || stat_without_symlinks(path, &named) < 0)
		return fault_errno(&start->note, FAULT_bundle_path, path);
	if (opened.st_dev != named.st_dev || opened.st_ino != named.st_ino)
		return fault_at(&start->note, FAULT_bundle_path, path);
	start->bundle_path = path;
	return FAULT_none;
}

/* DIR may be relative. Mostly it is a canonical path: then it is where the directory is, and nobody
 * has to be asked. Over a symlink whoever may change that could name another bundle of ours. */
static enum fault open_directory(struct start *start)
{
	const char *const directory = start->command.directory;
	struct stat stat;

	start->bundle_fd = open_without_symlinks(AT_FDCWD, directory, O_PATH | O_DIRECTORY);
	if (start->bundle_fd < 0 || fstat(start->bundle_fd, &stat) < 0)
		return fault_errno(&start->note, FAULT_bundle_missing, directory);
	if (!is_ours(&stat))
		return fault_at(&start->note, FAULT_artifact_owner, directory);
	if (!is_path(directory) || strlen(directory) >= PATH_MAX)
		return find_path(start);
	start->bundle_path = directory;
	return FAULT_none;
}

/* Reads NAME whole, CAPACITY bytes at most. O_NONBLOCK is for the FIFO that somebody put there. */
static enum fault read_artifact(struct start *start, const char *name, char **bytes,
                                size_t capacity, size_t *size)
{
	char *const buffer = arena_rest(capacity);
	const int fd =
	    open_without_symlinks(start->bundle_fd, name, O_RDONLY | O_NONBLOCK | O_NOCTTY);
	struct stat stat;
	ssize_t count = 1;

	if (fd < 0 || buffer == NULL)
		return fault_errno(&start->note, FAULT_artifact_missing, name);
	if (fstat(fd, &stat) < 0)
		return fault_errno(&start->note, FAULT_artifact_read, name);
	if (!S_ISREG(stat.st_mode))
		return fault_at(&start->note, FAULT_artifact_kind, name);
	if (!is_ours(&stat))
		return fault_at(&start->note, FAULT_artifact_owner, name);
	for (*size = 0; count > 0 && *size <= capacity;) {
		const size_t room = capacity - *size;

		/* The byte too many is read into nothing, so that the buffer can be exactly as
		 * large as the limit. */
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
	*bytes = *size <= capacity ? arena_take(*size) : NULL;
	return *bytes != NULL ? FAULT_none : fault_at(&start->note, FAULT_artifact_size, name);
}

/* The policy's digest is that of argv without it: an argv that somebody edited starts nothing.
 * Whoever may write argv may also write the digest; this is for the hand that meant well, and for
 * half a copy. */
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

static enum fault read_argv(struct start *start)
{
	struct argv_text *const argv = &start->argv;
	enum fault fault =
	    read_artifact(start, ARTIFACT_ARGV, &argv->bytes, ARTIFACT_ARGV_MAX, &argv->size);

	if (fault != FAULT_none)
		return fault;
	argv->items = (char **)(void *)arena_rest((ARTIFACT_ARGC_MAX + 1) * sizeof *argv->items);
	if (argv->items == NULL)
		return fault_at(&start->note, FAULT_artifact_size, ARTIFACT_ARGV);
	fault = options_decode(&start->options, argv, &start->note);
	if (fault != FAULT_none)
		return fault;
	/* Cannot fail: arena_rest reserved more than this. */
	(void)arena_take((argv->count + 1) * sizeof *argv->items);
	return check_argv(start);
}

static bool is_artifact(const char *name)
{
	static const char names[][12] = {".", "..", ARTIFACT_CONFIG, ARTIFACT_ARGV};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

/* No digest covers what lies beside the artifacts. */
static enum fault refuse_more(struct start *start)
{
	_Alignas(struct dirent) char buffer[1024];
	const int directory = openat(start->bundle_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	enum fault fault = FAULT_none;
	int size = -1;

	if (directory < 0)
		return fault_errno(&start->note, FAULT_bundle_missing, start->bundle_path);
	while (fault == FAULT_none &&
	       (size = getdents(directory, (void *)buffer, sizeof buffer)) > 0)
		for (int at = 0; at < size && fault == FAULT_none;) {
			const struct dirent *const entry = (const void *)(buffer + at);

			if (!is_artifact(entry->d_name))
				fault = fault_at(&start->note, FAULT_bundle_extra, entry->d_name);
			at += entry->d_reclen;
		}
	if (fault == FAULT_none && size < 0)
		fault = fault_errno(&start->note, FAULT_bundle_missing, start->bundle_path);
	close(directory);
	return fault;
}

enum fault open_bundle(struct start *start)
{
	enum fault fault = open_directory(start);

	if (fault == FAULT_none)
		fault = read_argv(start);
	if (fault == FAULT_none)
		fault = read_artifact(start, ARTIFACT_CONFIG, &start->config, ARTIFACT_CONFIG_MAX,
		                      &start->config_size);
	if (fault == FAULT_none)
		fault = check_config(start);
	if (fault == FAULT_none)
		fault = refuse_more(start);
	if (fault == FAULT_none && start->command.argument_count > 0 &&
	    start->options.args.count == 0)
		fault = fault_at(&start->note, FAULT_args_fixed, start->command.arguments[0]);
	return fault;
}
