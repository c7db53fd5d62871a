#include "translate.h"
#include "line.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

/* Found by offsets, as in fault.c. */
#define RUNSC_ERROR(needle, cause, remedy) needle "\0" cause "\0" remedy "\0"
static const char texts[] =
#include "runsc_errors.def"
    ;
#undef RUNSC_ERROR

void tail_add(struct tail *tail, const char *bytes, unsigned long length)
{
	const size_t room = sizeof tail->bytes - 1;

	if (length > room) {
		bytes += length - room;
		length = room;
	}
	if (tail->used + length > room) {
		const size_t dropped = tail->used + length - room;

		memmove(tail->bytes, tail->bytes + dropped, tail->used - dropped);
		tail->used -= dropped;
	}
	memcpy(tail->bytes + tail->used, bytes, length);
	tail->used += length;
	for (size_t i = tail->used - length; i < tail->used; i++)
		if (tail->bytes[i] == '\0')
			tail->bytes[i] = ' ';
	tail->bytes[tail->used] = '\0';
}

const char *find_text(const char *text, const char *needle)
{
	const size_t length = strlen(needle);

	for (; *text != '\0'; text++)
		if (strncmp(text, needle, length) == 0)
			return text;
	return NULL;
}

int tail_command_status(const struct tail *tail)
{
	const char *const load = find_text(tail->bytes, "failed to load ");

	if (load == NULL)
		return 0;
	return find_text(load, "no such file or directory") != NULL ? 127 : 126;
}

static const char *after(const char *text)
{
	return text + strlen(text) + 1;
}

void tail_explain(const struct tail *tail)
{
	const char *needle = texts;
	struct line line = {.used = 0};

	while (*needle != '\0' && find_text(tail->bytes, needle) == NULL)
		needle = after(after(after(needle)));
	line_text(&line, "keeprun: ");
	fault_describe(&line, FAULT_runsc_failed, *needle == '\0' ? "" : after(needle));
	line_text(&line, "; ");
	line_text(&line, *needle == '\0' ? fault_remedy(FAULT_runsc_failed) : after(after(needle)));
	line_send(&line, STDERR_FILENO);
}
