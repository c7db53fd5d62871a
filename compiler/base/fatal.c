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

static const char *topic = "";

void usage_topic(const char *command)
{
	topic = command;
}

_Noreturn void usage_error(const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	fputs("keepc: ", stderr);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fprintf(stderr, "\nTry 'keepc %s%s--help'.\n", topic, topic[0] != '\0' ? " " : "");
	exit(EXIT_USAGE);
}
