#include "base/source.h"

#include <stdint.h>
#include <string.h>

enum { MARK_DISTANCE = 256 };

static size_t next_character(struct text bytes, size_t offset)
{
	if ((unsigned char)bytes.data[offset] < 0x80)
		return offset + 1;
	return offset + utf8_next(bytes.data + offset, bytes.length - offset).length;
}

static size_t count_lines(struct text bytes)
{
	size_t count = 1;
	for (size_t i = 0; i < bytes.length; i++)
		count += bytes.data[i] == '\n';
	return count;
}

static void index_lines(struct arena *arena, struct source *source)
{
	struct text bytes = source->bytes;
	source->line_count = count_lines(bytes);
	source->line_starts = arena_alloc(arena, source->line_count * sizeof *source->line_starts);
	size_t line = 1;
	for (size_t i = 0; i < bytes.length; i++)
		if (bytes.data[i] == '\n')
			source->line_starts[line++] = i + 1;
}

/* Eight at a time, because nearly all of a policy is. */
static bool is_ascii(const char *bytes, size_t length)
{
	uint64_t seen = 0;
	for (uint64_t word; length >= sizeof word; bytes += sizeof word, length -= sizeof word) {
		memcpy(&word, bytes, sizeof word);
		seen |= word;
	}
	while (length-- > 0)
		seen |= (unsigned char)*bytes++;
	return (seen & 0x8080808080808080) == 0;
}

/* Moves the mark by so many characters, or to the end. */
static void skip(struct source_mark *mark, struct text bytes, size_t count)
{
	size_t rest = bytes.length - mark->offset, number = mark->number;
	if (is_ascii(bytes.data + mark->offset, count < rest ? count : rest)) {
		mark->number += count < rest ? count : rest;
		mark->offset += count < rest ? count : rest;
	}
	for (; mark->number < number + count && mark->offset < bytes.length; mark->number++)
		mark->offset = next_character(bytes, mark->offset);
}

/* A mark at every MARK_DISTANCE-th character, and one at the end. */
static void index_characters(struct arena *arena, struct source *source)
{
	struct source_mark mark = {0};
	source->marks =
	    arena_alloc(arena, (source->bytes.length / MARK_DISTANCE + 2) * sizeof *source->marks);
	source->mark_count = 0;
	while (mark.offset < source->bytes.length) {
		source->marks[source->mark_count++] = mark;
		skip(&mark, source->bytes, MARK_DISTANCE);
	}
	source->marks[source->mark_count] = mark;
}

struct source *source_from_bytes(struct arena *arena, const char *name, struct text bytes)
{
	struct source *source = arena_alloc(arena, sizeof *source);
	source->name = text_copy(arena, name, strlen(name)).data;
	source->bytes = bytes;
	index_lines(arena, source);
	index_characters(arena, source);
	return source;
}

/* The copy without each CR that a LF follows. */
static struct text without_returns(struct arena *arena, struct text bytes)
{
	char *copy = arena_alloc(arena, bytes.length);
	size_t length = 0;
	for (size_t at = 0; at < bytes.length;) {
		const char *found = memmem(bytes.data + at, bytes.length - at, "\r\n", 2);
		size_t end = found ? (size_t)(found - bytes.data) : bytes.length;
		memcpy(copy + length, bytes.data + at, end - at);
		length += end - at;
		at = found ? end + 1 : end;
	}
	return (struct text){copy, length};
}

struct source *source_from_lines(struct arena *arena, const char *name, struct text bytes)
{
	bool has_returns = bytes.length > 0 && memmem(bytes.data, bytes.length, "\r\n", 2);
	return source_from_bytes(arena, name, has_returns ? without_returns(arena, bytes) : bytes);
}

/* Whether each character from this mark to the next is one byte: then nothing needs counting. */
static bool is_plain(const struct source_mark *mark)
{
	return mark[1].offset - mark[0].offset == mark[1].number - mark[0].number;
}

/* Number of the character that holds the byte at offset. */
static size_t character_number(const struct source *source, size_t offset)
{
	size_t low = 0, high = source->mark_count;
	if (high == 0)
		return 0;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		*(source->marks[middle].offset <= offset ? &low : &high) = middle;
	}
	struct source_mark mark = source->marks[low];
	if (is_plain(&source->marks[low]))
		return mark.number + (offset - mark.offset);
	for (size_t next;
	     mark.offset < offset && (next = next_character(source->bytes, mark.offset)) <= offset;
	     mark.number++)
		mark.offset = next;
	return mark.number;
}

struct position source_position(const struct source *source, size_t offset)
{
	size_t low = 0, high = source->line_count;
	if (offset > source->bytes.length)
		offset = source->bytes.length;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		*(source->line_starts[middle] <= offset ? &low : &high) = middle;
	}
	size_t column =
	    character_number(source, offset) - character_number(source, source->line_starts[low]);
	return (struct position){low + 1, column + 1};
}

struct text source_line(const struct source *source, size_t number)
{
	if (number == 0 || number > source->line_count)
		return TEXT("");
	size_t start = source->line_starts[number - 1];
	size_t end =
	    number < source->line_count ? source->line_starts[number] - 1 : source->bytes.length;
	return (struct text){source->bytes.data + start, end - start};
}

size_t source_offset(const struct source *source, size_t number)
{
	size_t mark_index = number / MARK_DISTANCE;
	if (mark_index >= source->mark_count)
		return source->bytes.length;
	struct source_mark mark = source->marks[mark_index];
	if (!is_plain(&source->marks[mark_index]))
		skip(&mark, source->bytes, number - mark.number);
	else
		mark.offset += number - mark.number;
	return mark.offset < source->bytes.length ? mark.offset : source->bytes.length;
}
