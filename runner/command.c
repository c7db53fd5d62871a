#include "command.h"

#include <string.h>

static const char status_file[] = "--status-file=";

static bool decode_option(struct command *command, const char *option)
{
	if (strcmp(option, "--check") == 0)
		command->is_check = true;
	else if (strcmp(option, "--json") == 0)
		command->is_json = true;
	else if (strcmp(option, "--help") == 0)
		command->is_help = true;
	else if (strcmp(option, "--version") == 0)
		command->is_version = true;
	else if (strncmp(option, status_file, strlen(status_file)) == 0 &&
	         option[strlen(status_file)] != '\0')
		command->status_file = option + strlen(status_file);
	else
		return false;
	return true;
}

enum fault command_decode(struct command *command, char **argv, struct note *note)
{
	char **next = argv[0] == NULL ? argv : argv + 1;

	for (; *next != NULL && (*next)[0] == '-'; next++) {
		if (strcmp(*next, "--") == 0) {
			next++;
			break;
		}
		if (!decode_option(command, *next))
			return fault_at(note, FAULT_usage, *next);
	}
	if (command->is_help || command->is_version)
		return FAULT_none;
	if (*next == NULL)
		return fault_at(note, FAULT_usage, "no DIR");
	if (command->is_json && !command->is_check)
		return fault_at(note, FAULT_usage, "--json without --check");
	command->directory = *next++;
	command->arguments = next;
	while (command->arguments[command->argument_count] != NULL)
		command->argument_count++;
	return FAULT_none;
}
