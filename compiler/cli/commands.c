#include "cli/commands.h"

const struct command commands[] = {
#define COMMAND(name, summary) {#name, summary, &usage_##name, run_##name},
#include "cli/commands.def"
#undef COMMAND
};
const unsigned int command_count = sizeof commands / sizeof commands[0];
