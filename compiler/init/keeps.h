#pragma once

#include "init/needs.h"

/* A line under keep-dirs, with its reason. */
struct keep {
	struct text path, reason;
};
typedef LIST(struct keep) keep_list;

/* The few directories that hold what is needed: /usr as a whole, of /opt and /etc what lies below
 * it, elsewhere the file; what the links lead through; and the configuration of the packages that
 * the files come from, and of those that they depend on. */
keep_list keeps_of(struct needs *needs);
