#pragma once

#include "model/claims.h"
#include "model/places.h"
#include "model/policy.h"

/* What the policy becomes: mounts, the stub rootfs, and what keeprun must know. Made from a policy without findings of severity error. */
enum mount_type { MOUNT_PROC, MOUNT_DEV, MOUNT_TMPFS, MOUNT_BIND };

struct mount {
	struct text destination;
	enum mount_type type;
	struct text source;  /* MOUNT_BIND: absolute in the outer container, or a name in the bundle */
	enum path_kind kind; /* of the mount point */
	bool is_recursive;   /* MOUNT_BIND: rbind */
	bool is_read_only;
	bool allows_exec;
	uint64_t size;  /* MOUNT_TMPFS: bytes; 0: not said */
	uint32_t mode;  /* MOUNT_TMPFS */
	bool has_owner; /* MOUNT_TMPFS: uid= and gid= of the policy's user */
};

enum stub_kind { STUB_DIRECTORY, STUB_FILE, STUB_SYMLINK };
struct stub_entry {
	struct text path; /* absolute in the guest */
	enum stub_kind kind;
	struct text target;
};

struct plan {
	const struct policy *policy;
	const struct claims *claims; /* of the policy */
	struct text root_path;
	bool has_stub;
	LIST(struct mount) mounts;                                                  /* in the order in which runsc makes them: by length, then bytes */
	LIST(struct stub_entry) stub;                                               /* parents first */
	LIST(struct text) visible, sources, hidden, hidden_files, absent, expected; /* outer paths in byte order; schema/artifact.h */
};

struct plan *plan_make(struct arena *arena, const struct policy *policy, struct rootfs *rootfs);
