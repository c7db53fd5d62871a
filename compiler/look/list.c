#include "look/list.h"

#include "model/listing.h"

static void put_point(const struct view_point *point, FILE *stream)
{
	static const char kinds[] = {
	    [ENTRY_ABSENT] = '?',  [ENTRY_FILE] = 'f',      [ENTRY_DIRECTORY] = 'd',
	    [ENTRY_SYMLINK] = 'l', [ENTRY_CHARACTER] = 'c', [ENTRY_BLOCK] = 'b',
	    [ENTRY_FIFO] = 'p',    [ENTRY_SOCKET] = 's',    [ENTRY_OTHER] = 'D'};
	fprintf(stream, "%c %04o %s ", kinds[point->kind], point->mode,
	        view_state_name(point->state));
	if (point->is_in_bundle)
		fputs("DIR", stream);
	listing_write_text(stream, point->outer.length > 0 ? point->outer
	                           : point->is_kernel      ? TEXT("kernel")
	                                                   : TEXT("-"));
	fputc(' ', stream);
	listing_write_text(stream, point->path);
	if (point->kind == ENTRY_SYMLINK) {
		fputc(' ', stream);
		listing_write_text(stream, point->target);
	}
	fputc('\n', stream);
}

static void print_below(struct arena *arena, const struct view *view, struct text directory,
                        FILE *stream)
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
