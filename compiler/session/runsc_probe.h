#pragma once

#include "model/runsc_facts.h"

/* Runs the binary twice, with --version and with flags, in an environment of PATH alone. A binary
 * that cannot be run, or fails, is fatal(). */
struct runsc_facts *probe_runsc(struct arena *arena, const char *path);
