#pragma once

#include "base/index.h"
#include "model/rootfs.h"

#include <stdint.h>

/* A mount tree, looked up as the kernel and the sentry do: component by component, the newest mount
 * at a place on top. They stand behind one another: the guest's root of the world, where there is
 * one, the gofer's, and the sentry's. What is backed by BEHIND looks into the tree behind. */
enum backing {
	BACKING_OUTER,
	BACKING_BEHIND,
	BACKING_TMPFS,
	BACKING_PROC,
	BACKING_SYSFS,
	BACKING_DEV,
	BACKING_DEVPTS,
	BACKING_CGROUP
};

/* A place in a directory tree of the outer container; rootfs NULL: nothing is known of it. */
struct location {
	struct rootfs *rootfs;
	bool is_in_bundle;
	struct text path;
};

struct made {
	struct text path;
	struct entry entry;
};

struct tree_mount {
	int parent;     /* index; -1 for the root */
	struct text at; /* inside the parent */
	enum backing backing;
	struct location
	    origin; /* OUTER: what is mounted; BEHIND: path is the place in the tree behind */
	LIST(struct made) made; /* entries created inside, for mount points */
	struct index children;  /* the newest mount at each place inside, by path */
	int index;              /* in config.json; below 0: enum view_mount */
	struct text row;        /* of argv, for a mount of keeprun's */
	bool is_readonly, is_recursive, is_noexec, is_nosuid;
	bool is_file;  /* a TMPFS of which one file is mounted */
	uint32_t mode; /* of the root of what is not backed by files */
	bool has_size;
	uint64_t size; /* of a tmpfs, bytes */
};

struct tree {
	struct arena *arena;
	struct tree *behind; /* NULL: nothing is backed by one */
	bool is_sentry;
	bool makes_behind_links; /* of a sentry: for mount points, behind symlinks too */
	uint32_t made_mode;      /* of what is made for mount points */
	LIST(struct tree_mount) mounts;
	struct text recent; /* the directory found last, without a symlink on the way; empty: none.
	                       Lookups come sibling by sibling */
	struct recent_place {
		int mount;
		struct text path;
	} recent_place;
};

struct tree_place {
	int mount;
	struct text path; /* inside the mount */
	struct entry entry;
	bool is_unknown; /* the rootfs is not known: whatever is needed is taken to exist */
};

/* Mount on a place. */
struct tree_mount *tree_mount(struct tree *tree, int parent, struct text at);
/* What is at a path; symlinks in directories are followed, the last component only on demand. When
 * it does not exist the entry is ENTRY_ABSENT, and mount and path are where it would be created;
 * false when not even that is possible (a file in the way, a loop). */
bool tree_walk(struct tree *tree, struct text path, bool follows_last, struct tree_place *place);
/* Without any symlink: false when a component is missing or a symlink is on the way. */
bool tree_find(struct tree *tree, struct text path, struct tree_place *place);
/* The path of a place from the tree's root. */
struct text tree_path(const struct tree *tree, int mount, struct text path);
/* Creates path with all missing directories above, the last one as kind; false when impossible. The
 * first path created is left in *first (length 0: none). */
bool tree_make(struct tree *tree, struct text path, enum entry_kind kind, struct text *first);
/* The same with permissions of one's own for the last one, and for the directories above. */
bool tree_make_as(struct tree *tree, struct text path, struct entry entry, uint32_t mode_above,
                  struct text *first);
/* Creates a symlink at the top of the root mount. */
void tree_link(struct tree *tree, struct text path, struct text target);
/* Names in a directory: of the backing, made ones and mount points. */
bool tree_list(struct tree *tree, const struct tree_place *place, struct text **names,
               size_t *count);
/* The outer location that backs a place; false when none does. */
bool tree_origin(const struct tree *tree, const struct tree_place *place,
                 struct location *location);
/* The mount that shows the place, in the last tree behind that has it. */
const struct tree_mount *tree_bottom(const struct tree *tree, const struct tree_place *place);
