/* The world: a file tree of our own making, in which runsc is executed and beside which nothing has
 * a name (schema/artifact.h lists it). Its steps, in order, are declared in steps.h; here is what
 * they share.
 *
 * A path is opened once, in a mount namespace that nobody else can change any more, and attached
 * from its descriptor: nothing is checked by a path and opened by it again. */
#pragma once

#include "fault.h"

#include <stdbool.h>
#include <sys/types.h>

struct start;

/* Descriptors stay open until the exec: they are O_CLOEXEC. */
struct world {
	int old_root;          /* the outer container's root, as the namespace was made */
	int root;              /* of the world */
	int guest;             /* WORLD_GUEST in it */
	int state;             /* the directory of runsc's state, and of config.json */
	bool has_foreign_keep; /* something shown does not lie on the root mount */
};

/* --- namespace.c ------------------------------------------------------------------------------ */

/* New user and mount namespaces, in which uid and gid keep their numbers and nothing propagates.
 * unshare(2); the map of a uid 0 needs CAP_SETFCAP outside (Linux 5.12). */
enum fault make_namespaces(struct start *start) MUST_USE;

/* More of them, in which our uid is 0, as runsc wants it, and the world's mounts are locked: what
 * holds capabilities from here on has none that could change one. Without this runsc would make the
 * same for itself, and be executed once more in it. */
enum fault lock_world(struct start *start) MUST_USE;

/* --- tree.c: the mount calls, newest first ---------------------------------------------------- */

/* A tmpfs over /, where only a descriptor finds it, mode 0755. Returns its root, or -1 and errno.
 */
int tree_make_root(void);

/* What is changed of a tree before it is attached. */
enum tree_use {
	TREE_AS_IS,
	TREE_READ_ONLY, /* with all below it, nosuid and nodev */
	TREE_WRITABLE,  /* nosuid and nodev */
	TREE_STATE,     /* and noexec; writable again where the world is read-only already */
	TREE_ROOT,      /* the world's own: read-only and no more, see tree_relax */
};

/* Attaches the tree at FROM, with all mounts below it, on POINT; both O_PATH descriptors in this
 * namespace, of one kind. open_tree and move_mount (Linux 5.2), or a bind mount where they are
 * missing; where mount_setattr (5.12) is, USE is left to tree_remount. 0, or -1 and errno. */
int tree_attach(int from, int point, enum tree_use use);

/* Attaches MOUNT, a detached one, on POINT. 0, or -1 and errno. */
int tree_move(int mount, int point);

/* Takes what was attached on NAME, relative to ROOT, away again. 0, or -1 and errno. */
int tree_drop(int root, const char *name);

/* Makes ROOT and all mounts below it read-only, nosuid and nodev: mount_setattr (Linux 5.12). Where
 * the call is missing, these and the next two leave that to tree_remount. 0, or -1 and errno. */
int tree_make_read_only(int root);

/* Takes the same off ROOT itself, which is still to be filled. */
int tree_relax(int root);

/* Makes ROOT itself read-only, and no more: the oldest releases remount the guest's root
 * without nosuid and nodev, which the kernel refuses for flags that are locked. */
int tree_close(int root);

/* Was anything left to tree_remount? Then each mount of the world has to be. */
bool tree_is_by_hand(void);

/* Remounts what is mounted at PATH for USE, or read-only, nosuid and nodev when that is TREE_AS_IS;
 * other flags are kept. */
int tree_remount(const char *path, enum tree_use use);

/* --- point.c: mount points in the world ------------------------------------------------------- */

/* Opens PATH (absolute) below ROOT, O_PATH and without following a symlink; makes it, a directory
 * or an empty file, and the directories above it, where it is missing. The descriptor is the
 * caller's, or -1 and errno. */
int point_make(int root, const char *path, bool is_directory);

/* The same for what has to be there. */
int point_open(int root, const char *path);

/* The guest's path of an outer one: without the prefix of layout split; and the way back, null when
 * there is no room for it. */
const char *guest_path(const struct start *start, const char *path);
const char *outer_path(const struct start *start, const char *path);

/* --- show.c, hide.c, source.c, alias.c -------------------------------------------------------- */

struct stat;
/* Opens what a row shows, a directory or a regular file, and tells what it is. */
int open_shown(struct start *start, const char *path, struct stat *stat, enum fault *fault);

/* Lays something empty over PATH of the outer container where the guest sees it; nothing where it
 * is not there or a symbolic link. 0, or -1 and errno. */
int hide_path(struct start *start, const char *path);

/* The same for a mount POINT of the world. */
int hide_point(struct start *start, const char *point);

/* Reads what refuse_alias compares, where there is a writable source or a state directory of the
 * outer container; to be called before anything is mounted over /. */
enum fault note_outer_mounts(struct start *start) MUST_USE;

/* Refuses a TREE that is to be shown and holds the state directory by another name; a writable one,
 * anything that starts the sandbox. */
enum fault refuse_alias(struct start *start, const char *tree, bool is_writable) MUST_USE;

/* --- listing.c -------------------------------------------------------------------------------- */

/* Where something shown lies on a mount of its own: whether the policy expects all that lies over
 * it. Asked before the outer tree is let go. */
enum fault check_outer_mounts(struct start *start) MUST_USE;

/* Every mount of the world is one that was meant, or meets the policy's word on drift. */
enum fault check_world_mounts(struct start *start) MUST_USE;
