#include "lint/draft.h"

#include <string.h>

void draft_open(struct draft *draft, struct arena *arena, struct text bytes)
{
	*draft = (struct draft){.arena = arena};
	for (size_t at = 0; at < bytes.length;) {
		const char *feed = memchr(bytes.data + at, '\n', bytes.length - at);
		size_t end = feed ? (size_t)(feed + 1 - bytes.data) : bytes.length;
		bool has_return = feed && end - at >= 2 && feed[-1] == '\r';
		struct text line = text_copy(arena, bytes.data + at, end - at - has_return);
		if (has_return)
			line = text_format(arena, "%.*s\n", (int)line.length - 1, line.data);
		*list_append(arena, &draft->lines) = (struct draft_line){line, line, has_return};
		at = end;
	}
}

struct text draft_text(const struct draft *draft)
{
	const struct draft_line *line;
	size_t length = 0;
	for_each (line, &draft->lines)
		length += line->now.length;
	char *data = arena_alloc(draft->arena, length + 1);
	length = 0;
	for_each (line, &draft->lines) {
		memcpy(data + length, line->now.data, line->now.length);
		length += line->now.length;
	}
	return (struct text){data, length};
}

/* What is added behind the last line ends as the first line does. */
static bool ends_in_return(const struct draft *draft, const struct draft_line *line)
{
	bool is_last = line == draft->lines.items + draft->lines.count - 1;
	return line->has_return || (is_last && draft->lines.items[0].has_return);
}

struct text draft_bytes(const struct draft *draft)
{
	const struct draft_line *line;
	struct text text = draft_text(draft);
	char *data = arena_alloc(draft->arena, 2 * text.length + 1);
	size_t length = 0;
	for_each (line, &draft->lines)
		for (size_t i = 0; i < line->now.length; i++) {
			if (line->now.data[i] == '\n' && ends_in_return(draft, line))
				data[length++] = '\r';
			data[length++] = line->now.data[i];
		}
	return (struct text){data, length};
}

/* The line that holds the byte, and where in it; behind the last byte it is the last line. */
static struct draft_line *line_at(const struct draft *draft, size_t *at)
{
	struct draft_line *line = draft->lines.items,
	                  *last = draft->lines.items + draft->lines.count - 1;
	for (; line < last && *at >= line->now.length; line++)
		*at -= line->now.length;
	return line;
}

void draft_replace(struct draft *draft, size_t start, size_t end, struct text text)
{
	if (draft->lines.count == 0)
		*list_append(draft->arena, &draft->lines) = (struct draft_line){0};
	struct draft_line *first = line_at(draft, &start), *last = line_at(draft, &end);
	struct text head = {first->now.data, start},
	            tail = {last->now.data + end, last->now.length - end};
	first->now = text_format(draft->arena, "%.*s%s%.*s", (int)head.length, head.data, text.data,
	                         (int)tail.length, tail.data);
	for (struct draft_line *line = first + 1; line <= last; line++)
		line->now = TEXT("");
}
