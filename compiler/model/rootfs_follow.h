#pragma once

#include "model/rootfs.h"

typedef LIST(struct text) rootfs_links;

/* Where an absolute path leads, symlinks followed inside the rootfs; every symlink on the way is
 * appended to links, which may be NULL. False when it leads nowhere, with *resolved where it broke.
 * Texts are owned by the arena. */
bool rootfs_follow(struct arena *arena, struct rootfs *rootfs, struct text path,
                   rootfs_links *links, struct text *resolved);
/* Whether everybody may read each entry of a directory: /etc/ssl has private. */
bool rootfs_is_public(struct arena *arena, struct rootfs *rootfs, struct text directory);
