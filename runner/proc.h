#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Is /proc a procfs at its root, with /proc/self as it should be? False and errno otherwise. */
bool proc_is_genuine(void);

/* Opens /proc/self/NAME for reading, having seen that /proc is a procfs at its root and that
 * nothing is mounted over the file. Returns the descriptor, which the caller owns, or -1 and errno:
 * EXDEV when somebody put something else there (CVE-2019-16884, CVE-2025-52881). */
int proc_open(const char *name);

/* The same with FLAGS of open(2). */
int proc_open_for(const char *name, int flags);

/* After a fork: /proc/self is another directory then. */
void proc_forget(void);

/* Reads the link /proc/self/NAME into BUFFER as a string. Returns its length, or -1 and errno;
 * ENAMETOOLONG when it does not fit. */
ssize_t proc_link(const char *name, char *buffer, size_t size);

/* Reads FD, which proc_open opened, from its start to its end into BUFFER. Returns the number of
 * bytes, or -1 and errno; EFBIG when it does not fit. */
ssize_t proc_pass(int fd, char *buffer, size_t size);

/* Reads the file /proc/self/NAME, from its start, into BUFFER. Returns the number of bytes, or -1
 * and errno; EFBIG when it does not fit. */
ssize_t proc_read(const char *name, char *buffer, size_t size);
