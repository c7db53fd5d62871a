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

/* Whatever can be written to is output, standard input too. */
static bool open_input(struct streams *streams, int *end)
{
	struct stream *const input = &streams->each[STDIN_FILENO];
	int ends[2];

	if (!streams->is_limited || (control(STDIN_FILENO, F_GETFL, 0) & O_ACCMODE) == O_RDONLY)
		return true;
	*end = open_again();
	if (*end >= 0)
		return true;
	if (syscall(SYS_pipe2, ends, O_CLOEXEC) < 0 || control(ends[1], F_SETFL, O_NONBLOCK) < 0)
		return false;
	input->from = STDIN_FILENO;
	input->to = ends[1];
	*end = ends[0];
	return true;
}

static bool open_output(struct streams *streams, int output, int *end)
{
	int ends[2] = {-1, -1};

	if (!streams->is_limited && (output == STDOUT_FILENO || tcgetpgrp(STDERR_FILENO) >= 0))
		return true;
	if (syscall(SYS_pipe2, ends, O_CLOEXEC) < 0 || control(ends[0], F_SETFL, O_NONBLOCK) < 0)
		return false;
	streams->each[output].from = ends[0];
	*end = ends[1];
	return true;
}

bool streams_open(struct streams *streams, bool is_limited, uint64_t limit, int ends[static 3])
{
	streams->is_limited = is_limited;
	streams->left = limit;
	for (int i = 0; i < 3; i++) {
		streams->each[i].from = ends[i] = -1;
		streams->each[i].to = i;
		streams->each[i].bytes = arena_take(STREAM_CHUNK);
		if (streams->each[i].bytes == NULL)
			return false;
	}
	return open_input(streams, &ends[STDIN_FILENO]) &&
	       open_output(streams, STDOUT_FILENO, &ends[STDOUT_FILENO]) &&
	       open_output(streams, STDERR_FILENO, &ends[STDERR_FILENO]);
}
