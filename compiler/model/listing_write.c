#include "model/listing.h"

void listing_write_text(FILE *stream, struct text text)
{
	for (size_t at = 0; at < text.length;) {
		const char *data = text.data + at;
		struct character character = utf8_next(data, text.length - at);
		bool is_plain = character.class == CHARACTER_PLAIN && *data != ' ' && *data != '\\';
		for (size_t i = 0; i < character.length; i++)
			fprintf(stream, is_plain ? "%c" : "\\%03o", (unsigned char)data[i]);
		at += character.length;
	}
}
