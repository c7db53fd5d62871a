#include "base/rewrite.h"

#include "base/durable.h"
#include "base/fatal.h"
#include "base/input.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Where the bytes are until they take the file's place; removed when the process ends before. */
static const char *unfinished;

static void remove_unfinished(void)
{
	if (unfinished)
		unlink(unfinished);
}

static struct stat check_place(const char *path)
{
	struct stat status;
	if (lstat(path, &status) != 0)
		fatal("cannot write %s:", path);
	if (!S_ISREG(status.st_mode))
		fatal("%s is no regular file: nothing is written to it", path);
	if (status.st_nlink > 1)
		fatal("%s has %lu names, and would lose all but this one: nothing is written to it",
		      path, (unsigned long)status.st_nlink);
	return status;
}

/* Owner before mode: chown(2) takes set-user-ID bits away. */
static void write_beside(int fd, const char *path, const struct stat *wanted, struct text bytes)
{
	struct stat status;
	if (fstat(fd, &status) != 0 || !write_all(fd, bytes))
		fatal("cannot write %s:", path);
	if ((wanted->st_uid != status.st_uid || wanted->st_gid != status.st_gid) &&
	    fchown(fd, wanted->st_uid, wanted->st_gid) != 0)
		fatal("cannot keep owner and group of %s:", path);
	if (fchmod(fd, wanted->st_mode & 07777) != 0 || fsync(fd) != 0 || close(fd) != 0)
		fatal("cannot write %s:", path);
}

static void check_unchanged(struct arena *arena, const char *path, struct text was)
{
	struct text bytes;
	if (!input_try(arena, path, &bytes))
		fatal("cannot read %s:", path);
	if (!text_equal(bytes, was))
		fatal("%s was changed meanwhile: nothing is written to it", path);
}

static const char *real_path(struct arena *arena, const char *path)
{
	char *real = realpath(path, NULL);
	if (!real)
		fatal("cannot write %s:", path);
	const char *copy = arena_printf(arena, "%s", real);
	free(real);
	return copy;
}

void file_rewrite(struct arena *arena, const char *path, struct text was, struct text now)
{
	static bool is_registered;
	const char *place = real_path(arena, path);
	const char *directory = path_parent(arena, text_of(place)).data;
	struct stat status = check_place(place);
	if (!is_registered && atexit(remove_unfinished) != 0)
		fatal("out of memory");
	is_registered = true;
	hold_signals(SIG_BLOCK);
	char *beside = arena_printf(arena, "%s/.keepc-XXXXXX", directory);
	int fd = mkostemp(beside, O_CLOEXEC);
	if (fd < 0)
		fatal("cannot write beside %s:", path);
	unfinished = beside;
	write_beside(fd, path, &status, now);
	check_unchanged(arena, place, was);
	if (rename(beside, place) != 0)
		fatal("cannot write %s:", path);
	unfinished = NULL;
	if (!sync_directory(directory))
		fatal("%s is written, but its directory could not be synced:", path);
	hold_signals(SIG_UNBLOCK);
}
