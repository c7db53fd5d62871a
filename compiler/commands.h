#pragma once

/* A command gets its own argv (argv[0] is the command's name) and returns keepc's exit status. */
#define COMMAND(name, synopsis, summary) int run_##name(int argc, char **argv);
#include "commands.def"
#undef COMMAND
