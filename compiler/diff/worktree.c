#include "base/fatal.h"
#include "diff/git.h"
#include "diff/repository.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

struct worktree {
	struct input_place place; /* first: a place is what it is cast from */
	const struct repository *repository;
	int top; /* descriptor; open until the end */
};

/* The kernel sees to it that no ".." and no symlink of somebody's commit leads out of the tree, to
 * a file whose lines the messages would quote. */
static int open_below(int top, const char *path)
{
	struct open_how how = {.flags = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK,
	                       .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS};
	return (int)syscall(SYS_openat2, top, path, &how, sizeof how);
}

static bool read_path(const struct input_place *place, struct arena *arena, const char *name,
                      struct text *bytes, struct input_identity *identity)
{
	const struct worktree *tree = (const void *)place;
	const char *joined =
	    name[0] == '/' ? name : arena_printf(arena, "%s%s", tree->repository->prefix, name);
	int fd = open_below(tree->top, joined);
	if (fd < 0)
		return false;
	bool is_read = input_descriptor(arena, fd, bytes, identity);
	int error = errno;
	close(fd);
	errno = error;
	return is_read;
}

static int by_bytes(const void *a, const void *b)
{
	const char *const *left = a, *const *right = b;
	return strcmp(*left, *right);
}

/* What is tracked, and what is new and not ignored; of both what lies on the disk. */
struct snapshot snapshot_of_worktree(struct arena *arena, const struct repository *repository)
{
	const char *const list[] = {"ls-files",           "-z",          "--cached", "--others",
	                            "--exclude-standard", "--full-name", ":/",       NULL};
	struct worktree *tree = arena_alloc(arena, sizeof *tree);
	struct snapshot snapshot = {.place = &tree->place, .name = "the working tree"};
	struct text listing = git_ask(arena, "what the working tree holds", list);
	struct stat status;
	*tree = (struct worktree){
	    {read_path}, repository, open(repository->top, O_PATH | O_DIRECTORY | O_CLOEXEC)};
	if (tree->top < 0)
		fatal("cannot open %s:", repository->top);
	for (struct text item; git_next(&listing, &item);) {
		const char *path = text_copy(arena, item.data, item.length).data;
		if (fstatat(tree->top, path, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
		    !S_ISDIR(status.st_mode))
			*list_append(arena, &snapshot.paths) = path;
	}
	if (snapshot.paths.count > 0)
		qsort(snapshot.paths.items, snapshot.paths.count, sizeof(char *), by_bytes);
	return snapshot;
}
