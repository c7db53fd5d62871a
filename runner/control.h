#pragma once

#include <sys/syscall.h>
#include <unistd.h>

/* fcntl(2) as the kernel has it: musl's brings 400 bytes for locks and owners, which nothing here
 * has. */
static inline int control(int fd, int command, int argument)
{
	return (int)syscall(SYS_fcntl, fd, command, argument);
}
