#include "emit/offsets.h"

#include "base/fatal.h"

#define DEPTH_MAX 8

/* One walk over JSON that keepc itself has just written, so that it is known to be well-formed: strings, brackets and everything between. */
struct walk {
	struct arena *arena;
	struct offsets found;
	struct text keys[DEPTH_MAX]; /* the key under which each open object or array stands */
	struct text key;             /* the last key read */
	size_t depth;
	bool is_key;                 /* the next string is a key, when inside an object */
	char kinds[DEPTH_MAX];
};

static bool is_at(const struct walk *walk, size_t depth, const char *outer, const char *inner)
{
	return walk->depth == depth && text_is(walk->keys[1], outer) && (!inner || text_is(walk->keys[2], inner));
}

static void open_collection(struct walk *walk, char kind)
{
	if (++walk->depth >= DEPTH_MAX)
		fatal("config.json is nested deeper than keepc writes");
	walk->keys[walk->depth - 1] = walk->key;
	walk->kinds[walk->depth - 1] = kind;
	walk->key = TEXT("");
	walk->is_key = kind == '{';
}

static void close_collection(struct walk *walk, size_t end)
{
	walk->depth--;
	walk->is_key = false;
	if (is_at(walk, 2, "mounts", NULL))
		walk->found.mounts_end = end;
}

static void note_bundle_path(struct walk *walk, struct text value, size_t start)
{
	if (value.length > 0 && value.data[0] != '/')
		*list_append(walk->arena, &walk->found.bundle_paths) = start;
}

static void take_string(struct walk *walk, struct text value, size_t start, size_t end)
{
	if (walk->is_key) {
		walk->key = value;
		walk->is_key = false;
		return;
	}
	if (is_at(walk, 3, "process", "args")) {
		if (walk->found.args_start == 0)
			walk->found.args_start = start;
		walk->found.args_end = end;
	} else if (is_at(walk, 3, "process", "env") && walk->found.env_start == 0) {
		walk->found.env_start = start;
	} else if (is_at(walk, 2, "root", NULL) && text_is(walk->key, "path")) {
		note_bundle_path(walk, value, start + 1);
	} else if (is_at(walk, 3, "mounts", NULL) && text_is(walk->key, "source")) {
		note_bundle_path(walk, value, start + 1);
	}
}

struct offsets offsets_find(struct arena *arena, struct text config)
{
	struct walk walk = {.arena = arena};
	const unsigned char *start = (const unsigned char *)config.data, *cursor = start, *token, *marker = start;
	for (;;) {
		token = cursor;
		size_t at = (size_t)(token - start);
		/*!re2c
			re2c:define:YYCTYPE = "unsigned char";
			re2c:define:YYCURSOR = cursor;
			re2c:define:YYMARKER = marker;
			re2c:yyfill:enable = 0;

			"\x00" { return walk.found; }
			"{"    { open_collection(&walk, '{'); continue; }
			"["    { open_collection(&walk, '['); continue; }
			[}\]]  { close_collection(&walk, at + 1); continue; }
			","    { walk.is_key = walk.depth > 0 && walk.kinds[walk.depth - 1] == '{'; continue; }
			"\"" ([^"\\\x00] | "\\" [^\x00])* "\"" {
				size_t end = (size_t)(cursor - start);
				take_string(&walk, text_copy(arena, (const char *)token + 1, end - at - 2), at, end);
				continue;
			}
			*      { (void)marker; continue; }
		*/
	}
}
