#include "lint/draft.h"

#include <string.h>

/* POSIX diff -u; a last line without line feed as GNU diff marks it. */

enum { CONTEXT = 3 };

struct row {
	char mark; /* ' ', '-' or '+' */
	struct text line;
};

typedef LIST(struct row) row_list;

static void add_lines(struct arena *arena, row_list *rows, char mark, struct text text,
                      bool has_return)
{
	for (size_t at = 0; at < text.length;) {
		const char *feed = memchr(text.data + at, '\n', text.length - at);
		size_t end = feed ? (size_t)(feed + 1 - text.data) : text.length;
		struct text line = text_copy(arena, text.data + at, end - at);
		if (feed && has_return)
			line = text_format(arena, "%.*s\r\n", (int)line.length - 1, line.data);
		*list_append(arena, rows) = (struct row){mark, line};
		at = end;
	}
}

/* The lines that a change leaves as they were, in front of it and behind it, are none of it. */
static void add_change(struct arena *arena, row_list *rows, const row_list *was,
                       const row_list *now)
{
	size_t head = 0, tail = 0;
	while (head < was->count && head < now->count &&
	       text_equal(was->items[head].line, now->items[head].line))
		head++;
	while (tail < was->count - head && tail < now->count - head &&
	       text_equal(was->items[was->count - 1 - tail].line,
	                  now->items[now->count - 1 - tail].line))
		tail++;
	for (size_t i = 0; i < was->count - tail; i++)
		*list_append(arena, rows) = (struct row){i < head ? ' ' : '-', was->items[i].line};
	for (size_t i = head; i < now->count - tail; i++)
		*list_append(arena, rows) = (struct row){'+', now->items[i].line};
	for (size_t i = was->count - tail; i < was->count; i++)
		*list_append(arena, rows) = (struct row){' ', was->items[i].line};
}

static row_list rows_of(const struct draft *draft)
{
	row_list rows = {0};
	bool has_returns = draft->lines.count > 0 && draft->lines.items[0].has_return;
	for (size_t i = 0; i < draft->lines.count;) {
		row_list was = {0}, now = {0};
		const struct draft_line *line = &draft->lines.items[i];
		if (text_equal(line->was, line->now)) {
			add_lines(draft->arena, &rows, ' ', line->was, line->has_return);
			i++;
			continue;
		}
		for (; i < draft->lines.count; i++) {
			line = &draft->lines.items[i];
			if (text_equal(line->was, line->now))
				break;
			bool is_last = i + 1 == draft->lines.count;
			add_lines(draft->arena, &was, '-', line->was, line->has_return);
			add_lines(draft->arena, &now, '+', line->now,
			          line->has_return || (is_last && has_returns));
		}
		add_change(draft->arena, &rows, &was, &now);
	}
	return rows;
}

static void print_row(const struct row *row, FILE *stream)
{
	fputc(row->mark, stream);
	fwrite(row->line.data, 1, row->line.length, stream);
	if (row->line.length == 0 || row->line.data[row->line.length - 1] != '\n')
		fputs("\n\\ No newline at end of file\n", stream);
}

/* "3,4" as POSIX has it: an empty range is named by the line before. */
static void print_range(char mark, size_t start, size_t count, FILE *stream)
{
	fprintf(stream, "%c%zu", mark, start + (count > 0));
	if (count != 1)
		fprintf(stream, ",%zu", count);
}

static size_t count_rows(const row_list *rows, size_t from, size_t to, char other)
{
	size_t count = 0;
	for (size_t i = from; i < to; i++)
		count += rows->items[i].mark != other;
	return count;
}

static void print_hunk(const row_list *rows, size_t from, size_t to, FILE *stream)
{
	fputs("@@ ", stream);
	print_range('-', count_rows(rows, 0, from, '+'), count_rows(rows, from, to, '+'), stream);
	fputc(' ', stream);
	print_range('+', count_rows(rows, 0, from, '-'), count_rows(rows, from, to, '-'), stream);
	fputs(" @@\n", stream);
	for (size_t i = from; i < to; i++)
		print_row(&rows->items[i], stream);
}

static size_t next_change(const row_list *rows, size_t at)
{
	while (at < rows->count && rows->items[at].mark == ' ')
		at++;
	return at;
}

void draft_print(const struct draft *draft, const char *name, FILE *stream)
{
	row_list rows = rows_of(draft);
	const char *shown = text_printable(draft->arena, text_of(name)).data;
	size_t at = next_change(&rows, 0), end = 0;
	if (at < rows.count)
		fprintf(stream, "--- %s\n+++ %s\n", shown, shown);
	for (; at < rows.count; at = next_change(&rows, end)) {
		size_t from = at > end + CONTEXT ? at - CONTEXT : end;
		for (size_t next = at; next < rows.count && next <= at + 2 * CONTEXT;
		     next = next_change(&rows, at + 1))
			at = next;
		end = at + 1 + CONTEXT < rows.count ? at + 1 + CONTEXT : rows.count;
		print_hunk(&rows, from, end, stream);
	}
}
