#include "import/import.h"

#include "base/json_write.h"

#include <stdarg.h>
#include <string.h>

void import_remark(struct import *import, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	/* A line end from the configuration would end the comment, and what follows it would be
	 * policy. */
	fprintf(
	    import->remarks, "# %s\n",
	    text_printable(import->arena, text_of(arena_vprintf(import->arena, format, arguments)))
	        .data);
	va_end(arguments);
}

void import_quoted(FILE *stream, struct text value)
{
	static const char plain[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_/.=@+-";
	struct arena *arena = arena_create();
	value = text_copy(arena, value.data, value.length);
	bool is_plain = value.length > 0 && strspn(value.data, plain) == value.length &&
	                value.data[0] != '-' && value.data[0] != '@' && value.data[0] != '=' &&
	                value.data[0] != '.';
	/* A JSON string is a double-quoted YAML scalar: YAML 1.2, 1.3. */
	fputs(is_plain ? value.data : json_finish_compact(arena, json_make_string(value)).data,
	      stream);
	arena_destroy(arena);
}

void import_value(struct import *import, const char *key, struct text value)
{
	fprintf(import->policy, "%s: ", key);
	import_quoted(import->policy, value);
	fputc('\n', import->policy);
}

const char *import_size(struct arena *arena, uint64_t bytes)
{
	static const char units[] = "KMGT";
	uint64_t number = bytes / 1024 + (bytes % 1024 != 0);
	size_t unit = 0;
	while (number % 1024 == 0 && units[unit + 1] != '\0') {
		number /= 1024;
		unit++;
	}
	return arena_printf(arena, "%llu%c", (unsigned long long)number, units[unit]);
}
