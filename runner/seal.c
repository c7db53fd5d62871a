#include "seal.h"
#include "steps.h"

#include <errno.h>
#include <unistd.h>

static void take(struct start *start, int fd, const char *seal)
{
	close(start->runsc_fd);
	start->runsc_fd = fd;
	start->seal = seal;
}

static enum fault check_digest(struct start *start)
{
	const char *const digest = value_of(start->options.runsc_sha256);

	if (digest == NULL || has_digest(start, digest))
		return FAULT_none;
	if (errno == EBADMSG)
		return fault_at(&start->note, FAULT_runsc_digest, value_of(start->options.runsc));
	return fault_errno(&start->note, FAULT_seal_read, value_of(start->options.runsc));
}

static bool try_overlay(struct start *start)
{
	int fd = overlay_here(start);

	if (fd < 0)
		fd = overlay_in_namespace(start);
	if (fd < 0)
		return false;
	take(start, fd, "overlay");
	return true;
}

/* An overlay shows what its lower file holds: it is a seal only where nobody changes that by its path. */
static enum fault seal_by_overlay(struct start *start)
{
	if (!is_read_only(start) && !is_out_of_reach(start))
		return fault_at(&start->note, FAULT_seal_overlay, "this uid can change runsc in place, and an overlay would show it");
	if (!try_overlay(start))
		return fault_errno(&start->note, FAULT_seal_overlay, value_of(start->options.runsc));
	return check_digest(start);
}

static enum fault seal_by_memfd(struct start *start)
{
	const int fd = memfd_copy(start, value_of(start->options.runsc_sha256));

	if (fd < 0 && errno == EBADMSG)
		return fault_at(&start->note, FAULT_runsc_digest, value_of(start->options.runsc));
	if (fd < 0)
		return fault_errno(&start->note, FAULT_seal_memfd, value_of(start->options.runsc));
	take(start, fd, "memfd");
	return FAULT_none;
}

/* The cheapest sound one. */
static enum fault seal_automatically(struct start *start)
{
	if (is_out_of_reach(start)) {
		start->seal = "none";
		return check_digest(start);
	}
	if (is_read_only(start) && try_overlay(start))
		return check_digest(start);
	return seal_by_memfd(start);
}

enum fault seal_runsc(struct start *start)
{
	if (value_is(start->options.seal, "overlay"))
		return seal_by_overlay(start);
	if (value_is(start->options.seal, "memfd"))
		return seal_by_memfd(start);
	if (value_is(start->options.seal, "auto"))
		return seal_automatically(start);
	start->seal = "off";
	return check_digest(start);
}
