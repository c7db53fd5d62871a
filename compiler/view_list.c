#include "view_list.h"

static void put_escaped(struct text text, FILE *stream)
{
	for (size_t i = 0; i < text.length; i++) {
		unsigned char byte = (unsigned char)text.data[i];
		if (byte <= ' ' || byte == '\\' || byte == 0x7f)
			fprintf(stream, "\\%03o", byte);
		else
			fputc(byte, stream);
	}
}

static void put_point(const struct view_point *point, FILE *stream)
{
	static const char kinds[] = {
	    [ENTRY_ABSENT] = '?', [ENTRY_FILE] = 'f', [ENTRY_DIRECTORY] = 'd', [ENTRY_SYMLINK] = 'l', [ENTRY_CHARACTER] = 'c', [ENTRY_OTHER] = 'b'};
	fprintf(stream, "%c %04o %s ", kinds[point->kind], point->mode, view_state_name(point->state));
	if (point->is_in_bundle)
		fputs("DIR", stream);
	put_escaped(point->outer.length > 0 ? point->outer : point->is_kernel ? TEXT("kernel") : TEXT("-"), stream);
	fputc(' ', stream);
	put_escaped(point->path, stream);
	if (point->kind == ENTRY_SYMLINK) {
		fputc(' ', stream);
		put_escaped(point->target, stream);
	}
	fputc('\n', stream);
}

static void print_below(struct arena *arena, const struct view *view, struct text directory, FILE *stream)
{
	struct text *names;
	size_t count;
	view_list(view, directory, &names, &count);
	for (size_t i = 0; i < count; i++) {
		struct view_point point = view_lookup(view, path_join(arena, directory, names[i]));
		put_point(&point, stream);
		if (point.kind == ENTRY_DIRECTORY && !point.is_kernel)
			print_below(arena, view, point.path, stream);
	}
}

void view_print_list(struct arena *arena, const struct view *view, FILE *stream)
{
	print_below(arena, view, TEXT("/"), stream);
}
