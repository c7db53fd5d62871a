#include "base/fatal.h"
#include "diff/git.h"
#include "diff/repository.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* As Linux allows on one path: path_resolution(7). */
enum { SYMLINKS_MAX = 40 };

struct object {
	const char *path, *id;
	bool is_symlink;
	bool is_read;
	struct text bytes;
};

/* A listing of git objects: a revision, or the index. */
struct objects {
	struct input_place place; /* first: a place is what it is cast from */
	const struct repository *repository;
	LIST(struct object) list; /* sorted by path */
};

static int by_path(const void *a, const void *b)
{
	const struct object *left = a, *right = b;
	return strcmp(left->path, right->path);
}

static struct object *find(const struct objects *objects, const char *path)
{
	struct object key = {.path = path};
	if (objects->list.count == 0)
		return NULL;
	return bsearch(&key, objects->list.items, objects->list.count, sizeof key, by_path);
}

static bool read_object(struct arena *arena, struct object *object)
{
	if (!object->is_read && !git_blob(arena, object->id, &object->bytes)) {
		errno = EIO;
		return false;
	}
	object->is_read = true;
	return true;
}

/* A walk through a listing, as the kernel walks: what ".." means is decided where it is met. */
struct walk {
	struct arena *arena;
	const struct objects *objects;
	struct text done; /* below the top, without symlinks; empty: the top */
	const char *rest;
	int links;
};

/* Targets are texts: one with a NUL ends there, and one that begins at the root leads out. */
static bool follow(struct walk *walk, struct object *link)
{
	if (++walk->links > SYMLINKS_MAX) {
		errno = ELOOP;
		return false;
	}
	if (!read_object(walk->arena, link))
		return false;
	if (link->bytes.data[0] == '/') {
		errno = EXDEV;
		return false;
	}
	walk->rest = arena_printf(walk->arena, "%s%s", link->bytes.data, walk->rest);
	return true;
}

static bool go_up(struct walk *walk)
{
	if (walk->done.length == 0) {
		errno = EXDEV;
		return false;
	}
	const char *slash = memrchr(walk->done.data, '/', walk->done.length);
	walk->done =
	    text_copy(walk->arena, walk->done.data, slash ? (size_t)(slash - walk->done.data) : 0);
	return true;
}

static struct text take_component(struct walk *walk)
{
	walk->rest += strspn(walk->rest, "/");
	struct text part = {walk->rest, strcspn(walk->rest, "/")};
	walk->rest += part.length;
	return part;
}

/* The file that a path leads to; NULL with errno. */
static struct object *resolve(struct arena *arena, const struct objects *objects, const char *path)
{
	struct walk walk = {arena, objects, TEXT(""), path, 0};
	for (struct text part; (part = take_component(&walk)).length > 0;) {
		if (text_is(part, "."))
			continue;
		if (text_is(part, "..") && go_up(&walk))
			continue;
		if (text_is(part, ".."))
			return NULL;
		struct text here = walk.done.length > 0 ? path_join(arena, walk.done, part)
		                                        : text_copy(arena, part.data, part.length);
		struct object *object = find(objects, here.data);
		errno = ENOTDIR;
		if (object && !object->is_symlink)
			return *walk.rest == '\0' ? object : NULL;
		if (object && !follow(&walk, object))
			return NULL;
		if (!object)
			walk.done = here;
	}
	errno = ENOENT;
	return NULL;
}

static bool read_path(const struct input_place *place, struct arena *arena, const char *name,
                      struct text *bytes, struct input_identity *identity)
{
	const struct objects *objects = (const void *)place;
	errno = EXDEV;
	if (name[0] == '/')
		return false;
	struct object *object =
	    resolve(arena, objects, arena_printf(arena, "%s%s", objects->repository->prefix, name));
	if (!object || !read_object(arena, object))
		return false;
	*bytes = object->bytes;
	*identity = (struct input_identity){0, (ino_t)(object - objects->list.items)};
	return true;
}

/* "MODE TYPE ID\tPATH" of ls-tree, "MODE ID STAGE\tPATH" of ls-files. */
static void add(struct arena *arena, struct objects *objects, struct text item, unsigned int word)
{
	const char *tab = memchr(item.data, '\t', item.length), *id = item.data;
	if (!tab)
		fatal("git lists what keepc does not know");
	for (; word > 0; word--)
		id += strcspn(id, " ") + 1;
	bool is_file = strncmp(item.data, "100", 3) == 0,
	     is_link = strncmp(item.data, "120", 3) == 0;
	if (!is_file && !is_link)
		return;
	size_t length = (size_t)(item.data + item.length - tab) - 1;
	*list_append(arena, &objects->list) =
	    (struct object){.path = text_copy(arena, tab + 1, length).data,
	                    .id = text_copy(arena, id, strcspn(id, " \t")).data,
	                    .is_symlink = is_link};
}

