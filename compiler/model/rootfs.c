#include "model/rootfs.h"

#include "base/fatal.h"
#include "base/index.h"
#include "model/listing.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINK_LIMIT     40 /* path_resolution(7) */
#define LISTING_HEADER "innerkeep-listing/1\n"
#define CHAIN_MAX      16
#define MEMORY_SIZE    4096 /* a power of two */

/* The view asks for a path once per question about it, and for each directory above. */
struct remembered {
	struct text path; /* no data: a free slot */
	struct entry entry;
};

struct rootfs {
	struct arena *arena;
	int fd;              /* of the directory; -1 for a listing */
	struct text visited; /* the directory of the last lookup: the next is often in the same one,
	                        or near */
	struct visited {
		size_t end; /* of its path, in the path of visited */
		int fd;     /* O_PATH */
	} chain[CHAIN_MAX]; /* descriptors of the directories on the way to it, from the top */
	size_t chain_length;
	struct remembered *memory; /* of what was looked up, MEMORY_SIZE slots */
	LIST(struct listing_line) lines;
};

/* Orders like a walk of the tree: '/' before any other byte, so that a subtree is one range. */
static int walk_order(struct text a, struct text b)
{
	size_t common = a.length < b.length ? a.length : b.length;
	for (size_t i = 0; i < common; i++) {
		if (a.data[i] != b.data[i])
			return (a.data[i] == '/' ? 0 : (unsigned char)a.data[i]) -
			       (b.data[i] == '/' ? 0 : (unsigned char)b.data[i]);
	}
	return (a.length > b.length) - (a.length < b.length);
}

static int compare_lines(const void *a, const void *b)
{
	return walk_order(((const struct listing_line *)a)->path,
	                  ((const struct listing_line *)b)->path);
}

static int compare_names(const void *a, const void *b)
{
	return text_compare(*(const struct text *)a, *(const struct text *)b);
}

static const struct listing_line *listing_find(const struct rootfs *rootfs, struct text path)
{
	struct listing_line key = {.path = path};
	if (rootfs->lines.count == 0)
		return NULL;
	return bsearch(&key, rootfs->lines.items, rootfs->lines.count, sizeof key, compare_lines);
}

static void listing_check(struct rootfs *rootfs, const char *name)
{
	const struct listing_line *line, *parent;
	for_each (line, &rootfs->lines) {
		if (line > rootfs->lines.items && text_equal(line[-1].path, line->path))
			fatal("%s: %s is listed twice", name, line->path.data);
		parent = listing_find(rootfs, path_parent(rootfs->arena, line->path));
		if (!parent || parent->entry.kind != ENTRY_DIRECTORY)
			fatal("%s: %s lies in no listed directory", name, line->path.data);
	}
}

static void listing_parse(struct rootfs *rootfs, const char *name, const char *bytes, size_t length)
{
	const char *cursor = bytes, *limit = bytes + length;
	struct listing_line line;
	enum listing_result result;
	size_t number = 1;
	if (length < strlen(LISTING_HEADER) ||
	    memcmp(bytes, LISTING_HEADER, strlen(LISTING_HEADER)) != 0)
		fatal("%s: neither a directory nor a listing (first line \"innerkeep-listing/1\")",
		      name);
	cursor += strlen(LISTING_HEADER);
	while ((result = listing_read(rootfs->arena, &cursor, limit, &line)) == LISTING_LINE) {
		number++;
		*list_append(rootfs->arena, &rootfs->lines) = line;
	}
	if (result == LISTING_MALFORMED)
		fatal("%s:%zu: malformed line in a listing", name, number + 1);
	if (rootfs->lines.count > 0)
		qsort(rootfs->lines.items, rootfs->lines.count, sizeof line, compare_lines);
	listing_check(rootfs, name);
}

