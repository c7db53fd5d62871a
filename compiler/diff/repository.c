#include "diff/repository.h"

#include "base/fatal.h"
#include "diff/git.h"

#include <string.h>

/* One line of git's; a path may hold newlines, and only the last one is git's. */
static const char *line_of(struct arena *arena, const char *question)
{
	const char *const words[] = {"rev-parse", question, NULL};
	struct text output = git_ask(arena, "where the repository is", words);
	if (output.length > 0 && output.data[output.length - 1] == '\n')
		output.length--;
	return text_copy(arena, output.data, output.length).data;
}

struct repository repository_open(struct arena *arena)
{
	const char *const words[] = {"rev-parse", "--is-inside-work-tree", NULL};
	struct text answer;
	if (!git_try(arena, &answer, words) || !text_is(answer, "true\n"))
		fatal("--base and --cached want the working tree of a git repository; 'git "
		      "rev-parse --show-toplevel' says why this is none");
	return (struct repository){line_of(arena, "--show-toplevel"),
	                           line_of(arena, "--show-prefix")};
}

/* Without its last component. */
static size_t cut(const char *path, size_t length)
{
	while (length > 0 && path[--length] != '/')
		;
	return length;
}

/* By its words alone: what is a symlink in one revision may be a directory in the other. */
const char *repository_path(struct arena *arena, const struct repository *repository,
                            const char *path)
{
	struct text top = text_of(repository->top);
	bool is_absolute = path[0] == '/';
	if (is_absolute && !path_is_within(text_of(path), top))
		return NULL;
	const char *joined =
	    is_absolute ? path + top.length : arena_printf(arena, "%s%s", repository->prefix, path);
	char *result = arena_alloc(arena, strlen(joined) + 2);
	size_t length = 0;
	for (const char *at = joined; *at != '\0';) {
		struct text part = {at, strcspn(at, "/")};
		at += part.length + (at[part.length] == '/');
		if (text_is(part, "..") && length == 0)
			return NULL;
		if (text_is(part, ".."))
			length = cut(result, length);
		if (part.length == 0 || text_is(part, ".") || text_is(part, ".."))
			continue;
		if (length > 0)
			result[length++] = '/';
		memcpy(result + length, part.data, part.length);
		length += part.length;
	}
	result[length] = '\0';
	return result;
}

const char *repository_name(struct arena *arena, const struct repository *repository,
                            const char *path)
{
	const char *up = "";
	struct text prefix = text_of(repository->prefix);
	while (prefix.length > 0 && strncmp(path, prefix.data, prefix.length) != 0) {
		prefix.length = cut(prefix.data, prefix.length - 1);
		prefix.length += prefix.length > 0;
		up = arena_printf(arena, "../%s", up);
	}
	return arena_printf(arena, "%s%s", up, path + prefix.length);
}
