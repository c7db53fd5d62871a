#include "session/runsc_probe.h"

#include "base/child.h"
#include "base/fatal.h"

#include <string.h>
#include <sys/wait.h>

/* `runsc flags` prints 11 KB today. */
#define OUTPUT_MAX ((size_t)256 * 1024)
/* It takes a tenth of a second; a cold disk is given time. */
enum { SECONDS_MAX = 10 };

static struct text output_of(struct arena *arena, const char *path, const char *argument)
{
	static char variable[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";
	char *environment[] = {variable, NULL};
	char *argv[] = {arena_printf(arena, "%s", path), arena_printf(arena, "%s", argument), NULL};
	struct child child = {strchr(path, '/') ? path : arena_printf(arena, "./%s", path),
	                      argv,
	                      environment,
	                      OUTPUT_MAX,
	                      SECONDS_MAX,
	                      true};
	struct child_result result = child_run(arena, &child);
	if (result.end == CHILD_FLOODS)
		fatal("%s prints more than runsc would", path);
	if (result.end == CHILD_LINGERS)
		fatal("%s %s has not ended after %d seconds: is it runsc?", path, argument,
		      SECONDS_MAX);
	if (!WIFEXITED(result.status) || WEXITSTATUS(result.status) != 0)
		fatal("%s %s failed: is it runsc?", path, argument);
	return result.output;
}

struct runsc_facts *probe_runsc(struct arena *arena, const char *path)
{
	struct text version = output_of(arena, path, "--version");
	return runsc_facts_parse(arena, path, version, output_of(arena, path, "flags"));
}
