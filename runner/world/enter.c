#include "proc.h"
#include "steps.h"
#include "world/world.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* What lies under every mask, and the directories that later steps fill. The tmpfs holds nothing
 * yet
 * that a path could go astray on. */
static const char *find_unmade(const struct world *world)
{
	static const char directories[][17] = {WORLD_GUEST, WORLD_SOURCE, WORLD_RUNSC, WORLD_EMPTY,
	                                       WORLD_EMPTY "/directory"};
	static const char file[] = WORLD_EMPTY "/file";
	int point;

	if (mkdirat(world->root, &WORLD_STATE[1], 0700) < 0)
		return WORLD_STATE;
	for (size_t i = 0; i < sizeof directories / sizeof *directories; i++)
		if (mkdirat(world->root, directories[i] + 1, 0755) < 0)
			return directories[i];
	point = openat(world->root, file + 1, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0444);
	return point < 0 || close(point) < 0 ? file : NULL;
}

enum fault enter_world(struct start *start)
{
	struct world *const world = &start->world;
	enum fault fault = make_namespaces(start);
	const char *unmade;

	if (fault == FAULT_none)
		fault = note_outer_mounts(start);
	if (fault != FAULT_none)
		return fault;
	umask(0);
	world->old_root = openat(AT_FDCWD, "/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	world->root = world->old_root < 0 ? -1 : tree_make_root();
	if (world->root < 0)
		return fault_errno(&start->note, FAULT_world, "tmpfs");
	unmade = find_unmade(world);
	if (unmade != NULL)
		return fault_errno(&start->note, FAULT_world, unmade);
	world->guest = point_open(world->root, WORLD_GUEST);
	return world->guest < 0 ? fault_errno(&start->note, FAULT_world, WORLD_GUEST) : FAULT_none;
}
