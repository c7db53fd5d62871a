#pragma once

#include <stddef.h>

/* Bytes in the UTF-8 character at the start of TEXT (RFC 3629: shortest form, no surrogates, at
 * most U+10FFFF), 0 when there is none. TEXT ends in a NUL, which is a character of one byte. */
size_t utf8_length(const char *text);
/* The same of a character that a terminal may get as it is: no control, no line end and none of
 * Bidi_Control (UAX #9); 0 otherwise. */
size_t utf8_printable(const char *text);
