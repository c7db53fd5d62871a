#include "path.h"
#include "steps.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Go's runtime and runsc obey GODEBUG, GOTRACEBACK, XDG_RUNTIME_DIR, GVISOR_SIDECAR_BINARIES_DIR and more: nothing is handed down. */
static char path[] = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
static char *environment[] = {path, NULL};

struct vector {
	char *items[ARTIFACT_ARGC_MAX + 4];
	size_t count;
	char text[4 * PATH_MAX];
	size_t used;
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
	const char *const bundle = start->spliced_path[0] != '\0' ? start->spliced_path : start->bundle_path;

	vector->items[vector->count++] = runsc;
	for (size_t i = 0; i < flags.count; i++)
		if (!add_flag(vector, start, flags.items[i]))
			return false;
	vector->items[vector->count++] = run;
	if (!add_joined(vector, "--bundle=", strlen("--bundle="), bundle, ""))
		return false;
	vector->items[vector->count++] = start->id;
	vector->items[vector->count] = NULL;
	return true;
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

	if (!build_vector(&vector, start))
		return fault_at(&start->note, FAULT_launch, "flags too long");
	reset_signals();
	umask(077);
	if (chdir("/") < 0)
		return fault_errno(&start->note, FAULT_launch, "/");
	syscall(SYS_execveat, start->runsc_fd, "", vector.items, environment, AT_EMPTY_PATH);
	return fault_errno(&start->note, FAULT_launch, value_of(start->options.runsc));
}
