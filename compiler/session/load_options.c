#include "session/load_options.h"

void load_take_option(struct load_options *options, int option, const char *argument)
{
	switch (option) {
	case LOAD_ROOTFS:
		options->rootfs = argument;
		break;
	case LOAD_RUNSC:
		options->runsc = argument;
		break;
	case LOAD_NO_ALLOW:
		options->ignores_allow = true;
		break;
	case LOAD_TODAY:
		options->today = argument;
		break;
	case LOAD_STDIN_FILENAME:
		options->stdin_filename = argument;
		break;
	default:
		break;
	}
}
