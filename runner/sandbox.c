#include "sandbox.h"
#include "line.h"
#include "shapes.h"
#include "translate.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

size_t sandbox_read(const struct start *start, const char *name, char *text, size_t size)
{
	const int fd =
	    openat(start->world.state, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	const off_t end = fd < 0 ? 0 : lseek(fd, 0, SEEK_END);
	const off_t room = (off_t)size - 1;
	ssize_t length = 0;

	if (end > 0)
		length = pread(fd, text, size - 1, end > room ? end - room : 0);
	if (fd >= 0)
		close(fd);
	text[length > 0 ? length : 0] = '\0';
	return strlen(text);
}

/* The key can stand nowhere else: in a string of JSON its quotes are escaped. What may be long, the
 * guest's arguments and environment, stands before it. */
static pid_t find_gofer(const struct start *start)
{
	static const char key[] = "\"goferPid\":";
	struct line name = {.used = 0};
	char text[8192];
	const char *found;

	line_text(&name, start->id);
	line_text(&name, "_sandbox:");
	line_text(&name, start->id);
	line_text(&name, ".state");
	sandbox_read(start, line_string(&name), text, sizeof text);
	found = find_text(text, key);
	return found == NULL ? 0 : (pid_t)number_value(found + strlen(key));
}

bool sandbox_find(const struct start *start, pid_t *sentry, pid_t *gofer)
{
	char text[32];

	sandbox_read(start, "pid", text, sizeof text);
	*sentry = (pid_t)number_value(text);
	*gofer = find_gofer(start);
	return *sentry > 0;
}
