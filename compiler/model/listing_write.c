#include "model/listing.h"

void listing_write_text(FILE *stream, struct text text)
{
	for (size_t i = 0; i < text.length; i++) {
		unsigned char byte = (unsigned char)text.data[i];
		if (byte <= ' ' || byte == '\\' || byte == 0x7f)
			fprintf(stream, "\\%03o", byte);
		else
			fputc(byte, stream);
	}
}
