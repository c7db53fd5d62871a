#include "emit/offsets.h"

#include "base/fatal.h"

#define DEPTH_MAX 8

/* One walk over JSON that keepc itself has just written, so that it is known to be well-formed:
 * strings, brackets and everything between. */
struct walk {
	struct offsets found;
	struct text keys[DEPTH_MAX]; /* the key under which each open object or array stands */
	struct text key;             /* the last key read */
	size_t depth;
	bool is_key; /* the next string is a key, when inside an object */
	char kinds[DEPTH_MAX];
};

static bool is_in_process(const struct walk *walk, const char *key)
{
	return walk->depth == 3 && text_is(walk->keys[1], "process") && text_is(walk->keys[2], key);
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

static void close_collection(struct walk *walk)
{
	walk->depth--;
	walk->is_key = false;
}

static void take_string(struct walk *walk, struct text value, size_t start, size_t end)
{
	if (walk->is_key) {
		walk->key = value;
		walk->is_key = false;
		return;
	}
	if (is_in_process(walk, "args")) {
		if (walk->found.args_start == 0)
			walk->found.args_start = start;
		walk->found.args_end = end;
	} else if (is_in_process(walk, "env") && walk->found.env_start == 0) {
		walk->found.env_start = start;
	}
}

struct offsets offsets_find(struct arena *arena, struct text config)
{
	struct walk walk = {0};
	const unsigned char *start = (const unsigned char *)config.data, *cursor = start, *token,
	                    *marker = start;
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
			[}\]]  { close_collection(&walk); continue; }
			"," {
				walk.is_key = walk.depth > 0 && walk.kinds[walk.depth - 1] == '{';
				continue;
			}
			"\"" ([^"\\\x00] | "\\" [^\x00])* "\"" {
				size_t end = (size_t)(cursor - start);
				take_string(&walk,
				            text_copy(arena, (const char *)token + 1, end - at - 2),
				            at, end);
				continue;
			}
			*      { (void)marker; continue; }
		*/
	}
}
