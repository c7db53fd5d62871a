#include "terminal.h"
#include "control.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The first of the three that is a terminal, or -1. */
static int find_terminal(struct termios *attributes)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (syscall(SYS_ioctl, fd, TCGETS, attributes) == 0)
			return fd;
	return -1;
}

void terminal_note(struct terminal *terminal)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		terminal->flags[fd] = control(fd, F_GETFL, 0);
	terminal->has_attributes = find_terminal(&terminal->attributes) >= 0;
}

void terminal_restore(const struct terminal *terminal)
{
	struct termios found;
	const int fd = find_terminal(&found);

	for (int i = STDIN_FILENO; i <= STDERR_FILENO; i++)
		if (terminal->flags[i] >= 0)
			control(i, F_SETFL, terminal->flags[i]);
	if (terminal->has_attributes && fd >= 0 && tcgetpgrp(fd) == getpgrp())
		syscall(SYS_ioctl, fd, TCSETS, &terminal->attributes);
}
