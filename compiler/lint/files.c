#include "base/fatal.h"
#include "lint/lint.h"
#include "session/load.h"

#include <errno.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void add_once(struct arena *arena, lint_names *paths, const char *path)
{
	const char **earlier;
	while (strncmp(path, "./", 2) == 0)
		path += 2;
	for_each (earlier, paths)
		if (strcmp(*earlier, path) == 0)
			return;
	*list_append(arena, paths) = text_copy(arena, path, strlen(path)).data;
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

static void add_directory(struct arena *arena, lint_names *paths, const char *directory)
{
	char *const roots[] = {arena_printf(arena, "%s", directory), NULL};
	bool has_policy = false;
	FTS *tree = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
	if (!tree)
		fatal("cannot read %s:", directory);
	for (FTSENT *entry; (errno = 0, entry = fts_read(tree)) != NULL;) {
		bool is_hidden = entry->fts_level > 0 && entry->fts_name[0] == '.';
		if (entry->fts_info == FTS_D && is_hidden)
			fts_set(tree, entry, FTS_SKIP);
		errno = entry->fts_errno;
		if (entry->fts_info == FTS_DNR || entry->fts_info == FTS_ERR ||
		    entry->fts_info == FTS_NS)
			fatal("cannot read %s:", entry->fts_path);
		if (entry->fts_info != FTS_F || is_hidden || !policy_is_named(entry->fts_name))
			continue;
		has_policy = true;
		add_once(arena, paths, entry->fts_path);
	}
	if (errno != 0)
		fatal("cannot read %s:", directory);
	fts_close(tree);
	if (!has_policy)
		usage_error("there is no *.sandbox.yaml below %s", directory);
}

void lint_expand(struct arena *arena, lint_names *paths)
{
	lint_names files = {0};
	const char **path;
	for_each (path, paths) {
		struct stat status;
		if (strcmp(*path, "-") != 0 && stat(*path, &status) == 0 && S_ISDIR(status.st_mode))
			add_directory(arena, &files, *path);
		else
			add_once(arena, &files, *path);
	}
	*paths = files;
}
