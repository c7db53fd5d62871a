#include "reference/examples.h"

#include <string.h>

enum { LINE_MAX_SHOWN = 140, LINES_SHOWN = 8 };

typedef LIST(struct text) line_list;

static line_list lines_of(struct arena *arena, struct text policy)
{
	line_list lines = {0};
	for (size_t at = 0; at < policy.length;) {
		const char *end = memchr(policy.data + at, '\n', policy.length - at);
		size_t length = end ? (size_t)(end - policy.data) - at : policy.length - at;
		*list_append(arena, &lines) = (struct text){policy.data + at, length};
		at += length + 1;
	}
	return lines;
}

static bool has_line(const line_list *lines, struct text wanted)
{
	const struct text *line;
	for_each (line, lines)
		if (text_equal(*line, wanted))
			return true;
	return false;
}

static struct text shown(struct arena *arena, struct text line)
{
	size_t length = 0;
	while (length < line.length && length < LINE_MAX_SHOWN)
		length += utf8_next(line.data + length, line.length - length).length;
	struct text head = text_printable(arena, (struct text){line.data, length});
	return text_format(arena, "%s%s\n", head.data, length < line.length ? " ..." : "");
}

struct text example_lines(struct arena *arena, const struct rule *rule, enum example which)
{
	const struct rule_example *example = rule_example_of(rule);
	line_list mine = lines_of(arena, which == EXAMPLE_BAD ? example->bad : example->good);
	line_list other = lines_of(arena, which == EXAMPLE_BAD ? example->good : example->bad);
	struct text result = TEXT("");
	size_t count = 0;
	const struct text *line;
	for_each (line, &mine) {
		if (has_line(&other, *line))
			continue;
		if (count++ == LINES_SHOWN)
			return text_format(arena, "%s...\n", result.data);
		result = text_format(arena, "%s%s", result.data, shown(arena, *line).data);
	}
	return result;
}
