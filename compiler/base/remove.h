#pragma once

/* Removes path and all below it, without following a symlink; directories without the write bit get
 * it back first. -1 with errno when something stays. */
int remove_tree(const char *path);
