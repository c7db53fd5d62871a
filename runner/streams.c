#include "streams.h"
#include "arena.h"
#include "control.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The one of its two descriptors that is our end of a pipe. */
static int our_end(const struct stream *stream)
{
	return stream->from == STDIN_FILENO ? stream->to : stream->from;
}

static void close_stream(struct stream *stream)
{
	close(our_end(stream));
	stream->from = -1;
	stream->end = stream->start = 0;
}

/* What is within the limit still goes out; then the guest is over. */
static void count_output(struct streams *streams, struct stream *stream)
{
	const size_t length = stream->end;

	if (!streams->is_limited || stream == &streams->each[STDIN_FILENO])
		return;
	if (length <= streams->left) {
		streams->left -= length;
		return;
	}
	stream->end = (size_t)streams->left;
	streams->left = 0;
	streams->is_exceeded = true;
}

static void read_stream(struct streams *streams, struct stream *stream)
{
	const ssize_t count = read(stream->from, stream->bytes, STREAM_CHUNK);

	if (count < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (count <= 0) {
		close_stream(stream);
		return;
	}
	stream->start = 0;
	stream->end = (size_t)count;
	if (stream->to == STDERR_FILENO)
		tail_add(&streams->tail, stream->bytes, stream->end);
	count_output(streams, stream);
}

/* A reader that is gone: the guest gets its EPIPE by our closing the other end. */
static void write_stream(struct stream *stream)
{
	const ssize_t count =
	    write(stream->to, stream->bytes + stream->start, stream->end - stream->start);

	if (count < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (count <= 0) {
		close_stream(stream);
		return;
	}
	stream->start += (size_t)count;
}

static bool is_pending(const struct stream *stream)
{
	return stream->start < stream->end;
}

bool streams_are_pending(const struct streams *streams)
{
	return is_pending(&streams->each[STDOUT_FILENO]) ||
	       is_pending(&streams->each[STDERR_FILENO]);
}

static struct pollfd watch_stream(const struct stream *stream)
{
	if (stream->from < 0)
		return (struct pollfd){.fd = -1};
	if (is_pending(stream))
		return (struct pollfd){.fd = stream->to, .events = POLLOUT};
	return (struct pollfd){.fd = stream->from, .events = POLLIN};
}

void streams_watch(const struct streams *streams, struct pollfd polled[static 3])
{
	for (int i = 0; i < 3; i++)
		polled[i] = watch_stream(&streams->each[i]);
}

void streams_serve(struct streams *streams, const struct pollfd polled[static 3])
{
	for (int i = 0; i < 3; i++) {
		struct stream *const stream = &streams->each[i];

		if (stream->from < 0 || polled[i].revents == 0)
			continue;
		if (is_pending(stream))
			write_stream(stream);
		else
			read_stream(streams, stream);
	}
}

void streams_end_input(struct streams *streams)
{
	if (streams->each[STDIN_FILENO].from >= 0)
		close_stream(&streams->each[STDIN_FILENO]);
}

void streams_forget(const struct streams *streams)
{
	for (int i = 0; i < 3; i++)
		if (streams->each[i].from >= 0)
			close(our_end(&streams->each[i]));
}

/* A descriptor that the guest may read and not write, through the name that /proc has for ours: a
 * file goes on where it was. -1 where there is no such thing, as for a socket. */
static int open_again(void)
{
	const int fd =
	    openat(AT_FDCWD, "/proc/self/fd/0", O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	const off_t place = lseek(STDIN_FILENO, 0, SEEK_CUR);

	if (fd < 0)
		return -1;
	if (control(fd, F_SETFL, 0) < 0 || (place > 0 && lseek(fd, place, SEEK_SET) < 0))
		return close(fd), -1;
	return fd;
}

/* The end OURS of the pipe, which must not block us. */
static bool open_pipe(int ends[static 2], int ours)
{
	return syscall(SYS_pipe2, ends, O_CLOEXEC) == 0 &&
	       control(ends[ours], F_SETFL, O_NONBLOCK) == 0;
}

/* Whatever can be written to is output, standard input too. */
static bool needs_pipe(const struct streams *streams, int fd, int *again)
{
	if (fd == STDERR_FILENO && tcgetpgrp(fd) < 0)
		return true;
	if (!streams->is_limited || fd != STDIN_FILENO)
		return streams->is_limited;
	if ((control(fd, F_GETFL, 0) & O_ACCMODE) == O_RDONLY)
		return false;
	*again = open_again();
	return *again < 0;
}

static bool open_stream(struct streams *streams, int fd, int *end)
{
	const int ours = fd == STDIN_FILENO;
	struct stream *const stream = &streams->each[fd];
	int ends[2];

	*stream = (struct stream){.from = -1, .to = fd, .bytes = arena_take(STREAM_CHUNK)};
	*end = -1;
	if (stream->bytes == NULL || !needs_pipe(streams, fd, end))
		return stream->bytes != NULL;
	if (!open_pipe(ends, ours))
		return false;
	stream->from = ours ? fd : ends[0];
	stream->to = ours ? ends[1] : fd;
	*end = ends[!ours];
	return true;
}

bool streams_open(struct streams *streams, bool is_limited, uint64_t limit, int ends[static 3])
{
	streams->is_limited = is_limited;
	streams->left = limit;
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (!open_stream(streams, fd, &ends[fd]))
			return false;
	return true;
}
