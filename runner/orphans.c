#include "orphans.h"
#include "line.h"
#include "proc.h"
#include "shapes.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

void end_orphans(void)
{
	struct line name = {.used = 0};
	ssize_t length = 1;

	/* Mostly there are none, and /proc need not be asked. */
	if (waitpid(-1, NULL, WNOHANG) < 0)
		return;
	line_text(&name, "task/");
	line_number(&name, (uint64_t)getpid());
	line_text(&name, "/children");
	while (length > 0) {
		char children[2048];
		const int fd = proc_open(line_string(&name));

		length = fd < 0 ? 0 : read(fd, children, sizeof children - 1);
		if (fd >= 0)
			close(fd);
		children[length > 0 ? length : 0] = '\0';
		for (const char *next = children; *next != '\0';
		     next += strcspn(next, " "), next += strspn(next, " "))
			if (next[strcspn(next, " ")] == ' ')
				kill((pid_t)number_value(next), SIGKILL);
		if (length > 0)
			waitpid(-1, NULL, 0);
	}
	while (waitpid(-1, NULL, WNOHANG) > 0)
		;
}
