#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Bytes on their way into a file: a buffer that is written out when it is full. After the first
 * failure nothing more is written, and the errno stays. */
struct sink {
	int fd;
	int failure; /* errno, 0 while all is well */
	size_t total;
	size_t used;
	char buffer[4096];
};

void sink_bytes(struct sink *sink, const char *bytes, size_t length);
void sink_text(struct sink *sink, const char *text);
void sink_flush(struct sink *sink);

/* What stands between the quotes of a JSON string (RFC 8259, section 7): `"`, `\` and control
 * characters escaped, all else as it is. Returns false, with something written, when TEXT is not
 * UTF-8: Go would put U+FFFD there, and the guest would get another string than the one that was
 * given. */
bool sink_json(struct sink *sink, const char *text);