static void listing_load(struct rootfs *rootfs, const char *name, int fd, size_t size)
{
	char *bytes = arena_alloc(rootfs->arena, size + 1);
	size_t length = 0;
	ssize_t got;
	while (length < size && (got = read(fd, bytes + length, size - length)) != 0) {
		if (got < 0)
			fatal("read %s:", name);
		length += (size_t)got;
	}
	listing_parse(rootfs, name, bytes, length);
}

struct rootfs *rootfs_open(struct arena *arena, const char *path)
{
	struct rootfs *rootfs = arena_alloc(arena, sizeof *rootfs);
	struct stat status;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return NULL;
	if (fstat(fd, &status) < 0)
		fatal("stat %s:", path);
	rootfs->arena = arena;
	rootfs->fd = fd;
	if (S_ISDIR(status.st_mode)) {
		rootfs->memory = arena_alloc(arena, MEMORY_SIZE * sizeof *rootfs->memory);
		return rootfs;
	}
	rootfs->fd = -1;
	listing_load(rootfs, path, fd, S_ISREG(status.st_mode) ? (size_t)status.st_size : 0);
	close(fd);
	return rootfs;
}

struct rootfs *rootfs_parse(struct arena *arena, const char *name, struct text listing)
{
	struct rootfs *rootfs = arena_alloc(arena, sizeof *rootfs);
	struct text copy = text_copy(arena, listing.data, listing.length);
	rootfs->arena = arena;
	rootfs->fd = -1;
	listing_parse(rootfs, name, copy.data, copy.length);
	return rootfs;
}

static bool is_missing(int error)
{
	return error == ENOENT || error == ENOTDIR || error == ELOOP || error == ENAMETOOLONG;
}

static enum entry_kind kind_of(mode_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFREG:
		return ENTRY_FILE;
	case S_IFDIR:
		return ENTRY_DIRECTORY;
	case S_IFLNK:
		return ENTRY_SYMLINK;
	case S_IFCHR:
		return ENTRY_CHARACTER;
	case S_IFBLK:
		return ENTRY_BLOCK;
	case S_IFIFO:
		return ENTRY_FIFO;
	case S_IFSOCK:
		return ENTRY_SOCKET;
	default:
		return ENTRY_OTHER;
	}
}

static struct text target_of(struct arena *arena, int parent, const char *name)
{
	char target[PATH_MAX];
	ssize_t length = readlinkat(parent, name, target, sizeof target);
	if (length < 0)
		fatal("readlink %s:", name);
	return text_copy(arena, target, (size_t)length);
}

/* How many descriptors of the chain lead to path, too. */
static size_t shared_chain(const struct rootfs *rootfs, struct text path)
{
	size_t shared = 0;
	while (shared < rootfs->chain_length &&
	       path_is_within(path, (struct text){rootfs->visited.data, rootfs->chain[shared].end}))
		shared++;
	return shared;
}

