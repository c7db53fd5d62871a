#include "diff/git.h"

#include "base/child.h"
#include "base/fatal.h"
#include "base/input.h"

#include <string.h>
#include <sys/wait.h>

/* A listing of a million files is some 100 MB. */
#define OUTPUT_MAX  ((size_t)512 * 1024 * 1024)
#define SECONDS_MAX 300

enum { WORDS_MAX = 16 };

/* "-c core.fsmonitor=" because the index is refreshed by whatever program that names. */
static struct child_result run(struct arena *arena, size_t limit, const char *const *words)
{
	static const char *const head[] = {"git", "--no-pager", "-c", "core.fsmonitor=false"};
	enum { HEAD = sizeof head / sizeof *head };
	char *argv[HEAD + WORDS_MAX + 1] = {0};
	size_t count = 0;
	for (; count < HEAD; count++)
		argv[count] = arena_printf(arena, "%s", head[count]);
	for (; *words && count < HEAD + WORDS_MAX; words++)
		argv[count++] = arena_printf(arena, "%s", *words);
	struct child child = {"git", argv, NULL, limit, SECONDS_MAX, false};
	return child_run(arena, &child);
}

bool git_try(struct arena *arena, struct text *output, const char *const *words)
{
	struct child_result result = run(arena, OUTPUT_MAX, words);
	if (result.end != CHILD_ENDED)
		fatal("git %s prints too much, or does not end", words[0]);
	*output = result.output;
	return WIFEXITED(result.status) && WEXITSTATUS(result.status) == 0;
}

struct text git_ask(struct arena *arena, const char *subject, const char *const *words)
{
	struct text output;
	if (!git_try(arena, &output, words))
		fatal("git cannot tell %s; 'git %s' says why", subject, words[0]);
	return output;
}

bool git_blob(struct arena *arena, const char *object, struct text *bytes)
{
	const char *const words[] = {"cat-file", "blob", object, NULL};
	struct child_result result = run(arena, INPUT_MAX, words);
	if (result.end == CHILD_LINGERS)
		fatal("git %s does not end", words[0]);
	*bytes = result.output;
	return result.end == CHILD_FLOODS ||
	       (WIFEXITED(result.status) && WEXITSTATUS(result.status) == 0);
}

bool git_next(struct text *rest, struct text *item)
{
	if (rest->length == 0)
		return false;
	const char *end = memchr(rest->data, '\0', rest->length);
	item->data = rest->data;
	item->length = end ? (size_t)(end - rest->data) : rest->length;
	size_t used = item->length + (end ? 1 : 0);
	*rest = (struct text){rest->data + used, rest->length - used};
	return true;
}
