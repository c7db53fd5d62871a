#include "base/fatal.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Noreturn void fatal(const char *format, ...)
{
	int saved = errno;
	va_list arguments;
	va_start(arguments, format);
	fputs("keepc: ", stderr);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	if (format[0] != '\0' && format[strlen(format) - 1] == ':')
		fprintf(stderr, " %s", strerror(saved));
	fputc('\n', stderr);
	exit(EXIT_TROUBLE);
}

_Noreturn void usage_error(const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	fputs("keepc: ", stderr);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputs("\nTry 'keepc --help'.\n", stderr);
	exit(EXIT_USAGE);
}
