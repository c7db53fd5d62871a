/* Whom one can talk to. */
#include "probe.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

/* The length of the address; 0 when the name is too long for one. */
static socklen_t make_address(struct sockaddr_un *address, const char *name)
{
	size_t length = strlen(name);
	if (length >= sizeof address->sun_path) {
		errno = ENAMETOOLONG;
		return 0;
	}
	*address = (struct sockaddr_un){.sun_family = AF_UNIX};
	memcpy(address->sun_path, name, length);
	for (size_t i = 0; name[0] == '@' && i < length; i++)
		if (name[i] == '@')
			address->sun_path[i] = '\0';
	return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
}

static int connect_as(const char *name, int type)
{
	struct sockaddr_un address;
	socklen_t length = make_address(&address, name);
	int fd = length > 0 ? socket(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0) : -1;
	if (fd < 0)
		return -1;
	int result = connect(fd, (const struct sockaddr *)&address, length);
	int error = errno;
	close(fd);
	errno = error;
	return result;
}

/* connect PATH or @ABSTRACT, spelt as in /proc/net/unix (each NUL an @): any type of socket that is
 * accepted there */
void task_connect(const char *name)
{
	int is_connected = connect_as(name, SOCK_STREAM) == 0;
	if (!is_connected && errno == EPROTOTYPE)
		is_connected = connect_as(name, SOCK_SEQPACKET) == 0;
	answer("connect", name, is_connected ? "connected" : errno_word());
}

/* listen PATH: a socket that takes connections from everybody for as long as the process lives,
 * whatever it becomes */
void task_listen(const char *path)
{
	struct sockaddr_un address;
	socklen_t length = make_address(&address, path);
	int fd = length > 0 ? socket(AF_UNIX, SOCK_STREAM, 0) : -1;
	result("listen", path, "listening",
	       fd < 0 || bind(fd, (const struct sockaddr *)&address, length) != 0 ||
	           chmod(path, 0666) != 0 || listen(fd, 64) != 0);
}

/* socket FAMILY,TYPE: whether there is such a thing */
void task_socket(const char *words)
{
	char *end;
	int family = (int)strtol(words, &end, 0);
	int fd = socket(family, (int)strtol(*end ? end + 1 : end, NULL, 0), 0);
	answer("socket", words, fd >= 0 ? "made" : errno_word());
	if (fd >= 0)
		close(fd);
}

/* reach ADDRESS[:PORT]: a TCP connection there, to port 80 when none is said, within two seconds */
void task_reach(const char *words)
{
	char address[INET_ADDRSTRLEN] = "";
	size_t length = strcspn(words, ":");
	struct sockaddr_in to = {
	    .sin_family = AF_INET,
	    .sin_port = htons(words[length] ? (uint16_t)strtol(words + length + 1, NULL, 10) : 80)};
	struct timeval patience = {.tv_sec = 2};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	memcpy(address, words, length < sizeof address ? length : 0);
	inet_pton(AF_INET, address, &to.sin_addr);
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
	result("reach", words, "connected", connect(fd, (const struct sockaddr *)&to, sizeof to));
	if (fd >= 0)
		close(fd);
}
