#include "line.h"
#include "utf8.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static void line_bytes(struct line *line, const char *bytes, size_t length)
{
	const size_t room = sizeof line->bytes - 1 - line->used;
	const size_t taken = length < room ? length : room;

	memcpy(line->bytes + line->used, bytes, taken);
	line->used += taken;
}

void line_text(struct line *line, const char *text)
{
	line_bytes(line, text, strlen(text));
}

void line_number(struct line *line, uint64_t number)
{
	char digits[20];
	size_t start = sizeof digits;

	do {
		digits[--start] = (char)('0' + number % 10);
		number /= 10;
	} while (number != 0);
	line_bytes(line, digits + start, sizeof digits - start);
}

static void line_hexadecimal(struct line *line, const char *prefix, unsigned char byte)
{
	static const char digits[] = "0123456789abcdef";
	const char pair[2] = {digits[byte >> 4], digits[byte & 15]};

	line_text(line, prefix);
	line_bytes(line, pair, sizeof pair);
}

void line_escaped(struct line *line, const char *text)
{
	while (*text != '\0') {
		const unsigned char byte = (unsigned char)*text;
		const size_t length = utf8_printable(text);

		if (length == 0 || byte == '\\')
			line_hexadecimal(line, "\\x", byte);
		else
			line_bytes(line, text, length);
		text += length == 0 ? 1 : length;
	}
}

void line_json(struct line *line, const char *text)
{
	line_text(line, "\"");
	while (*text != '\0') {
		const unsigned char byte = (unsigned char)*text;
		const size_t length = utf8_length(text);

		if (length == 1 && (byte < ' ' || byte == 0x7f || byte == '\\' || byte == '"'))
			line_hexadecimal(line, "\\u00", byte);
		else if (length == 0 || utf8_printable(text) == 0)
			line_text(line, "\\ufffd");
		else
			line_bytes(line, text, length);
		text += length == 0 ? 1 : length;
	}
	line_text(line, "\"");
}

const char *line_string(struct line *line)
{
	line->bytes[line->used] = '\0';
	return line->bytes;
}

bool line_send(struct line *line, int fd)
{
	size_t sent = 0;

	line->bytes[line->used++] = '\n';
	while (sent < line->used) {
		const ssize_t count = write(fd, line->bytes + sent, line->used - sent);

		if (count < 0 && errno == EINTR)
			continue;
		if (count <= 0)
			return false;
		sent += (size_t)count;
	}
	return true;
}
