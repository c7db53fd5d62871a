#include "base/output.h"

#include "base/fatal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct output {
	struct arena *arena;
	const char *place;   /* where it goes */
	const char *staging; /* where it is built */
	bool replaces;
	LIST(const char *) directories; /* to be given their modes, and synced, last */
	LIST(mode_t) modes;
	LIST(const char *) empty_files; /* to be synced last */
};

/* What is removed when the process ends before the commit. One output at a time. */
static const char *unfinished;

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *walk)
{
	(void)status;
	(void)type;
	(void)walk;
	return remove(path);
}

/* Directories may be read-only: they get their write bit back before their entries go. */
static int unlock_entry(const char *path, const struct stat *status, int type, struct FTW *walk)
{
	(void)walk;
	if (type == FTW_D && chmod(path, status->st_mode | S_IRWXU) != 0)
		return -1;
	return 0;
}

static int remove_tree(const char *path)
{
	if (nftw(path, unlock_entry, 16, FTW_PHYS) != 0)
		return -1;
	return nftw(path, remove_entry, 16, FTW_PHYS | FTW_DEPTH);
}

static void remove_unfinished(void)
{
	if (unfinished && remove_tree(unfinished) != 0)
		fprintf(stderr, "keepc: %s could not be removed: %s\n", unfinished, strerror(errno));
}

static bool is_owned(const char *name, const char *const *owned)
{
	for (; *owned; owned++)
		if (strcmp(name, *owned) == 0)
			return true;
	return false;
}

/* What is written into a directory of the output is empty: whatever holds bytes there, or is no file, is somebody's. */
static int find_content(const char *path, const struct stat *status, int type, struct FTW *walk)
{
	(void)walk;
	bool is_ours = type == FTW_D || type == FTW_SL || (type == FTW_F && S_ISREG(status->st_mode) && status->st_size == 0);
	if (!is_ours)
		fatal("%s was not written by keepc: give the artifacts a directory of their own", path);
	return 0;
}

/* True when the file begins with the text and a NUL. */
static bool begins_with(const char *path, const char *text)
{
	char bytes[64] = {0};
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0 && (errno == ENOENT || errno == ELOOP))
		return false;
	if (fd < 0 || read(fd, bytes, strlen(text) + 1) < 0)
		fatal("cannot read %s:", path);
	close(fd);
	return memcmp(bytes, text, strlen(text) + 1) == 0;
}

static void check_content(const struct output *output, const char *name, const struct output_mark *mark)
{
	const char *path = arena_printf(output->arena, "%s/%s", output->place, name);
	struct stat status;
	if (lstat(path, &status) == 0 && S_ISDIR(status.st_mode) && nftw(path, find_content, 16, FTW_PHYS) != 0)
		fatal("cannot read %s:", path);
	if (!begins_with(arena_printf(output->arena, "%s/%s", output->place, mark->name), mark->text))
		fatal("%s was not written by keepc, as no %s beside it begins with %s: give the artifacts a directory of their own", path, mark->name,
		      mark->text);
}

static void check_place(const struct output *output, const char *const *owned, const struct output_mark *mark)
{
	DIR *stream = opendir(output->place);
	if (!stream)
		fatal("cannot read %s:", output->place);
	for (struct dirent *entry; (entry = readdir(stream)) != NULL;) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if (!is_owned(entry->d_name, owned))
			fatal("%s holds %s, which keepc did not write: give the artifacts a directory of their own", output->place, entry->d_name);
		check_content(output, entry->d_name, mark);
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
		const char *parent = !slash ? "." : slash == path.data ? "/" : text_copy(arena, path.data, (size_t)(slash - path.data)).data;
		char *parent_resolved = realpath(parent, NULL);
		if (!parent_resolved)
			fatal("cannot use %s:", parent);
		const char *place = arena_printf(arena, "%s/%s", strcmp(parent_resolved, "/") == 0 ? "" : parent_resolved, slash ? slash + 1 : path.data);
		free(parent_resolved);
		return place;
	}
	const char *place = arena_printf(arena, "%s", resolved);
	free(resolved);
	return place;
}

