#include "emit/statement.h"

#include "base/json_write.h"
#include "base/yaml_scalar.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Origins stand in one column, unless a line is longer than this. */
enum { INDENT = 2, COLUMN_MAX = 48 };

struct line {
	struct text text, origin;
};

struct printer {
	struct arena *arena;
	LIST(struct line) lines;
};

static struct text head_of(struct printer *printer, const struct statement *statement)
{
	struct text name =
	    statement->name.length > 0
	        ? text_format(printer->arena,
	                      "%s:", yaml_scalar(printer->arena, statement->name).data)
	        : TEXT("");
	if (statement->kind == STATEMENT_VALUE) {
		struct text value = statement->type == STATEMENT_TEXT
		                        ? yaml_scalar(printer->arena, statement->value)
		                        : statement->value;
		return text_format(printer->arena, "%s%s%.*s", name.data,
		                   name.length > 0 ? " " : "", (int)value.length, value.data);
	}
	if (statement->children.count > 0)
		return name;
	return text_format(printer->arena, "%s%s%s", name.data, name.length > 0 ? " " : "",
	                   statement->kind == STATEMENT_LIST ? "[]" : "{}");
}

static void print_line(struct printer *printer, size_t depth, const char *dash, struct text head,
                       struct text origin)
{
	*list_append(printer->arena, &printer->lines) = (struct line){
	    text_format(printer->arena, "%*s%s%s", (int)(depth * INDENT), "", dash, head.data),
	    origin};
}

static void print_children(struct printer *printer, const struct statement *parent, size_t depth);

/* Keys of a list's entry stand behind its dash, the first of them on the same line. */
static void print_list_entry(struct printer *printer, const struct statement *entry, size_t depth)
{
	if (entry->kind == STATEMENT_VALUE) {
		print_line(printer, depth, "- ", head_of(printer, entry), entry->origin);
		return;
	}
	for (size_t i = 0; i < entry->children.count; i++) {
		const struct statement *child = entry->children.items[i];
		print_line(printer, i == 0 ? depth : depth + 1, i == 0 ? "- " : "",
		           head_of(printer, child), child->origin);
	}
}

static void print_children(struct printer *printer, const struct statement *parent, size_t depth)
{
	for (size_t i = 0; i < parent->children.count; i++) {
		const struct statement *child = parent->children.items[i];
		if (parent->kind == STATEMENT_LIST) {
			print_list_entry(printer, child, depth);
			continue;
		}
		print_line(printer, depth, "", head_of(printer, child), child->origin);
		print_children(printer, child, depth + 1);
	}
}

static size_t width_of(struct text text)
{
	size_t width = 0;
	for (size_t at = 0; at < text.length;) {
		struct character character = utf8_next(text.data + at, text.length - at);
		width += character.width;
		at += character.length;
	}
	return width;
}

static size_t column_of(const struct printer *printer)
{
	size_t column = 0;
	const struct line *line;
	for_each (line, &printer->lines)
		if (width_of(line->text) > column && width_of(line->text) <= COLUMN_MAX)
			column = width_of(line->text);
	return column;
}

struct text statement_yaml(struct arena *arena, const struct statement *root)
{
	struct printer printer = {.arena = arena};
	print_children(&printer, root, 0);
	size_t column = column_of(&printer), length = 0;
	const struct line *line;
	for_each (line, &printer.lines)
		length += column + line->text.length + text_printable(arena, line->origin).length +
		          strlen("  # \n");
	char *page = arena_alloc(arena, length + 1), *end = page;
	for_each (line, &printer.lines) {
		size_t width = width_of(line->text);
		int gap = width < column ? (int)(column - width) : 0;
		end += sprintf(end, "%s%*s  # %s\n", line->text.data, gap, "",
		               text_printable(arena, line->origin).data);
	}
	return (struct text){page, (size_t)(end - page)};
}

static struct json_value *json_of(const struct statement *statement)
{
	if (statement->kind == STATEMENT_LIST) {
		struct json_value *array = json_make_array();
		for (size_t i = 0; i < statement->children.count; i++)
			json_push(array, json_of(statement->children.items[i]));
		return array;
	}
	if (statement->kind == STATEMENT_KEYS) {
		struct json_value *object = json_make_object();
		for (size_t i = 0; i < statement->children.count; i++)
			json_put(object, statement->children.items[i]->name.data,
			         json_of(statement->children.items[i]));
		return object;
	}
	if (statement->type == STATEMENT_NUMBER)
		return json_make_number(strtoull(statement->value.data, NULL, 10));
	if (statement->type == STATEMENT_BOOL)
		return json_make_bool(text_is(statement->value, "true"));
	return json_make_string(statement->value);
}

static void put_origins(struct arena *arena, struct json_value *origins,
                        const struct statement *parent, struct text path)
{
	for (size_t i = 0; i < parent->children.count; i++) {
		const struct statement *child = parent->children.items[i];
		struct text at = parent->kind == STATEMENT_LIST
		                     ? text_format(arena, "%s[%zu]", path.data, i)
		                     : text_format(arena, "%s%s%s", path.data,
		                                   path.length > 0 ? "." : "", child->name.data);
		json_put_string(origins, at.data, child->origin);
		put_origins(arena, origins, child, at);
	}
}

struct text statement_json(struct arena *arena, const struct statement *root)
{
	struct json_value *object = json_make_object(), *origins = json_make_object();
	put_origins(arena, origins, root, TEXT(""));
	json_put(object, "policy", json_of(root));
	json_put(object, "origins", origins);
	return json_finish(arena, object);
}
