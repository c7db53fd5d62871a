#pragma once

#include "model/policy.h"
#include "model/rootfs.h"

/* What is known about paths before any rootfs is looked at. */
enum place_role {
	PLACE_toplevel,
	PLACE_synthetic,
	PLACE_engine,
	PLACE_container,
	PLACE_well_known
};

struct place {
	const char *path;
	enum path_kind kind;
	enum place_role role;
};

extern const struct place places[];
extern const size_t place_count;
/* What Debian has as symlinks into /usr since 12, and so has the stub; ends with NULL. */
extern const char *const places_merged[];

const struct place *place_find(struct text path);
/* What a container engine mounts there, into every container or into its own. */
bool place_is_engine(const struct place *place);
/* What runsc makes in the guest; /dev/shm of it is a directory like others. */
bool path_is_synthetic(struct text path);
/* At or below one of WORLD_NAMES of schema/artifact.h, where keeprun puts what it shows runsc. */
bool path_is_of_world(struct text path);

/* Where a kept path of the guest lies in the outer container: itself, or below policy->inner in
 * layout split. */
struct text outer_path(struct arena *arena, const struct policy *policy, struct text path);
/* Whether an outer path is a file or a directory: from the rootfs when there is one, else from the
 * table. False when neither knows. */
bool outer_kind(struct rootfs *rootfs, struct text path, enum path_kind *kind);
/* Permission bits of a writable directory for which the policy says none: 1777 below /tmp and for
 * /var/tmp, 0700 elsewhere. */
uint32_t writable_default_mode(struct text path);
