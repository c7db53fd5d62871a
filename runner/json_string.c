#include "json_string.h"
#include "utf8.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

void sink_flush(struct sink *sink)
{
	size_t written = 0;

	while (sink->failure == 0 && written < sink->used) {
		const ssize_t count = write(sink->fd, sink->buffer + written, sink->used - written);

		if (count < 0 && errno != EINTR)
			sink->failure = errno;
		else if (count == 0)
			sink->failure = ENOSPC;
		else if (count > 0)
			written += (size_t)count;
	}
	sink->used = 0;
}

void sink_bytes(struct sink *sink, const char *bytes, size_t length)
{
	sink->total += length;
	while (length > 0) {
		const size_t room = sizeof sink->buffer - sink->used;
		const size_t taken = length < room ? length : room;

		memcpy(sink->buffer + sink->used, bytes, taken);
		sink->used += taken;
		bytes += taken;
		length -= taken;
		if (sink->used == sizeof sink->buffer)
			sink_flush(sink);
	}
}

void sink_text(struct sink *sink, const char *text)
{
	sink_bytes(sink, text, strlen(text));
}

static void sink_escape(struct sink *sink, unsigned char byte)
{
	static const char digits[] = "0123456789abcdef";
	const char escape[] = {'\\', 'u', '0', '0', digits[byte >> 4], digits[byte & 15]};

	sink_bytes(sink, escape, sizeof escape);
}

bool sink_json(struct sink *sink, const char *text)
{
	while (*text != '\0') {
		const unsigned char byte = (unsigned char)*text;
		const size_t length = utf8_length(text);

		if (length == 0)
			return false;
		if (byte < ' ' || byte == 0x7f || byte == '"' || byte == '\\')
			sink_escape(sink, byte);
		else
			sink_bytes(sink, text, length);
		text += length;
	}
	return true;
}
