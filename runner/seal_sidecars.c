/* gvisor-bin under the seal that runsc has: the same files on a read-only mount, an overlay of
 * them, or a copy. Files in memory have no names, and runsc opens these by name: so their copies
 * lie in the world's own tmpfs, which is read-only and locked, as every mount of the world, before
 * anything is executed; and no file of it can be open for writing then, or the kernel refuses. */
#include "path.h"
#include "seal.h"
#include "sidecars.h"
#include "steps.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char place[] = WORLD_RUNSC "/gvisor-bin";

static int make_copy(int to, int from, off_t size)
{
	const bool is_done = copy_file(to, from, size) && syscall(SYS_fchmod, to, 0555) == 0;
	const int reason = errno;

	close(to);
	errno = reason;
	return is_done ? 0 : -1;
}

static int copy_entry(int directory, int point, const struct sidecar *sidecar)
{
	const int from = open_sidecar(directory, sidecar, O_RDONLY | O_NONBLOCK | O_NOCTTY);
	const int to = from < 0
	                   ? -1
	                   : openat(point, sidecar->name,
	                            O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	struct stat stat;
	const int result =
	    to < 0 || fstat(from, &stat) < 0 ? -1 : make_copy(to, from, stat.st_size);
	const int reason = errno;

	if (from >= 0)
		close(from);
	errno = reason;
	return result;
}

/* Takes DIRECTORY. */
static enum fault copy_all(struct start *start, int directory)
{
	const int made = mkdirat(start->world.root, place + 1, 0755);
	const int point =
	    made < 0 ? -1 : openat(start->world.root, place + 1, O_PATH | O_DIRECTORY | O_CLOEXEC);
	enum fault fault = FAULT_none;

	if (point < 0)
		fault = fault_errno(&start->note, FAULT_seal_memfd, place);
	for (size_t i = 0; i < start->sidecars.count && fault == FAULT_none; i++)
		if (copy_entry(directory, point, &start->sidecars.items[i]) < 0)
			fault = fault_errno(&start->note, FAULT_seal_memfd,
			                    start->sidecars.items[i].name);
	if (point >= 0)
		close(point);
	close(directory);
	return fault;
}

/* Takes DIRECTORY. */
static enum fault overlay_all(struct start *start, int directory)
{
	const int point = point_make(start->world.root, place, true);
	enum fault fault = FAULT_none;

	if (point < 0)
		close(directory);
	if (point < 0 || overlay_directory(start, directory, point) < 0)
		fault = fault_errno(&start->note, FAULT_seal_overlay, place);
	if (point >= 0)
		close(point);
	return fault;
}

/* Is all of it still what was looked at? Asked in a namespace that nobody else can change. */
static enum fault check_same(struct start *start, int directory)
{
	if (directory < 0)
		return fault_errno(&start->note, FAULT_sidecars, start->own[OWN_sidecars]);
	for (size_t i = 0; i < start->sidecars.count; i++) {
		const int fd = open_sidecar(directory, &start->sidecars.items[i], O_PATH);

		if (fd < 0)
			return fault_errno(&start->note, FAULT_sidecars,
			                   start->sidecars.items[i].name);
		close(fd);
	}
	return FAULT_none;
}

/* Takes DIRECTORY. */
static enum fault seal_as_runsc(struct start *start, int directory)
{
	if (strcmp(start->seal, "memfd") == 0)
		return copy_all(start, directory);
	if (strcmp(start->seal, "overlay") == 0)
		return overlay_all(start, directory);
	return attach_beside(start, directory, place, true) == 0
	           ? FAULT_none
	           : fault_errno(&start->note, FAULT_sidecars, start->own[OWN_sidecars]);
}

enum fault seal_sidecars(struct start *start)
{
	enum fault fault;
	int directory;

	if (start->own[OWN_sidecars] == NULL)
		return FAULT_none;
	directory = open_sidecars(start);
	fault = check_same(start, directory);
	if (fault == FAULT_none)
		return seal_as_runsc(start, directory);
	if (directory >= 0)
		close(directory);
	return fault;
}