/* Who interrupts gets the older artifacts or the new ones, and nothing beside them: the signal waits until one or the other is done. */
static void hold_signals(int how)
{
	static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
	sigset_t set;
	sigemptyset(&set);
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		sigaddset(&set, numbers[i]);
	sigprocmask(how, &set, NULL);
}

struct output *output_begin(struct arena *arena, const char *directory, const char *const *owned, const struct output_mark *mark)
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
	char *staging = arena_printf(arena, "%.*s/.keepc-XXXXXX", (int)(slash - output->place), output->place);
	if (!mkdtemp(staging))
		fatal("cannot make a directory beside %s:", output->place);
	output->staging = staging;
	unfinished = staging;
	atexit(remove_unfinished);
	signal(SIGXFSZ, SIG_IGN); /* a file larger than RLIMIT_FSIZE is a failed write, so that what was begun is removed */
	*list_append(arena, &output->directories) = output->staging;
	*list_append(arena, &output->modes) = 0755;
	return output;
}

void output_file(struct output *output, const char *name, struct text bytes, mode_t mode)
{
	const char *path = arena_printf(output->arena, "%s/%s", output->staging, name);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		fatal("cannot create %s:", path);
	for (size_t done = 0; done < bytes.length;) {
		ssize_t count = write(fd, bytes.data + done, bytes.length - done);
		if (count < 0 && errno == EINTR)
			continue;
		if (count <= 0)
			fatal("cannot write %s:", path);
		done += (size_t)count;
	}
	if (fchmod(fd, mode) != 0 || (bytes.length > 0 && fsync(fd) != 0) || close(fd) != 0)
		fatal("cannot write %s:", path);
	if (bytes.length == 0)
		*list_append(output->arena, &output->empty_files) = path;
}

void output_directory(struct output *output, const char *name, mode_t mode)
{
	const char *path = arena_printf(output->arena, "%s/%s", output->staging, name);
	if (mkdir(path, 0700) != 0)
		fatal("cannot create %s:", path);
	*list_append(output->arena, &output->directories) = path;
	*list_append(output->arena, &output->modes) = mode;
}

void output_symlink(struct output *output, const char *name, struct text target)
{
	const char *path = arena_printf(output->arena, "%s/%s", output->staging, name);
	if (symlink(target.data, path) != 0)
		fatal("cannot create %s:", path);
}

static bool sync_path(const char *path, int kind)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | kind);
	if (fd < 0)
		return false;
	bool is_synced = fsync(fd) == 0;
	return close(fd) == 0 && is_synced;
}

/* First all changes, then all syncs: a journalling file system commits everything with the first of them and has nothing left to do for the others. With a
 * change between two syncs each of them is a commit, a flush of the disk. */
static void settle(const struct output *output)
{
	for (size_t i = output->directories.count; i-- > 0;)
		if (chmod(output->directories.items[i], output->modes.items[i]) != 0)
			fatal("cannot set the mode of %s:", output->directories.items[i]);
	for (size_t i = 0; i < output->empty_files.count; i++)
		if (!sync_path(output->empty_files.items[i], 0))
			fatal("cannot sync %s:", output->empty_files.items[i]);
	for (size_t i = output->directories.count; i-- > 0;)
		if (!sync_path(output->directories.items[i], O_DIRECTORY))
			fatal("cannot sync %s:", output->directories.items[i]);
}

void output_commit(struct output *output)
{
	settle(output);
	unsigned int how = output->replaces ? RENAME_EXCHANGE : RENAME_NOREPLACE;
	if (renameat2(AT_FDCWD, output->staging, AT_FDCWD, output->place, how) != 0)
		fatal("cannot put the artifacts at %s:", output->place);
	unfinished = NULL;
	if (output->replaces && remove_tree(output->staging) != 0)
		fatal("the artifacts are written, but the older ones could not be removed from %s:", output->staging);
	const char *slash = strrchr(output->place, '/');
	const char *parent = slash == output->place ? "/" : arena_printf(output->arena, "%.*s", (int)(slash - output->place), output->place);
	if (!sync_path(parent, O_DIRECTORY))
		fatal("the artifacts are written, but %s could not be synced: a power cut may bring the older ones back:", parent);
	hold_signals(SIG_UNBLOCK);
}
