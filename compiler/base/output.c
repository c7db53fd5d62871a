#include "base/output.h"

#include "base/durable.h"
#include "base/fatal.h"
#include "base/remove.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

FILE *output_stream(const char *path)
{
	struct stat status;
	if (stat(path, &status) == 0 && S_ISBLK(status.st_mode))
		fatal("%s is a block device, and a report would write over what is on it", path);
	FILE *stream = fopen(path, "wbe");
	if (!stream)
		fatal("cannot write %s:", path);
	return stream;
}

struct output {
	struct arena *arena;
	const char *place;   /* where it goes */
	const char *staging; /* where it is built */
	bool replaces;
};

/* What is removed when the process ends before the commit. One output at a time. */
static const char *unfinished;

static void remove_unfinished(void)
{
	if (unfinished && remove_tree(unfinished) != 0)
		fprintf(stderr, "keepc: %s could not be removed: %s\n", unfinished,
		        strerror(errno));
}

static bool is_owned(const char *name, const char *const *owned)
{
	for (; *owned; owned++)
		if (strcmp(name, *owned) == 0)
			return true;
	return false;
}

/* The file's first bytes, all of them or size; fewer when it is shorter, or no file that can be
 * opened. */
static size_t read_head(const char *path, char *bytes, size_t size)
{
	struct stat status;
	if (lstat(path, &status) == 0 && !S_ISREG(status.st_mode))
		return 0; /* opening a device may do something */
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0 && (errno == ENOENT || errno == ELOOP))
		return 0;
	ssize_t length = fd < 0 ? -1 : read(fd, bytes, size);
	if (length < 0)
		fatal("cannot read %s:", path);
	close(fd);
	return (size_t)length;
}

/* Asked when something is there. */
static void check_mark(const struct output *output, const struct output_mark *mark)
{
	char head[64] = {0};
	size_t length = read_head(arena_printf(output->arena, "%s/%s", output->place, mark->name),
	                          head, sizeof head - 1);
	bool is_of_family =
	    length > strlen(mark->family) && memcmp(head, mark->family, strlen(mark->family)) == 0;
	if (length > strlen(mark->text) && strcmp(head, mark->text) == 0)
		return;
	if (is_of_family)
		fatal(
		    "%s was written by another keepc (%s, and this one writes %s): remove it first",
		    output->place, text_printable(output->arena, text_of(head)).data, mark->text);
	fatal("%s was not written by keepc, as no %s in it begins with %s: give the artifacts a "
	      "directory of their own",
	      output->place, mark->name, mark->text);
}

static void check_entry(const struct output *output, const char *name, const char *const *owned)
{
	const char *path = arena_printf(output->arena, "%s/%s", output->place, name);
	struct stat status;
	if (!is_owned(name, owned))
		fatal("%s holds %s, which keepc did not write: give the artifacts a directory of "
		      "their own",
		      output->place, name);
	if (lstat(path, &status) != 0 || !S_ISREG(status.st_mode))
		fatal("%s was not written by keepc: give the artifacts a directory of their own",
		      path);
}

static void check_place(const struct output *output, const char *const *owned,
                        const struct output_mark *mark)
{
	DIR *stream = opendir(output->place);
	if (!stream)
		fatal("cannot read %s:", output->place);
	for (struct dirent *entry; (entry = readdir(stream)) != NULL;) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		check_mark(output, mark);
		check_entry(output, entry->d_name, owned);
	}
	closedir(stream);
}

/* The canonical name of a directory that may not exist yet. */
static const char *canonical_place(struct arena *arena, const char *directory, bool *exists)
{
	char *resolved = realpath(directory, NULL);
	*exists = resolved != NULL;
	if (!resolved && errno != ENOENT)
		fatal("cannot use %s:", directory);
	if (!resolved) {
		struct text path = text_copy(arena, directory, strlen(directory));
		while (path.length > 1 && path.data[path.length - 1] == '/')
			path = text_copy(arena, path.data, path.length - 1);
		const char *slash = strrchr(path.data, '/');
		const char *parent =
		    !slash ? "."
		    : slash == path.data
		        ? "/"
		        : text_copy(arena, path.data, (size_t)(slash - path.data)).data;
		char *parent_resolved = realpath(parent, NULL);
		if (!parent_resolved)
			fatal("cannot use %s:", parent);
		const char *place = arena_printf(
		    arena, "%s/%s", strcmp(parent_resolved, "/") == 0 ? "" : parent_resolved,
		    slash ? slash + 1 : path.data);
		free(parent_resolved);
		return place;
	}
	const char *place = arena_printf(arena, "%s", resolved);
	free(resolved);
	return place;
}

const char *output_place(struct arena *arena, const char *directory)
{
	bool exists;
	return canonical_place(arena, directory, &exists);
}

struct output *output_begin(struct arena *arena, const char *directory, const char *const *owned,
                            const struct output_mark *mark)
{
	struct output *output = arena_alloc(arena, sizeof *output);
	output->arena = arena;
	output->place = canonical_place(arena, directory, &output->replaces);
	if (strcmp(output->place, "/") == 0)
		fatal("the artifacts cannot be /");
	if (output->replaces)
		check_place(output, owned, mark);
	hold_signals(SIG_BLOCK);
	const char *slash = strrchr(output->place, '/');
	char *staging =
	    arena_printf(arena, "%.*s/.keepc-XXXXXX", (int)(slash - output->place), output->place);
	if (!mkdtemp(staging))
		fatal("cannot make a directory beside %s:", output->place);
	output->staging = staging;
	unfinished = staging;
	atexit(remove_unfinished);
	return output;
}

void output_file(struct output *output, const char *name, struct text bytes, mode_t mode)
{
	const char *path = arena_printf(output->arena, "%s/%s", output->staging, name);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		fatal("cannot create %s:", path);
	if (!write_all(fd, bytes))
		fatal("cannot write %s:", path);
	if (fchmod(fd, mode) != 0 || fsync(fd) != 0 || close(fd) != 0)
		fatal("cannot write %s:", path);
}

void output_commit(struct output *output)
{
	if (chmod(output->staging, 0755) != 0)
		fatal("cannot set the mode of %s:", output->staging);
	if (!sync_directory(output->staging))
		fatal("cannot sync %s:", output->staging);
	unsigned int how = output->replaces ? RENAME_EXCHANGE : RENAME_NOREPLACE;
	if (renameat2(AT_FDCWD, output->staging, AT_FDCWD, output->place, how) != 0)
		fatal("cannot put the artifacts at %s:", output->place);
	unfinished = NULL;
	if (output->replaces && remove_tree(output->staging) != 0)
		fatal("the artifacts are written, but the older ones could not be removed from %s:",
		      output->staging);
	const char *slash = strrchr(output->place, '/');
	const char *parent =
	    slash == output->place
	        ? "/"
	        : arena_printf(output->arena, "%.*s", (int)(slash - output->place), output->place);
	if (!sync_directory(parent))
		fatal("the artifacts are written, but %s could not be synced: a power cut may "
		      "bring the older ones back:",
		      parent);
	hold_signals(SIG_UNBLOCK);
}