static int open_component(int directory, struct text name)
{
	char component[NAME_MAX + 1];
	if (name.length > NAME_MAX) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(component, name.data, name.length);
	component[name.length] = '\0';
	return openat(directory, component, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* The last descriptor gives way when the chain is full: deeper directories are reached by its
 * place. */
static void append_to_chain(struct rootfs *rootfs, size_t end, int fd)
{
	if (rootfs->chain_length == CHAIN_MAX)
		close(rootfs->chain[--rootfs->chain_length].fd);
	rootfs->chain[rootfs->chain_length++] = (struct visited){end, fd};
}

/* O_PATH descriptor of a directory, reached component by component, so that no symlink is followed,
 * from the nearest directory that the last visit passed; -1 when there is no such directory. It
 * stays open until another visit. */
static int directory_visit(struct rootfs *rootfs, struct text path)
{
	size_t shared = shared_chain(rootfs, path);
	if (text_equal(rootfs->visited, path) && shared > 0 &&
	    rootfs->chain[shared - 1].end == path.length)
		return rootfs->chain[shared - 1].fd;
	while (rootfs->chain_length > shared)
		close(rootfs->chain[--rootfs->chain_length].fd);
	rootfs->visited = text_copy(rootfs->arena, path.data, path.length);
	int fd = shared > 0 ? rootfs->chain[shared - 1].fd : rootfs->fd;
	for (size_t at = shared > 0 ? rootfs->chain[shared - 1].end + 1 : 1; at < path.length;) {
		size_t end = at;
		while (end < path.length && path.data[end] != '/')
			end++;
		fd = open_component(fd, (struct text){path.data + at, end - at});
		if (fd < 0)
			return -1;
		append_to_chain(rootfs, end, fd);
		at = end + 1;
	}
	return fd;
}

static struct entry directory_lookup(struct rootfs *rootfs, struct text path)
{
	struct entry entry = {.kind = ENTRY_ABSENT};
	struct stat status;
	struct text parent = path_parent(rootfs->arena, path);
	const char *slash = memrchr(path.data, '/', path.length);
	size_t length = path.length - (size_t)(slash + 1 - path.data);
	const char *name = length > 0 ? text_copy(rootfs->arena, slash + 1, length).data : ".";
	int fd = directory_visit(rootfs, parent);
	if (fd < 0 && !is_missing(errno))
		fatal("open %.*s in the rootfs:", (int)parent.length, parent.data);
	if (fd < 0)
		return entry;
	if (fstatat(fd, name, &status, AT_SYMLINK_NOFOLLOW) == 0) {
		entry = (struct entry){.kind = kind_of(status.st_mode),
		                       .mode = status.st_mode & 07777,
		                       .uid = status.st_uid,
		                       .gid = status.st_gid};
		if (entry.kind == ENTRY_SYMLINK)
			entry.target = target_of(rootfs->arena, fd, name);
	} else if (!is_missing(errno)) {
		fatal("stat %.*s in the rootfs:", (int)path.length, path.data);
	}
	return entry;
}

struct entry rootfs_lookup(struct rootfs *rootfs, struct text path)
{
	if (rootfs->fd >= 0) {
		struct remembered *slot = &rootfs->memory[text_hash(path) & (MEMORY_SIZE - 1)];
		if (!slot->path.data || !text_equal(slot->path, path))
			*slot =
			    (struct remembered){text_copy(rootfs->arena, path.data, path.length),
			                        directory_lookup(rootfs, path)};
		return slot->entry;
	}
	const struct listing_line *line = listing_find(rootfs, path);
	return line ? line->entry : (struct entry){.kind = ENTRY_ABSENT};
}

/* O_NONBLOCK: a FIFO must not make us wait. */
int rootfs_open_file(struct rootfs *rootfs, struct text path)
{
	struct stat status;
	const char *slash = memrchr(path.data, '/', path.length);
	if (rootfs->fd < 0 || !slash)
		return -1;
	const char *name =
	    text_copy(rootfs->arena, slash + 1, path.length - (size_t)(slash + 1 - path.data)).data;
	int parent = directory_visit(rootfs, path_parent(rootfs->arena, path));
	if (parent < 0)
		return -1;
	int fd = openat(parent, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0 || (fstat(fd, &status) == 0 && S_ISREG(status.st_mode)))
		return fd;
	close(fd);
	return -1;
}

bool rootfs_read(struct rootfs *rootfs, struct text path, size_t limit, struct text *bytes)
{
	struct stat status;
	int fd = rootfs_open_file(rootfs, path);
	if (fd < 0)
		return false;
	/* A caller's limit is generous, and the arena clears what it gives. */
	if (fstat(fd, &status) == 0 && (uint64_t)status.st_size < limit)
		limit = (size_t)status.st_size;
	char *data = arena_alloc(rootfs->arena, limit + 1);
	ssize_t got = read(fd, data, limit);
	close(fd);
	*bytes = (struct text){data, got > 0 ? (size_t)got : 0};
	return got >= 0;
}

typedef LIST(struct text) names_list;

static bool directory_list(struct rootfs *rootfs, struct text path, names_list *names)
{
	const struct dirent *item;
	DIR *stream;
	int directory = directory_visit(rootfs, path);
	int fd = directory < 0 ? -1 : openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 && errno == EACCES)
		return true;
	if (fd < 0)
		return false;
	stream = fdopendir(fd);
	if (!stream)
		fatal("open %.*s in the rootfs:", (int)path.length, path.data);
	while (errno = 0, (item = readdir(stream))) {
		if (strcmp(item->d_name, ".") != 0 && strcmp(item->d_name, "..") != 0)
			*list_append(rootfs->arena, names) =
			    text_copy(rootfs->arena, item->d_name, strlen(item->d_name));
	}
	if (errno)
		fatal("read %.*s in the rootfs:", (int)path.length, path.data);
	closedir(stream);
	return true;
}

static bool listing_list(struct rootfs *rootfs, struct text path, names_list *names)
{
	const struct listing_line *line = listing_find(rootfs, path),
	                          *end = rootfs->lines.items + rootfs->lines.count;
	size_t prefix = path.length > 1 ? path.length + 1 : 1;
	if (!line || line->entry.kind != ENTRY_DIRECTORY)
		return false;
	for (line++; line < end && path_is_within(line->path, path); line++) {
		const char *name = line->path.data + prefix;
		size_t length = line->path.length - prefix;
		if (!memchr(name, '/', length))
			*list_append(rootfs->arena, names) = text_copy(rootfs->arena, name, length);
	}
	return true;
}

bool rootfs_list(struct rootfs *rootfs, struct text path, struct text **names, size_t *count)
{
	names_list found = {0};
	bool is_directory = rootfs->fd >= 0 ? directory_list(rootfs, path, &found)
	                                    : listing_list(rootfs, path, &found);
	if (found.count > 0)
		qsort(found.items, found.count, sizeof *found.items, compare_names);
	*names = found.items;
	*count = found.count;
	return is_directory;
}

bool rootfs_resolve(struct rootfs *rootfs, struct text path, struct text *resolved)
{
	struct arena *arena = rootfs->arena;
	struct text done = TEXT("/");
	unsigned int links = 0;
	size_t at = 0;
	while (at < path.length) {
		size_t end = at;
		while (end < path.length && path.data[end] != '/')
			end++;
		struct text name = {path.data + at, end - at};
		at = end + 1;
		if (name.length == 0 || text_is(name, "."))
			continue;
		if (text_is(name, "..")) {
			done = path_parent(arena, done);
			continue;
		}
		struct text next = path_join(arena, done, name);
		struct entry entry = rootfs_lookup(rootfs, next);
		if (entry.kind == ENTRY_ABSENT ||
		    (entry.kind == ENTRY_SYMLINK && ++links > LINK_LIMIT))
			return false;
		if (entry.kind != ENTRY_SYMLINK) {
			done = next;
			continue;
		}
		if (text_starts(entry.target, "/"))
			done = TEXT("/");
		struct text rest =
		    at < path.length ? (struct text){path.data + at, path.length - at} : TEXT("");
		path = text_format(arena, "%.*s/%.*s", (int)entry.target.length, entry.target.data,
		                   (int)rest.length, rest.data);
		at = 0;
	}
	*resolved = done;
	return true;
}

bool rootfs_symlink_in(struct rootfs *rootfs, struct text path, struct text *prefix)
{
	for (size_t end = 1; end <= path.length; end++) {
		if (end < path.length && path.data[end] != '/')
			continue;
		struct text part = {path.data, end};
		if (rootfs_lookup(rootfs, part).kind != ENTRY_SYMLINK)
			continue;
		*prefix = text_copy(rootfs->arena, path.data, end);
		return true;
	}
	return false;
}
