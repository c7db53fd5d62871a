#pragma once

#include "cli/usage.h"

/* A command gets its own argv (argv[0] is the command's name) and returns keepc's exit status. */
#define COMMAND(name, summary)                                                                     \
	int run_##name(int argc, char **argv);                                                     \
	extern const struct usage usage_##name;
#include "cli/commands.def"
#undef COMMAND
