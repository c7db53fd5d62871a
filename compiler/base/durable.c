#include "base/durable.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

void hold_signals(int how)
{
	static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
	sigset_t set;
	sigemptyset(&set);
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		sigaddset(&set, numbers[i]);
	sigprocmask(how, &set, NULL);
	signal(SIGXFSZ, SIG_IGN);
}

bool write_all(int fd, struct text bytes)
{
	for (size_t done = 0; done < bytes.length;) {
		ssize_t count = write(fd, bytes.data + done, bytes.length - done);
		if (count < 0 && errno == EINTR)
			continue;
		if (count <= 0)
			return false;
		done += (size_t)count;
	}
	return true;
}

bool sync_directory(const char *path)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_DIRECTORY);
	if (fd < 0)
		return false;
	bool is_synced = fsync(fd) == 0;
	return close(fd) == 0 && is_synced;
}
