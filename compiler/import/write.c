#include "import/import.h"

#include "base/yaml_scalar.h"

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
	struct arena *arena = arena_create();
	value = text_copy(arena, value.data, value.length);
	fputs(yaml_scalar(arena, value).data, stream);
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
