/* An application compiled to one static file, as of C, Rust or Go: a line for each thing that it
 * does, and keeprun as its child. */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/times.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static void need(int is_good, const char *what)
{
	if (is_good)
		return;
	printf("failed: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int add(int epoll, int descriptor)
{
	struct epoll_event event = {.events = EPOLLIN, .data.fd = descriptor};
	return epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event);
}

static void events(void)
{
	int epoll = epoll_create1(EPOLL_CLOEXEC), bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK),
	    timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC), watch = inotify_init1(IN_CLOEXEC);
	struct itimerspec soon = {.it_value.tv_nsec = 50000000};
	struct epoll_event event;
	need(epoll >= 0 && bell >= 0 && timer >= 0, "epoll");
	need(watch >= 0 && inotify_add_watch(watch, "/tmp", IN_CREATE) >= 0, "inotify");
	need(timerfd_settime(timer, 0, &soon, NULL) == 0 && add(epoll, timer) == 0, "timer");
	need(epoll_wait(epoll, &event, 1, 5000) == 1 && event.data.fd == timer, "epoll_wait");
	printf("timer: rang\n");
}

static void rang(int number)
{
	(void)number;
}

/* What programs ask for in passing. Only that the kernel has no such call is a failure. */
#define ASK(call)                                                                                  \
	do {                                                                                       \
		errno = 0;                                                                         \
		if ((long)(call) == -1)                                                            \
			need(errno != ENOSYS, #call);                                              \
	} while (0)

static void ask_clocks(void)
{
	struct itimerval period;
	struct itimerspec left;
	struct timespec resolution;
	struct tms ticks;
	timer_t timer;
	signal(SIGALRM, rang);
	signal(SIGUSR1, rang);
	ASK(alarm(1));
	ASK(pause());
	ASK(getitimer(ITIMER_REAL, &period));
	ASK(syscall(SYS_times, &ticks));
	ASK(syscall(SYS_time, NULL));
	ASK(syscall(SYS_clock_getres, CLOCK_MONOTONIC, &resolution));
	ASK(timer_create(CLOCK_MONOTONIC, &(struct sigevent){.sigev_signo = SIGUSR1}, &timer));
	ASK(timer_gettime(timer, &left));
	ASK(timer_getoverrun(timer));
	ASK(timer_delete(timer));
	ASK(timerfd_gettime(timerfd_create(CLOCK_MONOTONIC, 0), &left));
}

static void ask_process(void)
{
	gid_t groups[32];
	cpu_set_t set;
	struct rlimit limit;
	struct sched_param priority;
	struct sysinfo system;
	sigset_t pending;
	ASK(getgroups(32, groups));
	ASK(getsid(0));
	ASK(setregid((gid_t)-1, (gid_t)-1));
	ASK(setreuid((uid_t)-1, (uid_t)-1));
	ASK(syscall(SYS_getrlimit, RLIMIT_NOFILE, &limit));
	ASK(syscall(SYS_setrlimit, RLIMIT_NOFILE, &limit));
	ASK(sched_getaffinity(0, sizeof set, &set));
	ASK(sched_setaffinity(0, sizeof set, &set));
	ASK(sched_getscheduler(0));
	ASK(sched_getparam(0, &priority));
	ASK(sched_setscheduler(0, SCHED_OTHER, &priority));
	ASK(sched_get_priority_max(SCHED_OTHER));
	ASK(sched_get_priority_min(SCHED_OTHER));
	ASK(sysinfo(&system));
	ASK(sigpending(&pending));
	ASK(sigqueue(getpid(), SIGUSR1, (union sigval){0}));
	ASK(syscall(SYS_tkill, syscall(SYS_gettid), SIGUSR1));
}

static void ask_memory(void)
{
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASK(mlockall(MCL_CURRENT));
	ASK(munlockall());
	ASK(msync(page, 4096, MS_SYNC));
	ASK(pkey_alloc(0, 0));
	ASK(pkey_free(1));
	ASK(syscall(SYS_pkey_mprotect, page, 4096, PROT_READ, -1));
}

static void ask_files(void)
{
	int file = creat("/tmp/ask", 0600), pipes[2];
	char text[64];
	struct stat status;
	struct statvfs space;
	need(file >= 0 && pipe(pipes) == 0, "creat");
	ASK(chmod("/tmp/ask", 0644));
	ASK(chown("/tmp/ask", getuid(), getgid()));
	ASK(lchown("/tmp/ask", getuid(), getgid()));
	ASK(fchown(file, getuid(), getgid()));
	ASK(truncate("/tmp/ask", 5));
	ASK(link("/tmp/ask", "/tmp/ask.link"));
	ASK(symlink("ask", "/tmp/ask.symlink"));
	ASK(rename("/tmp/ask.link", "/tmp/ask.name"));
	ASK(readlink("/tmp/ask.symlink", text, sizeof text));
	ASK(stat("/tmp/ask", &status));
	ASK(lstat("/tmp/ask", &status));
	ASK(statvfs("/tmp", &space));
	ASK(access("/tmp/ask", R_OK));
	ASK(syscall(SYS_access, "/tmp/ask", R_OK));
	ASK(syscall(SYS_getdents, file, text, sizeof text));
	ASK(syscall(SYS_mknod, "/tmp/ask.fifo", S_IFIFO | 0600, 0));
	ASK(posix_fadvise(file, 0, 0, POSIX_FADV_SEQUENTIAL) == ENOSYS ? (errno = ENOSYS, -1) : 0);
	ASK(readahead(file, 0, 4096));
	ASK(splice(pipes[0], NULL, file, NULL, 0, 0));
	ASK(syncfs(file));
	ASK(syscall(SYS_sync_file_range, file, 0, 0, 0));
	ASK(getxattr("/tmp/ask", "user.x", text, sizeof text));
	ASK(setxattr("/tmp/ask", "user.x", "", 0, 0));
	ASK(listxattr("/tmp/ask", text, sizeof text));
	ASK(removexattr("/tmp/ask", "user.x"));
	close(file);
}

static void ask_waits(void)
{
	int watch = inotify_init(), epoll = epoll_create(1), bell = (int)syscall(SYS_eventfd, 0);
	struct epoll_event event;
	sigset_t none;
	sigemptyset(&none);
	need(watch >= 0 && epoll >= 0 && bell >= 0, "inotify_init");
	ASK(inotify_rm_watch(watch, inotify_add_watch(watch, "/tmp", IN_CREATE)));
	ASK(epoll_wait(epoll, &event, 1, 0));
	ASK(syscall(SYS_signalfd, -1, &none, 8));
	ASK(select(0, NULL, NULL, NULL, &(struct timeval){0}));
	ASK(syscall(SYS_select, 0, NULL, NULL, NULL, &(struct timeval){0}));
	ASK(syscall(SYS_dup, bell));
}

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t turned = PTHREAD_COND_INITIALIZER;
static int count;

static void *count_up(void *argument)
{
	pthread_mutex_lock(&lock);
	count++;
	pthread_cond_signal(&turned);
	pthread_mutex_unlock(&lock);
	return argument;
}

static void threads(void)
{
	pthread_t made[8];
	for (int i = 0; i < 8; i++)
		need(pthread_create(&made[i], NULL, count_up, NULL) == 0, "pthread_create");
	pthread_mutex_lock(&lock);
	while (count < 8)
		pthread_cond_wait(&turned, &lock);
	pthread_mutex_unlock(&lock);
	for (int i = 0; i < 8; i++)
		pthread_join(made[i], NULL);
	printf("threads: %d\n", count);
}

static void files(void)
{
	char name[] = "/tmp/c-XXXXXX", text[6] = "";
	int file = mkstemp(name);
	struct iovec parts[] = {{"he", 2}, {"llo", 3}};
	struct stat status;
	need(file >= 0 && writev(file, parts, 2) == 5 && fdatasync(file) == 0, "file");
	need(pread(file, text, 5, 0) == 5 && ftruncate(file, 4096) == 0, "pread");
	need(mmap(NULL, 4096, PROT_READ, MAP_SHARED, file, 0) != MAP_FAILED, "mmap");
	need(fstat(file, &status) == 0 && status.st_size == 4096, "fstat");
	need(rename(name, "/tmp/c") == 0 && unlink("/tmp/c") == 0, "rename");
	printf("file: %s\n", text);
	close(file);
}

static void served(const char *name, int family, struct sockaddr *address, socklen_t length)
{
	char said[5] = "";
	int server = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0),
	    client = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;
	need(server >= 0 && client >= 0, name);
	need(family == AF_UNIX ||
	         setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) == 0,
	     "setsockopt");
	need(bind(server, address, length) == 0 && listen(server, 8) == 0, "bind");
	need(getsockname(server, address, &length) == 0, "getsockname");
	need(connect(client, address, length) == 0, "connect");
	int peer = accept(server, NULL, NULL);
	struct mmsghdr many = {.msg_hdr = {.msg_iov = &(struct iovec){"word", 4}, .msg_iovlen = 1}};
	need(peer >= 0 && sendmmsg(client, &many, 1, MSG_NOSIGNAL) == 1, "accept");
	need(recv(peer, said, 4, 0) == 4 && shutdown(peer, SHUT_RDWR) == 0, "recv");
	ASK(recvmmsg(client, &many, 1, MSG_DONTWAIT, NULL));
	ASK(getpeername(client, address, &length));
	printf("%s: %s\n", name, said);
	close(peer);
	close(client);
	close(server);
}

