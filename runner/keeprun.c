/* keeprun: takes the two artifacts that keepc wrote, checks that the world is still the one they
 * were compiled for, and becomes runsc. */
#include "check_all.h"
#include "line.h"
#include "steps.h"
#include "supervise.h"

#include <unistd.h>

/* FAULT_none: runsc ran, and ENDING says how it went. */
static enum fault start_sandbox(struct start *start, struct ending *ending)
{
	enum fault fault = FAULT_none;

	for (unsigned int i = 0; i < step_count && fault == FAULT_none; i++)
		fault = steps[i].take(start);
	if (fault == FAULT_none && start->options.debug.count > 0)
		fault_notice("warning", FAULT_debug, start->state_path);
	if (fault == FAULT_none)
		fault = supervise(start, ending);
	discard_state(start);
	return fault;
}

static int answer(const struct command *command)
{
	struct line line = {.used = 0};

	if (command->is_version) {
		line_text(&line, "keeprun " KEEPRUN_VERSION " (" ARTIFACT_VERSION ")");
	} else {
		line_text(&line, fault_remedy(FAULT_usage));
		line_text(&line, "\nStarts the sandbox that `keepc compile -o DIR` described, or "
		                 "says by name why not. --check takes every step but the start.");
	}
	return line_send(&line, STDOUT_FILENO) ? 0 : EXIT_FAULT;
}

int main(int argc, char **argv)
{
	static struct start start;
	struct ending ending = {.code = EXIT_FAULT};
	enum fault fault = command_decode(&start.command, argv, &start.note);

	(void)argc;
	if (fault == FAULT_none && (start.command.is_help || start.command.is_version))
		return answer(&start.command);
	if (fault == FAULT_none && start.command.is_check)
		return check_all(&start);
	if (fault == FAULT_none)
		fault = start_sandbox(&start, &ending);
	if (fault != FAULT_none) {
		fault_print(fault, &start.note);
		ending = (struct ending){fault_name(fault), EXIT_FAULT, 0, 0};
	}
	status_write(&start, &ending);
	return ending.code;
}
