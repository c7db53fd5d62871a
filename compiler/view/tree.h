#pragma once

#include "base/index.h"
#include "model/rootfs.h"

#include <stdint.h>

/* A mount tree, looked up as the kernel and the sentry do: component by component, the newest mount at a place on top. Two of them stand behind each other: the
 * gofer's, made of outer directories, and the sentry's, whose bind mounts and root look into the gofer's. */
enum backing { BACKING_OUTER, BACKING_GOFER, BACKING_TMPFS, BACKING_PROC, BACKING_SYSFS, BACKING_DEV, BACKING_DEVPTS, BACKING_CGROUP };

/* A place in a directory tree of the outer container; rootfs NULL: nothing is known of it. */
struct location {
	struct rootfs *rootfs;
	bool is_in_bundle;
	struct text path;
};

struct made {
	struct text path;
	enum entry_kind kind;
};

struct tree_mount {
	int parent;     /* index; -1 for the root */
	struct text at; /* inside the parent */
	enum backing backing;
	struct location origin; /* OUTER: what is mounted; GOFER: path is the place in the gofer's tree */
	LIST(struct made) made; /* entries created inside, for mount points */
	struct index children;  /* the newest mount at each place inside, by path */
	int index;              /* in config.json; below 0: enum view_mount */
	bool is_readonly, is_recursive, is_noexec, is_nosuid;
	uint32_t mode; /* of the root of what is not backed by files */
	bool has_size;
	uint64_t size; /* of a tmpfs, bytes */
};

struct tree {
	struct arena *arena;
	bool is_stub;       /* the root's own entries are mount points and symlinks, no content */
	struct tree *gofer; /* of the sentry's tree */
	uint32_t made_mode; /* of directories made above mount points */
	LIST(struct tree_mount) mounts;
	struct text recent; /* the directory found last, without a symlink on the way; empty: none. Lookups come sibling by sibling */
	struct recent_place {
		int mount;
		struct text path;
	} recent_place;
};

struct place {
	int mount;
	struct text path; /* inside the mount */
	struct entry entry;
	bool is_unknown; /* the rootfs is not known: whatever is needed is taken to exist */
};

/* Mount on a place. */
struct tree_mount *tree_mount(struct tree *tree, int parent, struct text at);
/* What is at a path; symlinks in directories are followed, the last component only on demand. When it does not exist the entry is ENTRY_ABSENT, and
 * mount and path are where it would be created; false when not even that is possible (a file in the way, a loop). */
bool tree_walk(struct tree *tree, struct text path, bool follows_last, struct place *place);
/* Without any symlink: false when a component is missing or a symlink is on the way. */
bool tree_find(struct tree *tree, struct text path, struct place *place);
/* The path of a place from the tree's root. */
struct text tree_path(const struct tree *tree, int mount, struct text path);
/* Creates path with all missing directories above, the last one as kind; false when impossible. The first path created is left in *first (length 0: none). */
bool tree_make(struct tree *tree, struct text path, enum entry_kind kind, struct text *first);
/* Names in a directory: of the backing, made ones and mount points. */
bool tree_list(struct tree *tree, const struct place *place, struct text **names, size_t *count);
/* The outer location that backs a place; false when none does. */
bool tree_origin(const struct tree *tree, const struct place *place, struct location *location);
