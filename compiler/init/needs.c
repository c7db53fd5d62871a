#include "init/needs.h"

#include "init/elf.h"

#include <string.h>

#define HEAD_MAX    ((size_t)4096)
#define PROGRAM_MAX ((size_t)512 * 1024 * 1024)
#define CONF_MAX    ((size_t)64 * 1024)

/* Where a name is looked for: keeprun's own PATH for the guest, POLICY_DEFAULT_PATH. */
static const char *const path_directories[] = {
    "/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin", NULL};

/* The end of a path, every symlink on the way to needs->links; false when it leads to no file. */
static bool resolve(struct needs *needs, struct text path, struct text *resolved)
{
	return rootfs_follow(needs->arena, needs->rootfs, path, &needs->links, resolved) &&
	       rootfs_lookup(needs->rootfs, *resolved).kind == ENTRY_FILE;
}

static bool is_file(struct needs *needs, struct text path)
{
	struct text resolved;
	return rootfs_resolve(needs->rootfs, path, &resolved) &&
	       rootfs_lookup(needs->rootfs, resolved).kind == ENTRY_FILE;
}

static bool find_in_path(struct needs *needs, struct text name, struct text *path)
{
	for (const char *const *directory = path_directories; *directory; directory++) {
		*path = path_join(needs->arena, text_of(*directory), name);
		if (is_file(needs, *path))
			return true;
	}
	return false;
}

/* Queued, to be looked at later. */
static bool add_file(struct needs *needs, struct text path)
{
	struct text resolved;
	if (!resolve(needs, path, &resolved))
		return false;
	if (!index_find(&needs->seen, resolved)) {
		index_put(needs->arena, &needs->seen, resolved, needs->files.count);
		*list_append(needs->arena, &needs->files) = resolved;
	}
	return true;
}

static void miss(struct needs *needs, struct text what, struct text whose)
{
	struct text line = text_format(needs->arena, "%.*s, which %s needs", (int)what.length,
	                               what.data, whose.data);
	*list_append(needs->arena, &needs->missing) = line;
}

/* "$ORIGIN/../lib:/opt/lib" */
static bool find_in_search(struct needs *needs, struct text search, struct text origin,
                           struct text name)
{
	static const struct text words[] = {{"$ORIGIN", 7}, {"${ORIGIN}", 9}};
	const char *at = search.data, *limit = search.data + search.length;
	while (at < limit) {
		const char *end = memchr(at, ':', (size_t)(limit - at));
		struct text part = {at, (size_t)((end ? end : limit) - at)}, top = TEXT("");
		at = end ? end + 1 : limit;
		for (size_t i = 0; i < sizeof words / sizeof *words; i++)
			if (part.length >= words[i].length &&
			    memcmp(part.data, words[i].data, words[i].length) == 0) {
				top = origin;
				part.data += words[i].length;
				part.length -= words[i].length;
			}
		if (add_file(needs,
		             text_format(needs->arena, "%s%.*s/%.*s", top.data, (int)part.length,
		                         part.data, (int)name.length, name.data)))
			return true;
	}
	return false;
}

static bool find_in_system(struct needs *needs, const char *triplet, struct text name)
{
	static const char *const tops[] = {"/lib", "/usr/lib"}, *const ends[] = {"/", "64"};
	for (size_t i = 0; i < 2; i++)
		if (add_file(needs, text_format(needs->arena, "%s/%s/%.*s", tops[i], triplet,
		                                (int)name.length, name.data)))
			return true;
	for (size_t i = 0; i < 4; i++)
		if (add_file(needs, text_format(needs->arena, "%s%s/%.*s", tops[i / 2], ends[i % 2],
		                                (int)name.length, name.data)))
			return true;
	const struct text *directory;
	for_each (directory, &needs->configured)
		if (add_file(needs, path_join(needs->arena, *directory, name)))
			return needs->has_cache = true;
	return false;
}

static void add_libraries(struct needs *needs, struct text file, const struct elf *elf,
                          struct text search)
{
	struct text origin = path_parent(needs->arena, file);
	const struct text *name;
	for_each (name, &elf->needed)
		if (!find_in_search(needs, elf->search, origin, *name) &&
		    !find_in_search(needs, search, path_parent(needs->arena, needs->files.items[0]),
		                    *name) &&
		    !find_in_system(needs, elf->triplet, *name))
			miss(needs, *name, file);
	if (elf->loader.length > 0 && !add_file(needs, elf->loader))
		miss(needs, elf->loader, file);
}

static void add_interpreter(struct needs *needs, struct text file, struct text interpreter,
                            struct text program)
{
	struct text path;
	if (!add_file(needs, interpreter))
		miss(needs, interpreter, file);
	if (program.length == 0)
		return;
	if (program.data[0] == '/' ? !add_file(needs, program)
	                           : !find_in_path(needs, program, &path) || !add_file(needs, path))
		miss(needs, program, file);
}

/* What an RPATH of the program says holds for its libraries', too. */
static void look_at(struct needs *needs, struct text file, struct text *search)
{
	struct text head, bytes, interpreter, program;
	struct elf elf;
	if (!rootfs_read(needs->rootfs, file, HEAD_MAX, &head))
		return;
	if (script_read(needs->arena, head, &interpreter, &program)) {
		add_interpreter(needs, file, interpreter, program);
		return;
	}
	if (!text_starts(head, "\177ELF") ||
	    !rootfs_read(needs->rootfs, file, PROGRAM_MAX, &bytes) ||
	    !elf_read(needs->arena, bytes, &elf))
		return;
	if (search->length == 0)
		*search = elf.search;
	add_libraries(needs, file, &elf, *search);
	needs->is_alone = needs->files.count == 1 && needs->missing.count == 0;
}

static void read_configured(struct needs *needs)
{
	static const char directory[] = "/etc/ld.so.conf.d";
	struct text *names, bytes;
	size_t count;
	if (!rootfs_list(needs->rootfs, text_of(directory), &names, &count))
		return;
	for (size_t i = 0; i < count; i++)
		if (rootfs_read(needs->rootfs,
		                path_join(needs->arena, text_of(directory), names[i]), CONF_MAX,
		                &bytes))
			loader_directories(needs->arena, bytes, &needs->configured);
}

bool needs_find(struct needs *needs, struct text program)
{
	struct text search = TEXT("");
	needs->program = program;
	if (!memchr(program.data, '/', program.length) &&
	    !find_in_path(needs, program, &needs->program))
		return false;
	read_configured(needs);
	if (needs->program.data[0] != '/' || !add_file(needs, needs->program))
		return false;
	for (size_t i = 0; i < needs->files.count; i++)
		look_at(needs, needs->files.items[i], &search);
	return true;
}
