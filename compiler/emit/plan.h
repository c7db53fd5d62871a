#pragma once

#include "model/claims.h"
#include "model/places.h"
#include "model/policy.h"

/* What the policy becomes: the mounts of config.json, and the rows of argv from which keeprun
 * assembles the world. Made from a policy without findings of severity error. */
enum mount_type { MOUNT_PROC, MOUNT_DEV, MOUNT_TMPFS, MOUNT_BIND };

struct mount {
	struct text destination;
	enum mount_type type;
	struct text source;  /* MOUNT_BIND: a path of the world */
	enum path_kind kind; /* of the mount point */
	bool is_read_only;
	bool allows_exec;
	uint64_t size;  /* MOUNT_TMPFS: bytes; 0: not said */
	uint32_t mode;  /* MOUNT_TMPFS */
	bool has_owner; /* MOUNT_TMPFS: uid= and gid= of the policy's user */
};

/* Values of one row of schema/artifact.h: in byte order, each once. */
typedef LIST(struct text) plan_rows;

struct plan {
	const struct policy *policy;
	const struct claims *claims; /* of the policy */
	LIST(struct mount)
	mounts; /* in the order in which runsc makes them: by length, then bytes */
	plan_rows directories, files, links, keeps, masks, mask_files, engine_files, sources,
	    expected;
};

struct plan *plan_make(struct arena *arena, const struct policy *policy, struct rootfs *rootfs);
