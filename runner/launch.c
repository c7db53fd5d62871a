#include "path.h"
#include "steps.h"
#include "supervise.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Go's runtime and runsc obey GODEBUG, GOTRACEBACK, XDG_RUNTIME_DIR, GVISOR_SIDECAR_BINARIES_DIR and more: nothing is handed down. */
static char path[] = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

struct vector {
	size_t count;
	size_t used;
	char *items[ARTIFACT_ARGC_MAX + 4];
	char text[4 * PATH_MAX];
};

/* One more element, joined from three strings. False when the room for such elements is used up. */
static bool add_joined(struct vector *vector, const char *first, size_t first_length, const char *second, const char *third)
{
	const size_t second_length = strlen(second);
	const size_t third_size = strlen(third) + 1;
	char *const text = vector->text + vector->used;

	if (first_length + second_length + third_size > sizeof vector->text - vector->used)
		return false;
	memcpy(text, first, first_length);
	memcpy(text + first_length, second, second_length);
	memcpy(text + first_length + second_length, third, third_size);
	vector->used += first_length + second_length + third_size;
	vector->items[vector->count++] = text;
	return true;
}

/* --root=STATE becomes --root=STATE/ID, and so does every flag whose value lies below STATE: the logs of a debug build. */
static bool add_flag(struct vector *vector, const struct start *start, char *flag)
{
	const char *const state = start->options.state;
	const char *const value = flag + strcspn(flag, "=") + 1;

	if (!is_at_or_below(value, state)) {
		vector->items[vector->count++] = flag;
		return true;
	}
	return add_joined(vector, flag, (size_t)(value - flag), start->state_path, value + strlen(state));
}

/* runsc FLAGS run --bundle=DIR ID */
static bool build_vector(struct vector *vector, struct start *start)
{
	static char run[] = "run";
	static char runsc[] = "runsc";
	const struct values flags = start->options.runsc_flags;
	const char *const bundle = start->is_spliced ? start->spliced_path : start->bundle_path;

	vector->items[vector->count++] = runsc;
	for (size_t i = 0; i < flags.count; i++)
		if (!add_flag(vector, start, flags.items[i]))
			return false;
	vector->items[vector->count++] = run;
	if (!add_joined(vector, "--bundle=", strlen("--bundle="), bundle, ""))
		return false;
	if (needs_supervisor(start) && !add_joined(vector, "--pid-file=", strlen("--pid-file="), start->state_path, "/pid"))
		return false;
	vector->items[vector->count++] = start->id;
	vector->items[vector->count] = NULL;
	return true;
}

/* From an overlay or a memfd runsc does not find the binaries beside it: they are named then. */
static void build_environment(char *environment[static 3], struct vector *vector, const struct start *start)
{
	static const char name[] = "GVISOR_SIDECAR_BINARIES_DIR=";

	environment[0] = path;
	environment[1] = NULL;
	environment[2] = NULL;
	if (start->options.sidecars.count > 0 && add_joined(vector, name, strlen(name), value_of(start->options.sidecars), ""))
		environment[1] = vector->items[--vector->count];
}

/* An ignored signal and a blocked one stay so across an exec. */
static void reset_signals(void)
{
	/* The kernel's struct sigaction, all zero: SIG_DFL. Not musl's, which keeps the signals of threads to itself. */
	static const unsigned long standard[8];
	sigset_t none;

	for (int number = 1; number < NSIG; number++)
		syscall(SYS_rt_sigaction, number, standard, NULL, sizeof standard[0]);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

enum fault launch(struct start *start)
{
	static struct vector vector;
	char *environment[3];

	build_environment(environment, &vector, start);
	if (!build_vector(&vector, start))
		return fault_at(&start->note, FAULT_launch, "flags too long");
	reset_signals();
	/* umask cannot fail, but a seccomp filter can answer for it: the second call tells what the first one did. */
	umask(077);
	if (umask(077) != 077)
		return fault_at(&start->note, FAULT_launch, "umask");
	if (chdir("/") < 0)
		return fault_errno(&start->note, FAULT_launch, "/");
	syscall(SYS_execveat, start->runsc_fd, "", vector.items, environment, AT_EMPTY_PATH);
	return fault_errno(&start->note, FAULT_launch, value_of(start->options.runsc));
}
