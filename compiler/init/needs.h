#pragma once

#include "model/debian.h"
#include "model/rootfs_follow.h"

/* What execve(2) and ld.so(8) open to start a program, read off the files of a root filesystem:
 * nothing is executed. Libraries that a program opens by itself later are not among them. */
struct needs {
	struct arena *arena;
	struct rootfs *rootfs;
	struct text program;  /* absolute, as it is found in PATH */
	text_list files;      /* without symlinks, the program itself first */
	rootfs_links links;   /* the symlinks on the way to them, maybe more than once */
	text_list missing;    /* "libx.so.1, which /usr/bin/y needs" */
	struct index seen;    /* files */
	bool is_alone;        /* a static program: one file */
	bool has_cache;       /* a library is found by /etc/ld.so.cache alone */
	text_list configured; /* directories of /etc/ld.so.conf.d */
};

/* False when the program, a path or a name in PATH, is not there. */
bool needs_find(struct needs *needs, struct text program);
