/* The guest's three descriptors on their way through the supervisor. Which of them are pipes:
 *  - all outputs where output is limited, and standard error unless it is a terminal (programs see
 *    a terminal where there is one): so what runsc says can be explained
 *  - standard input where output is limited and it could be written to: a socket. What can be
 *    opened again for reading alone is (a terminal, a pipe, a file), and needs no pipe */
#pragma once

#include "translate.h"

#include <limits.h>
#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { STREAM_CHUNK = PIPE_BUF }; /* so much a pipe that poll calls writable takes at once */

struct stream {
	int from; /* -1 when there is nothing to carry, or no more */
	int to;
	size_t start;
	size_t end;
	char *bytes; /* STREAM_CHUNK of them */
};

struct streams {
	struct stream each[3]; /* by the guest's descriptor */
	uint64_t left;         /* bytes of output, where it is limited */
	bool is_limited;
	bool is_exceeded;
	struct tail tail; /* of what came on standard error; last: most of it is never touched */
};

/* LIMIT in bytes, where IS_LIMITED. ENDS are the guest's sides of what is put between, or -1; the
 * caller's. False and errno. */
bool streams_open(struct streams *streams, bool is_limited, uint64_t limit, int ends[static 3]);

/* In a process that carries nothing. */
void streams_forget(const struct streams *streams);

void streams_watch(const struct streams *streams, struct pollfd polled[static 3]);
void streams_serve(struct streams *streams, const struct pollfd polled[static 3]);

/* Nothing is read any more for a guest that is over. */
void streams_end_input(struct streams *streams);

/* Output that was read and is not yet written. */
bool streams_are_pending(const struct streams *streams);
