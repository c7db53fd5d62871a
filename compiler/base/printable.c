#include "base/printable.h"

#include <stdio.h>

/* Code point of a sequence that utf8_next has accepted. */
static unsigned int code_point(const char *data, size_t length)
{
	unsigned int lead = (unsigned char)data[0];
	unsigned int value = length == 1 ? lead : lead & (0xffu >> (length + 1));
	for (size_t i = 1; i < length; i++)
		value = value << 6 | ((unsigned char)data[i] & 0x3fu);
	return value;
}

unsigned int character_code(const char *data, struct character character)
{
	return character.class == CHARACTER_INVALID ? (unsigned char)*data
	                                            : code_point(data, character.length);
}

size_t character_escape(char escape[static CHARACTER_ESCAPE], const char *data,
                        struct character character)
{
	unsigned int value = character_code(data, character);
	if (character.class == CHARACTER_NEWLINE || character.class == CHARACTER_TAB)
		return (size_t)snprintf(escape, CHARACTER_ESCAPE, "\\%c",
		                        character.class == CHARACTER_TAB ? 't' : 'n');
	if (value > 0xffff)
		return (size_t)snprintf(escape, CHARACTER_ESCAPE, "\\U%08x", value);
	if (value > 0xff)
		return (size_t)snprintf(escape, CHARACTER_ESCAPE, "\\u%04x", value);
	return (size_t)snprintf(escape, CHARACTER_ESCAPE, "\\x%02x", value);
}

void text_print(FILE *stream, struct text text)
{
	char escape[CHARACTER_ESCAPE];
	for (size_t at = 0; at < text.length;) {
		struct character character = utf8_next(text.data + at, text.length - at);
		const char *shown = text.data + at;
		size_t length = character.length;
		if (character.class != CHARACTER_PLAIN) {
			length = character_escape(escape, text.data + at, character);
			shown = escape;
		}
		fwrite(shown, 1, length, stream);
		at += character.length;
	}
}
