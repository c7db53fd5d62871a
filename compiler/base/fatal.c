#include "base/fatal.h"

#include "base/printable.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "keepc: ..." with everything that came from elsewhere fit for a terminal, and errno's text behind
 * a ':'. Allocates nothing: it also says that memory is short. A longer message ends early. */
static void print_line(const char *format, va_list arguments) __attribute__((format(printf, 1, 0)));
static void print_line(const char *format, va_list arguments)
{
	int saved = errno;
	char line[3 * PATH_MAX];
	bool has_reason = format[0] != '\0' && format[strlen(format) - 1] == ':';
	fputs("keepc: ", stderr);
	vsnprintf(line, sizeof line, format, arguments);
	text_print(stderr, text_of(line));
	if (has_reason)
		fprintf(stderr, " %s", strerror(saved));
	fputc('\n', stderr);
}

void trouble(const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	print_line(format, arguments);
	va_end(arguments);
}

_Noreturn void fatal(const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	print_line(format, arguments);
	va_end(arguments);
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
	print_line(format, arguments);
	va_end(arguments);
	fprintf(stderr, "Try 'keepc %s%s--help'.\n", topic, topic[0] != '\0' ? " " : "");
	exit(EXIT_USAGE);
}
