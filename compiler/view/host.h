#pragma once

#include "view/resolver.h"

/* Since binds_made_in_root the gofer mounts binds in root.path itself, not in a copy of it: the
 * source of a later one, where it lies in root.path, is what the earlier ones mounted there
 * (runsc/cmd/sandboxsetup/gofer_mount.go, SetupRootFS). */

/* The source of a bind. */
struct source_place {
	struct location location;
	bool is_guests; /* location.path is one of the guest's root in the world */
	bool is_known;
	enum entry_kind kind;
	bool is_on_host; /* found among the mounts so far, at: */
	struct tree_place host;
};

/* Nothing is mounted in root.path, which is root, yet. */
void host_begin(struct resolver *resolver, const struct location *root);
/* Whether there is a source at the path, clean and absolute, of the tree in which root.path lies;
 * is_there and source are what is known without the mounts, and source becomes what is there with
 * them. */
bool host_find(struct resolver *resolver, struct text path, bool is_there,
               struct source_place *source);
/* The gofer mounted the last mount of its tree at the place of its tree; what is mounted below the
 * source comes with it where that is recursive. */
void host_mount(struct resolver *resolver, const struct tree_place *place,
                const struct source_place *source);
