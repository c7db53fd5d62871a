#include "status.h"
#include "line.h"

#include <fcntl.h>
#include <unistd.h>

enum fault open_status(struct start *start)
{
	const char *const path = start->command.status_file;

	if (path == NULL || start->command.is_check) {
		start->skipped = "nothing is started";
		return FAULT_none;
	}
	start->status_fd =
	    openat(AT_FDCWD, path,
	           O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0644);
	return start->status_fd < 0 ? fault_errno(&start->note, FAULT_status_file, path)
	                            : FAULT_none;
}

static void add_number(struct line *line, const char *name, uint64_t number)
{
	line_text(line, name);
	line_number(line, number);
}

void status_write(const struct start *start, const struct ending *ending)
{
	const char *const policy = value_of(start->options.policy);
	struct line line = {.used = 0};

	if (start->status_fd <= 0)
		return;
	line_text(&line, "{\"reason\":");
	line_json(&line, ending->reason);
	add_number(&line, ",\"code\":", (unsigned int)ending->code);
	add_number(&line, ",\"signal\":", (unsigned int)ending->signal);
	add_number(&line, ",\"wall_ms\":", ending->wall);
	line_text(&line, ",\"policy\":");
	line_json(&line, policy == NULL ? "" : policy);
	line_text(&line, "}");
	/* The guest is over: its status stays the answer. */
	if (!line_send(&line, start->status_fd))
		fault_notice("warning", FAULT_status_file, start->command.status_file);
}
