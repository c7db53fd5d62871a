#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One line of output, built in place and sent with one write(2), so that lines of several processes
 * do not mix. What does not fit is cut. */
struct line {
	size_t used;
	char bytes[2048];
};

void line_text(struct line *line, const char *text);
void line_number(struct line *line, uint64_t number);

/* Controls, directions, `\` and what is no UTF-8 as \xNN: a file name must not be able to forge a
 * second message or move the terminal's cursor. */
void line_escaped(struct line *line, const char *text);

/* A JSON string with its quotes; what is no UTF-8, or no terminal's, becomes U+FFFD. For messages;
 * the splice step has a writer that refuses instead. */
void line_json(struct line *line, const char *text);

/* The line as a string. */
const char *line_string(struct line *line);

/* Adds the final LF and writes all of it; false when that failed, which nobody is told of a
 * message: there is nowhere left to report it. */
bool line_send(struct line *line, int fd);
