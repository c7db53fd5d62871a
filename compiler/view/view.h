#pragma once

#include "base/diag.h"
#include "model/rootfs.h"
#include "model/runsc_facts.h"
#include "view/world.h"

#include <stdint.h>

/* The guest's view: what runsc of one release makes of a config.json, which anyone may have
 * written. Nothing here knows how keepc writes one. */
struct view_input {
	const struct source *config;
	release_date release;
	const struct runsc_facts
	    *facts;             /* the binary's own word; NULL: only the release is known */
	struct flag_line flags; /* runsc's top-level ones; has_flags false: not known */
	bool has_flags;
	bool is_rootless;
	struct rootfs *outer;    /* NULL: not known; then everything asked for is taken to exist */
	struct rootfs *bundle;   /* DIR, for relative paths; NULL: not known */
	struct text bundle_path; /* where DIR lies in the outer container; empty: not known */
	const struct world
	    *world;     /* where keeprun starts runsc; NULL: it runs in the outer container */
	bool is_nested; /* inside an unprivileged container */
	struct text
	    mountinfo; /* of the outer container, proc_pid_mountinfo(5); empty: no mounts known */
};

enum view_state {
	VIEW_KEPT,      /* of the outer container, read-only */
	VIEW_WRITABLE,  /* the guest can write here */
	VIEW_EMPTY,     /* a read-only tmpfs, or an empty file or directory mounted read-only */
	VIEW_ABSENT,    /* no such name */
	VIEW_SYNTHETIC, /* made by the sentry: /proc, /sys, /dev and directories above mount points
	                 */
	VIEW_LEAKED, /* of the outer container, although config.json seems to hide it, or brought in
	                by a mount of the outer container */
};

/* Where a mount comes from: an index into config.json's mounts, or one of these; the last two are
 * rows of argv, which keeprun mounts. */
enum view_mount {
	VIEW_MOUNT_ROOT = -1,
	VIEW_MOUNT_MANDATORY = -2,
	VIEW_MOUNT_OUTER = -3,
	VIEW_MOUNT_KEEP = -4,
	VIEW_MOUNT_MASK = -5
};

struct view_point {
	struct text path;
	enum view_state state;
	enum entry_kind kind;
	bool is_known;     /* kind is known: there was a rootfs */
	struct text outer; /* what backs it; empty: nothing of the outer container */
	bool is_in_bundle; /* outer is relative to DIR */
	bool is_kernel;    /* /proc and the like: the sentry makes what is inside */
	bool is_readonly;  /* the mount is */
	bool is_recursive; /* mounts below the source come with it */
	int mount;
	struct text row; /* of argv: what keeprun mounts; empty: nothing that decides */
	bool is_noexec, is_nosuid;
	uint32_t mode; /* permission bits, where the kind is known */
	bool has_size;
	uint64_t size; /* of a tmpfs, bytes */
	struct text
	    shadows; /* the outer path which would show here without this mount; empty: none */
	struct text target; /* of a symlink */
	const char *remark; /* may be NULL */
};

enum view_hook {
	HOOK_PRESTART,
	HOOK_CREATE_RUNTIME,
	HOOK_CREATE_CONTAINER,
	HOOK_START_CONTAINER,
	HOOK_POSTSTART,
	HOOK_POSTSTOP,
	HOOK_KINDS
};

struct view_process {
	bool can_gain_privileges; /* no_new_privs is off in the guest */
	bool honours_suid;        /* --allow-suid as well */
	bool has_umask, has_cpu_limit, has_domainname;
	bool allows_host_uds; /* the guest can connect to sockets of the outer container */
	bool holds_capabilities;
	bool forces_systrap; /* an annotation selects the platform systrap over the command line */
	bool shares_stdio;   /* stdin, stdout and stderr are one of runsc's three, in some releases
	                        any */
	bool turns_directfs_on; /* the sentry itself holds the descriptors of the rootfs */
};

struct tree;

struct view {
	struct arena *arena;
	int status;         /* 0: starts; 2 or 128: what runsc exits with instead, 125: keeprun */
	const char *reason; /* why it does not start: the first of reasons */
	LIST(struct text) reasons;
	LIST(struct view_point)
	points; /* places where something changes, parents first; a place between two points is like
	           the nearest one above */
	bool has_leak;          /* one of the points is VIEW_LEAKED */
	LIST(struct text) made; /* outer paths that the start creates */
	bool runs_hook[HOOK_KINDS];
	bool reaches_outer; /* what the guest writes to its root arrives in the outer container */
	release_date release;
	struct view_process process;
	struct tree *tree;
};

/* Never NULL. Every way in which config.json is weaker than it reads becomes a finding (family
 * "config" of model/rules.def), placed in config.json. */
struct view *view_resolve(struct arena *arena, const struct view_input *input,
                          struct report *report);

/* What the guest has at a canonical path; symlinks in directories are followed, the last component
 * is not. */
struct view_point view_lookup(const struct view *view, struct text path);
/* Follows the last component too, and gives the path arrived at. */
struct view_point view_follow(const struct view *view, struct text path);
/* Names in a directory of the guest, in byte order; false when there is none. */
bool view_list(const struct view *view, struct text path, struct text **names, size_t *count);

/* Where runsc of that release puts its control socket: a directory, or empty for an abstract socket
 * of the outer network namespace. can_bind is false when the name in the state dir is taken by
 * something else. */
struct text view_socket_directory(release_date release, struct text state_dir, bool is_rootless,
                                  bool can_bind);

const char *view_state_name(enum view_state state);
