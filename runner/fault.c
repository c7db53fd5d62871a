#include "fault.h"
#include "line.h"

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

/* All texts in one object, found by their offsets: pointers would be relocated at each start, and
 * take four times the room. */
/* Members cannot be put in parentheses. NOLINTBEGIN(bugprone-macro-parentheses) */
#define FAULT(id, name, sentence, remedy)                                                          \
	char id##_name[sizeof name];                                                               \
	char id##_sentence[sizeof sentence];                                                       \
	char id##_remedy[sizeof remedy];
/* NOLINTEND(bugprone-macro-parentheses) */
static const struct texts {
	char none_name[sizeof "ok"];
#include "faults.def"
#undef FAULT
} texts = {
    "ok",
#define FAULT(id, name, sentence, remedy) name, sentence, remedy,
#include "faults.def"
#undef FAULT
};

static const struct {
	uint16_t name;
	uint16_t sentence;
	uint16_t remedy;
} offsets[FAULT_COUNT] = {
#define FAULT(id, name, sentence, remedy)                                                          \
	[FAULT_##id] = {offsetof(struct texts, id##_name), offsetof(struct texts, id##_sentence),  \
	                offsetof(struct texts, id##_remedy)},
#include "faults.def"
#undef FAULT
};

const char *fault_name(enum fault fault)
{
	return (const char *)&texts + offsets[fault].name;
}

const char *fault_sentence(enum fault fault)
{
	return (const char *)&texts + offsets[fault].sentence;
}

const char *fault_remedy(enum fault fault)
{
	return (const char *)&texts + offsets[fault].remedy;
}

static void note_append(struct note *note, const char *text)
{
	const size_t used = strlen(note->text);
	const size_t room = sizeof note->text - 1 - used;
	const size_t length = strnlen(text, room);

	memcpy(note->text + used, text, length);
	note->text[used + length] = '\0';
}

enum fault fault_at(struct note *note, enum fault fault, const char *detail)
{
	note->text[0] = '\0';
	note_append(note, detail);
	return fault;
}

enum fault fault_errno(struct note *note, enum fault fault, const char *detail)
{
	const char *reason = strerror(errno);

	note->text[0] = '\0';
	note_append(note, detail);
	note_append(note, ": ");
	note_append(note, reason);
	return fault;
}

void fault_describe(struct line *line, enum fault fault, const char *detail)
{
	line_text(line, fault_name(fault));
	line_text(line, ": ");
	line_text(line, fault_sentence(fault));
	if (detail[0] != '\0') {
		line_text(line, " (");
		line_escaped(line, detail);
		line_text(line, ")");
	}
}

void fault_print(enum fault fault, const struct note *note)
{
	struct line line = {.used = 0};

	line_text(&line, "keeprun: ");
	fault_describe(&line, fault, note->text);
	line_text(&line, "; ");
	line_text(&line, fault_remedy(fault));
	line_send(&line, STDERR_FILENO);
}

void fault_notice(const char *verdict, enum fault fault, const char *detail)
{
	struct line line = {.used = 0};

	line_text(&line, "keeprun: ");
	line_text(&line, verdict);
	line_text(&line, ": ");
	fault_describe(&line, fault, detail);
	line_send(&line, STDERR_FILENO);
}