static void sockets(void)
{
	struct sockaddr_un local = {.sun_family = AF_UNIX, .sun_path = "/tmp/c.sock"};
	struct sockaddr_in remote = {.sin_family = AF_INET,
	                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	served("local", AF_UNIX, (struct sockaddr *)&local, sizeof local);
	served("network", AF_INET, (struct sockaddr *)&remote, sizeof remote);
	ASK(socket(AF_INET6, SOCK_STREAM, 0));
	need(socket(AF_NETLINK, SOCK_RAW, 0) >= 0, "a socket of rtnetlink");
}

/* What the program says on its output when text is its input; ended after that many seconds. */
static void run(const char *name, const char *text, unsigned int seconds, const char *const *words)
{
	int to[2], from[2], status;
	char said[64] = "";
	size_t length = 0;
	pid_t child;
	posix_spawn_file_actions_t actions;
	need(pipe2(to, O_CLOEXEC) == 0 && pipe2(from, O_CLOEXEC) == 0, "pipe2");
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, to[0], 0);
	posix_spawn_file_actions_adddup2(&actions, from[1], 1);
	need(posix_spawn(&child, words[0], &actions, NULL, (char **)words, environ) == 0, "spawn");
	close(to[0]);
	close(from[1]);
	need(write(to[1], text, strlen(text)) == (ssize_t)strlen(text), "write");
	if (seconds > 0) {
		sleep(seconds);
		kill(child, SIGTERM);
	}
	close(to[1]);
	for (ssize_t got; (got = read(from[0], said + length, sizeof said - 1 - length)) > 0;)
		length += (size_t)got;
	close(from[0]);
	need(waitpid(child, &status, 0) == child, "waitpid");
	said[strcspn(said, "\n")] = '\0';
	printf("%s: %s %d\n", name, said, WIFEXITED(status) ? WEXITSTATUS(status) : 1000);
}

int main(void)
{
	struct rusage used;
	unsigned char random[8];
	setvbuf(stdout, NULL, _IOLBF, 0);
	need(getrusage(RUSAGE_SELF, &used) == 0 && getrandom(random, 8, 0) == 8, "getrusage");
	events();
	ask_clocks();
	ask_process();
	ask_memory();
	ask_files();
	ask_waits();
	printf("asked: all\n");
	threads();
	files();
	sockets();
	run("child", "aa\n", 0, (const char *const[]){"/usr/bin/tr", "a", "b", NULL});
	run("guest", "hello\n", 0, (const char *const[]){"/opt/keeprun", "/opt/sandbox", NULL});
	run("ended", "", 1, (const char *const[]){"/opt/keeprun", "/opt/waiting", NULL});
	return 0;
}
