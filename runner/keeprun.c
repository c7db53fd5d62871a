/* keeprun: takes the two artifacts that keepc wrote, checks that the world is still the one they were compiled for, and becomes runsc. */
#include "line.h"
#include "steps.h"

#include <stdlib.h>
#include <unistd.h>

enum { EXIT_FAULT = 125 };

static enum fault start_sandbox(struct start *start)
{
	enum fault fault = close_descriptors(start);

	if (fault == FAULT_none)
		fault = open_bundle(start);
	if (fault == FAULT_none)
		fault = open_runsc(start);
	if (fault == FAULT_none)
		fault = check_drift(start);
	if (fault == FAULT_none)
		fault = make_state(start);
	if (fault == FAULT_none)
		fault = splice_config(start);
	if (fault == FAULT_none)
		fault = seal_runsc(start);
	if (fault == FAULT_none)
		fault = launch(start);
	discard_state(start);
	return fault;
}

int main(int argc, char **argv)
{
	static struct start start;
	enum fault fault = command_decode(&start.command, argv, &start.note);

	(void)argc;
	if (fault == FAULT_none)
		fault = start_sandbox(&start);
	fault_print(fault, &start.note);
	return EXIT_FAULT;
}
