#include "report.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

struct message {
	enum fault fault;
	struct note note;
};

/* Room for one descriptor, as cmsg(3) wants it. */
union control {
	struct cmsghdr header;
	char bytes[CMSG_SPACE(sizeof(int))];
};

bool report_open(int ends[static 2])
{
	return syscall(SYS_socketpair, AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == 0;
}

void report_fault(const struct start *start, int end, enum fault fault)
{
	struct message message = {.fault = fault, .note = start->note};

	(void)!write(end, &message, sizeof message);
}

bool report_state(const struct start *start, int end)
{
	struct message message = {.fault = FAULT_none};
	union control control = {.header = {.cmsg_len = CMSG_LEN(sizeof(int)),
	                                    .cmsg_level = SOL_SOCKET,
	                                    .cmsg_type = SCM_RIGHTS}};
	struct iovec part = {&message, sizeof message};
	struct msghdr header = {.msg_iov = &part,
	                        .msg_iovlen = 1,
	                        .msg_control = &control,
	                        .msg_controllen = sizeof control};

	memcpy(CMSG_DATA(&control.header), &start->world.state, sizeof(int));
	return syscall(SYS_sendmsg, end, &header, 0) == (long)sizeof message;
}

/* The length of the next message, 0 at the end, or -1 and errno. */
static ssize_t receive(struct start *start, int end, struct message *message)
{
	union control control = {.bytes = {0}};
	struct iovec part = {message, sizeof *message};
	struct msghdr header = {
	    .msg_iov = &part,
	    .msg_iovlen = 1,
	    .msg_control = &control,
	    .msg_controllen = sizeof control,
	};
	const long count = syscall(SYS_recvmsg, end, &header, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);

	if (count > 0 && header.msg_controllen >= sizeof(struct cmsghdr) &&
	    control.header.cmsg_type == SCM_RIGHTS)
		memcpy(&start->world.state, CMSG_DATA(&control.header), sizeof(int));
	return count;
}

bool report_take(struct start *start, int end, enum fault *fault)
{
	struct message message = {.fault = FAULT_none};
	const ssize_t count = receive(start, end, &message);

	if (count < 0 && (errno == EINTR || errno == EAGAIN))
		return true;
	if (count == (ssize_t)sizeof message && message.fault == FAULT_none)
		return true;
	if (count == (ssize_t)sizeof message) {
		start->note = message.note;
		*fault = message.fault;
	} else if (count < 0 && start->world.state <= 0) {
		*fault = fault_errno(&start->note, FAULT_supervisor, "recvmsg");
	} else if (start->world.state <= 0) {
		*fault = fault_at(&start->note, FAULT_supervisor, "the child died");
	}
	/* Else it made its world, and its own end says the rest. */
	return false;
}
