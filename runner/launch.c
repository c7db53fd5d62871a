#include "steps.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char root[] = "--root=";
static const char bundle[] = "--bundle=";

/* Go's runtime and runsc obey GODEBUG, GOTRACEBACK, XDG_RUNTIME_DIR, GVISOR_SIDECAR_BINARIES_DIR and more: nothing is handed down. */
static char path[] = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
static char *environment[] = {path, NULL};

struct vector {
	char *items[ARTIFACT_ARGC_MAX + 4];
	char root[PATH_MAX + sizeof root];
	char bundle[PATH_MAX + sizeof bundle];
};

static char *join(char *buffer, const char *left, const char *right)
{
	const size_t length = strlen(left);

	memcpy(buffer, left, length);
	memcpy(buffer + length, right, strlen(right) + 1);
	return buffer;
}

/* runsc FLAGS, with the state directory of this start, run --bundle=DIR ID. */
static void build_vector(struct vector *vector, struct start *start)
{
	static char run[] = "run";
	static char runsc[] = "runsc";
	const struct values flags = start->options.runsc_flags;
	size_t count = 0;

	vector->items[count++] = runsc;
	for (size_t i = 0; i < flags.count; i++) {
		const bool is_root = strncmp(flags.items[i], root, strlen(root)) == 0;

		vector->items[count++] = is_root ? join(vector->root, root, start->state_path) : flags.items[i];
	}
	vector->items[count++] = run;
	vector->items[count++] = join(vector->bundle, bundle, start->bundle_path);
	vector->items[count++] = start->id;
	vector->items[count] = NULL;
}

/* An ignored signal and a blocked one stay so across an exec. */
static void reset_signals(void)
{
	sigset_t none;

	for (int number = 1; number < NSIG; number++)
		signal(number, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

enum fault launch(struct start *start)
{
	static struct vector vector;

	build_vector(&vector, start);
	reset_signals();
	umask(077);
	if (chdir("/") < 0)
		return fault_errno(&start->note, FAULT_launch, "/");
	syscall(SYS_execveat, start->runsc_fd, "", vector.items, environment, AT_EMPTY_PATH);
	return fault_errno(&start->note, FAULT_launch, value_of(start->options.runsc));
}
