#pragma once

#include "model/rootfs.h"
#include "model/runsc_facts.h"

/* The release of the runsc at path in the outer rootfs, read from its bytes; 0 where it names none,
 * or several, or cannot be read. Nothing of the tree is executed: whoever checks a tree, in CI or
 * for another machine, does not expect that, and `--runsc` is there to ask. */
release_date peek_runsc(struct rootfs *rootfs, struct text path);
