#pragma once

#include "base/text.h"

#include <stdio.h>

/* The one way from what somebody wrote to a terminal: everything that is not plain becomes an
 * escape. Without an arena, because fatal() comes this way; text_printable is the same in one. */

enum { CHARACTER_ESCAPE = 16 }; /* room for one */

/* Its code point; of what is no UTF-8, the byte. */
unsigned int character_code(const char *data, struct character character);
/* \n, \t, \x1b, \u202e, \U000e0001; returns its length. */
size_t character_escape(char escape[static CHARACTER_ESCAPE], const char *data,
                        struct character character);
void text_print(FILE *stream, struct text text);