static struct snapshot snapshot_of(struct arena *arena, const struct repository *repository,
                                   struct text listing, unsigned int word)
{
	struct objects *objects = arena_alloc(arena, sizeof *objects);
	struct snapshot snapshot = {.place = &objects->place};
	const struct object *object;
	objects->place.read = read_path;
	objects->repository = repository;
	for (struct text item; git_next(&listing, &item);)
		add(arena, objects, item, word);
	if (objects->list.count > 0)
		qsort(objects->list.items, objects->list.count, sizeof *object, by_path);
	for_each (object, &objects->list)
		*list_append(arena, &snapshot.paths) = object->path;
	return snapshot;
}

static _Noreturn void no_revision(struct arena *arena, const char *revision)
{
	const char *const words[] = {"rev-parse", "--is-shallow-repository", NULL};
	struct text answer;
	if (git_try(arena, &answer, words) && text_is(answer, "true\n"))
		fatal("there is no revision %s in this clone, which is shallow: fetch it with its "
		      "history first (git fetch --unshallow; fetch-depth: 0 of actions/checkout)",
		      revision);
	fatal("there is no revision %s in this repository", revision);
}

bool revision_exists(struct arena *arena, const char *revision)
{
	const char *const words[] = {"rev-parse", "--verify", "--quiet", revision, NULL};
	struct text id;
	return git_try(arena, &id, words);
}

struct snapshot snapshot_of_revision(struct arena *arena, const struct repository *repository,
                                     const char *revision)
{
	const char *const find_tree[] = {"rev-parse", "--verify", "--quiet",
	                                 arena_printf(arena, "%s^{tree}", revision), NULL};
	struct text tree;
	/* No name of a revision begins so: git-check-ref-format(1). */
	if (revision[0] == '-' || revision[0] == '\0' || !git_try(arena, &tree, find_tree))
		no_revision(arena, revision);
	const char *id = text_copy(arena, tree.data, strcspn(tree.data, "\n")).data;
	const char *const list[] = {"ls-tree", "-r", "-z", "--full-tree", id, NULL};
	struct snapshot snapshot =
	    snapshot_of(arena, repository, git_ask(arena, "what a revision holds", list), 2);
	snapshot.name = revision;
	return snapshot;
}

/* What a commit of the index would hold, as paths: not what 'git add -N' put there, which is an
 * empty file to ls-files and nothing to git-commit(1). */
static struct text paths_of_index(struct arena *arena)
{
	const char *const nothing[] = {"hash-object", "-t", "tree", "/dev/null", NULL};
	struct text id = git_ask(arena, "what is staged", nothing);
	const char *tree = text_copy(arena, id.data, strcspn(id.data, "\n")).data;
	const char *const words[] = {"diff-index",   "--cached", "--ita-invisible-in-index",
	                             "--no-renames", "-z",       "--name-only",
	                             tree,           NULL};
	return git_ask(arena, "what is staged", words);
}

static int by_text(const void *a, const void *b)
{
	const struct text *left = a, *right = b;
	return strcmp(left->data, right->data);
}

typedef LIST(struct text) text_list;

/* Takes out of the listing of ls-files what no commit would hold. */
static struct text without_intents(struct arena *arena, struct text listing)
{
	struct text paths = paths_of_index(arena), rest = listing, kept = TEXT("");
	text_list real = {0};
	char *data = arena_alloc(arena, listing.length + 1);
	for (struct text item; git_next(&paths, &item);)
		*list_append(arena, &real) = text_copy(arena, item.data, item.length);
	if (real.count > 0)
		qsort(real.items, real.count, sizeof *real.items, by_text);
	for (struct text item; git_next(&rest, &item);) {
		const char *tab = memchr(item.data, '\t', item.length);
		struct text path = text_of(tab ? tab + 1 : "");
		if (real.count == 0 ||
		    !bsearch(&path, real.items, real.count, sizeof path, by_text))
			continue;
		memcpy(data + kept.length, item.data, item.length + 1);
		kept.length += item.length + 1;
	}
	return (struct text){data, kept.length};
}

struct snapshot snapshot_of_index(struct arena *arena, const struct repository *repository)
{
	const char *const unmerged[] = {"ls-files", "-z", "-u", NULL};
	const char *const list[] = {"ls-files", "-z", "-s", "--full-name", ":/", NULL};
	if (git_ask(arena, "what is staged", unmerged).length > 0)
		fatal("the index holds conflicts: resolve them first");
	struct text listing = without_intents(arena, git_ask(arena, "what is staged", list));
	struct snapshot snapshot = snapshot_of(arena, repository, listing, 1);
	snapshot.name = "the index";
	return snapshot;
}

struct snapshot snapshot_of_nothing(struct arena *arena, const struct repository *repository)
{
	struct snapshot snapshot = snapshot_of(arena, repository, TEXT(""), 0);
	snapshot.name = "no commit";
	return snapshot;
}
