#include "control.h"
#include "shapes.h"
#include "steps.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* For kernels before 5.9 and seccomp profiles that do not know close_range. The directory is read
 * again from its start after each round of closing, until only its own descriptor is left: a
 * listing that changes while it is read may skip entries. */
static bool close_by_listing(void)
{
	const int directory = openat(AT_FDCWD, "/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool is_closing = directory >= 0;

	while (is_closing) {
		_Alignas(struct dirent) char buffer[2048];
		int length;

		is_closing = false;
		if (lseek(directory, 0, SEEK_SET) < 0)
			return false;
		while ((length = getdents(directory, (void *)buffer, sizeof buffer)) > 0) {
			for (int at = 0; at < length;) {
				const struct dirent *const entry = (const void *)(buffer + at);
				const int fd =
				    entry->d_name[0] == '.' ? 0 : (int)number_value(entry->d_name);

				if (fd > STDERR_FILENO && fd != directory && close(fd) == 0)
					is_closing = true;
				at += entry->d_reclen;
			}
		}
		if (length < 0)
			return false;
	}
	return directory >= 0 && close(directory) == 0;
}

/* runsc hands the file to the sentry, which writes at an offset of its own: two starts into one
 * file overwrite each other. */
static void warn_of_overwriting(void)
{
	struct stat stat;

	if (fstat(STDOUT_FILENO, &stat) == 0 && S_ISREG(stat.st_mode) &&
	    (control(STDOUT_FILENO, F_GETFL, 0) & O_APPEND) == 0)
		fault_notice("warning", FAULT_stdout_overwrites, "");
}

enum fault close_descriptors(struct start *start)
{
	static const char names[][7] = {"stdin", "stdout", "stderr"};

	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (control(fd, F_GETFD, 0) < 0)
			return fault_at(&start->note, FAULT_stdio_closed, names[fd]);
	/* Not what was inherited either: 0777 would make a state directory that its owner may not
	 * open. launch() sets runsc's own. */
	umask(022);
	if (!start->command.is_check)
		warn_of_overwriting();
	if (syscall(SYS_close_range, STDERR_FILENO + 1U, ~0U, 0U) == 0)
		return FAULT_none;
	if (!close_by_listing())
		return fault_errno(&start->note, FAULT_descriptors, "/proc/self/fd");
	return FAULT_none;
}
