#include "json_string.h"
#include "utf8.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static void put(struct sink *sink, const char *bytes, size_t length)
{
	size_t written = 0;

	while (sink->failure == 0 && written < length) {
		const ssize_t count = write(sink->fd, bytes + written, length - written);

		if (count < 0 && errno != EINTR)
			sink->failure = errno;
		else if (count == 0)
			sink->failure = ENOSPC;
		else if (count > 0)
			written += (size_t)count;
	}
}

void sink_flush(struct sink *sink)
{
	put(sink, sink->buffer, sink->used);
	sink->used = 0;
}

/* Much at once is not copied first: most of config.json goes out as it was read. */
void sink_bytes(struct sink *sink, const char *bytes, size_t length)
{
	sink->total += length;
	if (length > sizeof sink->buffer - sink->used)
		sink_flush(sink);
	if (length > sizeof sink->buffer) {
		put(sink, bytes, length);
		return;
	}
	memcpy(sink->buffer + sink->used, bytes, length);
	sink->used += length;
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
