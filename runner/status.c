#include "status.h"
#include "arena.h"
#include "line.h"
#include "path.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* In a directory whose names are ours: somebody else could let PATH lead to another file. Returns
 * the descriptor, or -1 and errno. */
static int open_file(const char *path)
{
	const char *const slash = strrchr(path, '/');
	const char *const name = slash == NULL ? path : slash + 1;
	const char *const directory =
	    slash == NULL ? "." : arena_join(path, (size_t)(name - path), "", "");
	const int parent =
	    directory == NULL ? -1 : open_without_symlinks(AT_FDCWD, directory, O_PATH);
	struct stat stat;
	int file = -1;

	if (parent < 0 || fstat(parent, &stat) < 0)
		return -1;
	errno = EACCES;
	if (is_safe_directory(&stat) && (path[0] != '/' || find_unsafe_parent(path) == 0))
		file = openat(parent, name,
		              O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC,
		              0644);
	close(parent);
	return file;
}

enum fault open_status(struct start *start)
{
	const char *const path = start->command.status_file;

	if (path == NULL || start->command.is_check) {
		start->skipped = "nothing is started";
		return FAULT_none;
	}
	start->status_fd = open_file(path);
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
