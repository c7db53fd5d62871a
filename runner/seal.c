/* Which file is executed, and what stands between it and whoever would overwrite it while it runs
 * (CVE-2019-5736). In the world runsc's mount is read-only and locked: what is executed lives in
 * namespaces below, and nothing stays in the world's own. That is the seal, unless the
 * same file can be reached from outside with this uid. */
#include "seal.h"
#include "path.h"
#include "runsc.h"
#include "steps.h"
#include "world/world.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static const char sealed[] = WORLD_RUNSC "/runsc";

/* Makes the file at FROM, which is taken, the one that is executed. */
static int take(struct start *start, int from, const char *seal)
{
	int fd;

	if (attach_beside(start, from, sealed, false) < 0)
		return -1;
	fd = point_open(start->world.root, sealed);
	if (fd < 0)
		return -1;
	close(start->runsc_fd);
	start->runsc_fd = fd;
	start->seal = seal;
	return 0;
}

static enum fault seal_by_world(struct start *start, const char *seal)
{
	if (take(start, reopen_runsc(start), seal) < 0)
		return fault_errno(&start->note, FAULT_seal_read, value_of(start->options.runsc));
	return FAULT_none;
}

static enum fault seal_by_overlay(struct start *start)
{
	if (take(start, overlay_file(start), "overlay") < 0 ||
	    tree_drop(start->world.root, &WORLD_STATE[1]) < 0)
		return fault_errno(&start->note, FAULT_seal_overlay,
		                   value_of(start->options.runsc));
	return FAULT_none;
}

static enum fault seal_by_memfd(struct start *start)
{
	const int fd = memfd_copy(start);

	if (fd < 0)
		return fault_errno(&start->note, FAULT_seal_memfd, value_of(start->options.runsc));
	close(start->runsc_fd);
	start->runsc_fd = fd;
	start->seal = "memfd";
	return FAULT_none;
}

/* The cheapest sound one. An overlay shows what its lower file becomes, and its owner outside may
 * change that: so a plain uid's own file is copied. Root outside the world is trusted. */
static enum fault seal_automatically(struct start *start)
{
	if (is_out_of_reach(start) && start->sidecars.is_out_of_reach)
		return seal_by_world(start, "world");
	if (geteuid() != 0)
		return seal_by_memfd(start);
	return seal_by_overlay(start) == FAULT_none ? FAULT_none : seal_by_memfd(start);
}

static enum fault seal_by_word(struct start *start)
{
	if (value_is(start->options.seal, "auto"))
		return seal_automatically(start);
	if (value_is(start->options.seal, "memfd"))
		return seal_by_memfd(start);
	if (value_is(start->options.seal, "off"))
		return seal_by_world(start, "off");
	if (!is_out_of_reach(start) && geteuid() != 0)
		return fault_at(&start->note, FAULT_seal_reach, value_of(start->options.runsc));
	return value_is(start->options.seal, "overlay") ? seal_by_overlay(start)
	                                                : seal_by_world(start, "world");
}

enum fault seal_runsc(struct start *start)
{
	enum fault fault = seal_by_word(start);

	if (fault == FAULT_none)
		fault = seal_sidecars(start);
	return fault == FAULT_none ? check_digest(start) : fault;
}

int follow_seal(struct start *start)
{
	if (strcmp(start->seal, "memfd") == 0)
		return 0;
	close(start->runsc_fd);
	start->runsc_fd = open_without_symlinks(AT_FDCWD, sealed, O_PATH);
	return start->runsc_fd < 0 ? -1 : 0;
}
