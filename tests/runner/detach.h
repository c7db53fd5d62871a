/* What a stand-in for runsc does as runsc --detach: the sandbox is a process of its own, in a
 * session of its own; runsc writes its pid to --pid-file and ends with 0. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static inline const char *value_of(char **argv, const char *flag)
{
	for (; *argv != NULL; argv++)
		if (strncmp(*argv, flag, strlen(flag)) == 0)
			return *argv + strlen(flag);
	return NULL;
}

/* Returns in the sandbox; without --detach at once. */
static inline void detach(char **argv)
{
	const char *const path = value_of(argv, "--pid-file=");
	pid_t sandbox;
	int ends[2];
	char nothing;
	FILE *file;

	if (value_of(argv, "--detach") == NULL || path == NULL)
		return;
	fflush(stdout);
	if (pipe(ends) < 0)
		_exit(128);
	sandbox = fork();
	if (sandbox == 0) {
		/* Until its parent has written all that it writes. */
		setsid();
		close(ends[1]);
		(void)!read(ends[0], &nothing, 1);
		close(ends[0]);
		return;
	}
	file = fopen(path, "we");
	if (sandbox > 0 && file != NULL)
		fprintf(file, "%d", (int)sandbox);
	if (file != NULL)
		fclose(file);
	_exit(sandbox > 0 && file != NULL ? 0 : 128);
}
