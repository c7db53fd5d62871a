#pragma once

#include "base/index.h"

#include <stdbool.h>

/* Files of a Debian system, read line by line. */

typedef LIST(struct text) text_list;

/* "#!/usr/bin/env -S python3 -u": the interpreter, and the program that env is to find; program is
 * empty where the interpreter is none. False for what is no script. */
bool script_read(struct arena *arena, struct text bytes, struct text *interpreter,
                 struct text *program);
/* The lines of a dpkg list that the index has, or with "/usr" before them: a path of the days
 * before /usr was merged. True when there is one. dpkg-query(1), --listfiles. */
bool package_owns(struct arena *arena, struct text list, const struct index *paths);
/* Every path of a dpkg list. */
void package_paths(struct arena *arena, struct text list, text_list *paths);
/* Where in /var/lib/dpkg/status each package's paragraph begins, of several architectures the
 * first. */
void packages_find(struct arena *arena, struct text status, struct index *packages);
/* The paragraph of /var/lib/dpkg/status about a package, of several architectures the first: its
 * direct dependencies (of alternatives the first), and its configuration files but those that are
 * obsolete. *is_data: it holds no programs of a machine; may be NULL. deb-control(5), dpkg(1). */
void package_read(struct arena *arena, struct text status, struct text name, text_list *depends,
                  text_list *conffiles, bool *is_data);
/* The directories named by a file of /etc/ld.so.conf.d. ldconfig(8). */
void loader_directories(struct arena *arena, struct text bytes, text_list *directories);
