#include "arena.h"
#include "line.h"
#include "path.h"
#include "sandbox.h"
#include "shapes.h"
#include "steps.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Go's runtime and runsc obey GODEBUG, GOTRACEBACK, XDG_RUNTIME_DIR, GVISOR_SIDECAR_BINARIES_DIR
 * and more: nothing is handed down. */
static char path[] = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/* --root=STATE becomes --root=STATE/ID, and so does every flag whose value lies below STATE: the
 * logs of a debug build. */
static char *relocated_flag(struct start *start, char *flag)
{
	const char *const state = start->options.state;
	const char *const value = flag + strcspn(flag, "=") + 1;

	if (!is_at_or_below(value, state))
		return flag;
	return arena_join(flag, (size_t)(value - flag), start->state_path, value + strlen(state));
}

/* Of the descriptors that may be open, what the policy does not demand for the guest serves runsc
 * as a cache. Null when there is no room for the flag. */
static char *cache_flag(const struct start *start)
{
	const uint64_t demanded = number_value(value_of(start->options.open_files));
	struct rlimit limit = {.rlim_max = 0};
	struct line flag = {.used = 0};
	uint64_t size = ARTIFACT_CACHE_LEAST;

	syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, NULL, &limit);
	if (limit.rlim_max > demanded)
		size += (limit.rlim_max - demanded) / ARTIFACT_HELD_OF_A_FILE;
	line_text(&flag, "--dcache=");
	line_number(&flag, size < ARTIFACT_CACHE_MOST ? size : ARTIFACT_CACHE_MOST);
	return arena_join(flag.bytes, flag.used, "", "");
}

/* runsc FLAGS --dcache=N --log=STATE/errors --panic-log=STATE/panic run --detach
 * --bundle=STATE/bundle --pid-file=STATE/pid ID. With --detach it ends when the guest's first
 * program was started, and sentry and gofer become the keeper's. Null when there is no room for
 * it. */
static char **build_vector(struct start *start)
{
	static char run[] = "run";
	static char runsc[] = "runsc";
	static char detach[] = "--detach";
	static const char places[][2][13] = {{"--log=", "/" SANDBOX_ERRORS},
	                                     {"--panic-log=", "/" SANDBOX_PANIC},
	                                     {"--bundle=", "/bundle"},
	                                     {"--pid-file=", "/pid"}};
	const struct values flags = start->options.runsc_flags;
	char **const vector = arena_take((flags.count + 10) * sizeof *vector);
	size_t count = 0;

	if (vector == NULL)
		return NULL;
	vector[count++] = runsc;
	for (size_t i = 0; i < flags.count; i++)
		vector[count++] = relocated_flag(start, flags.items[i]);
	if (start->options.dcache.count > 0 && start->options.open_files.count > 0)
		vector[count++] = cache_flag(start);
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		if (i == 2) {
			vector[count++] = run;
			vector[count++] = detach;
		}
		vector[count++] =
		    arena_join(places[i][0], strlen(places[i][0]), start->state_path, places[i][1]);
	}
	vector[count++] = start->id;
	vector[count] = NULL;
	for (size_t i = 0; i < count; i++)
		if (vector[i] == NULL)
			return NULL;
	return vector;
}

/* From a memfd runsc does not find the binaries beside it: they are named then. */
static char sidecars[] = "GVISOR_SIDECAR_BINARIES_DIR=" WORLD_RUNSC "/gvisor-bin";

/* An ignored signal and a blocked one stay so across an exec. */
static bool reset_signals(void)
{
	/* The kernel's struct sigaction, all zero: SIG_DFL. Not musl's, which keeps the signals of
	 * threads to itself. */
	static const unsigned long standard[8];
	sigset_t none;

	for (int number = 1; number < NSIG; number++)
		if (number != SIGKILL && number != SIGSTOP &&
		    syscall(SYS_rt_sigaction, number, standard, NULL, sizeof standard[0]) < 0)
			return false;
	sigemptyset(&none);
	return sigprocmask(SIG_SETMASK, &none, NULL) == 0;
}

enum fault launch(struct start *start)
{
	char **const vector = build_vector(start);
	char *environment[] = {path, start->own[OWN_sidecars] == NULL ? NULL : sidecars, NULL};

	if (vector == NULL)
		return fault_at(&start->note, FAULT_launch, "flags too long");
	if (!reset_signals())
		return fault_errno(&start->note, FAULT_launch, "signals");
	/* umask cannot fail, but a seccomp filter can answer for it: the second call tells what the
	 * first one did. */
	umask(077);
	if (umask(077) != 077)
		return fault_at(&start->note, FAULT_launch, "umask");
	if (chdir("/") < 0)
		return fault_errno(&start->note, FAULT_launch, "/");
	syscall(SYS_execveat, start->runsc_fd, "", vector, environment, AT_EMPTY_PATH);
	return fault_errno(&start->note, FAULT_launch, value_of(start->options.runsc));
}
