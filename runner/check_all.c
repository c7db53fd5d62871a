#include "check_all.h"
#include "ask.h"
#include "line.h"
#include "proc.h"
#include "steps.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdnoreturn.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static const char verdicts[][8] = {"ok", "FAIL", "skipped"};
enum verdict { VERDICT_ok, VERDICT_fail, VERDICT_skipped };

struct outcome {
	enum verdict verdict;
	enum fault fault;
	const char *reason; /* of a skipped step */
};

static bool print_human(const struct step *step, const struct outcome *outcome,
                        const struct note *note)
{
	struct line line = {.used = 0};

	line_text(&line, verdicts[outcome->verdict]);
	for (size_t width = line.used; width < strlen("skipped "); width++)
		line_text(&line, " ");
	line_text(&line, step->name);
	if (outcome->verdict == VERDICT_skipped) {
		line_text(&line, ": ");
		line_text(&line, outcome->reason);
	}
	if (outcome->verdict == VERDICT_fail) {
		line_text(&line, ": ");
		fault_describe(&line, outcome->fault, note->text);
		line_text(&line, "; ");
		line_text(&line, fault_remedy(outcome->fault));
	}
	return line_send(&line, STDOUT_FILENO);
}

static void member(struct line *line, const char *name, const char *value)
{
	line_text(line, ",");
	line_json(line, name);
	line_text(line, ":");
	line_json(line, value);
}

static bool print_json(const struct step *step, const struct outcome *outcome,
                       const struct note *note, bool is_first)
{
	struct line line = {.used = 0};

	line_text(&line, is_first ? "{\"checks\":[{\"name\":" : ",{\"name\":");
	line_json(&line, step->name);
	member(&line, "verdict", verdicts[outcome->verdict]);
	if (outcome->verdict == VERDICT_skipped)
		member(&line, "reason", outcome->reason);
	if (outcome->verdict == VERDICT_fail) {
		member(&line, "fault", fault_name(outcome->fault));
		member(&line, "message", fault_sentence(outcome->fault));
		member(&line, "detail", note->text);
		member(&line, "remedy", fault_remedy(outcome->fault));
	}
	line_text(&line, "}");
	return line_send(&line, STDOUT_FILENO);
}

static struct outcome take(struct start *start, const struct step *step, unsigned int given)
{
	enum fault fault;

	if ((given & step->needs) != step->needs)
		return (struct outcome){VERDICT_skipped, FAULT_none, "an earlier step failed"};
	start->skipped = NULL;
	fault = step->take(start);
	if (fault != FAULT_none)
		return (struct outcome){VERDICT_fail, fault, NULL};
	return (struct outcome){start->skipped == NULL ? VERDICT_ok : VERDICT_skipped, FAULT_none,
	                        start->skipped};
}

struct doctor {
	struct start *start;
	unsigned int given;
	bool has_printed, has_failed, is_deaf;
};

static void print(struct doctor *doctor, const struct step *step, const struct outcome *outcome)
{
	struct start *const start = doctor->start;
	bool is_heard;

	doctor->has_failed |= outcome->verdict == VERDICT_fail;
	if (start->command.is_json)
		is_heard = print_json(step, outcome, &start->note, !doctor->has_printed);
	else
		is_heard = print_human(step, outcome, &start->note);
	doctor->is_deaf |= !is_heard;
	doctor->has_printed = true;
}

static void examine(struct doctor *doctor, const struct step *step)
{
	const struct outcome outcome = take(doctor->start, step, doctor->given);

	if (outcome.verdict != VERDICT_fail && (doctor->given & step->needs) == step->needs)
		doctor->given |= step->gives;
	print(doctor, step, &outcome);
}

/* What --check does beyond a start, at the end. */
static const struct step check_step = {ask_release, "release", GIVES_left | GIVES_runsc, 0};

enum { WORLD_FAILED = 1, WORLD_UNHEARD = 2 };

/* Milliseconds: for one step of the world, and for what was killed. */
enum { PATIENCE = 60000, GRACE = 5000 };

/* The child's side; its exit status is what the doctor goes on with. After each step it says so:
 * where no more is heard, the parent knows which one it was. */
static noreturn void examine_world(struct doctor *doctor, int progress)
{
	proc_forget();
	for (unsigned int i = 0; i < world_step_count; i++) {
		examine(doctor, &world_steps[i]);
		(void)!write(progress, "", 1);
	}
	examine(doctor, &check_step);
	_exit((doctor->has_failed ? WORLD_FAILED : 0) | (doctor->is_deaf ? WORLD_UNHEARD : 0));
}

/* Whether there is something to read, the end too, within TIME milliseconds. */
static bool is_heard_from(int progress, int time)
{
	struct pollfd polled = {.fd = progress, .events = POLLIN};
	int count;

	do
		count = poll(&polled, 1, time);
	while (count < 0 && errno == EINTR);
	return count > 0;
}

/* TAKEN: how many steps the child said that it took. What does not answer cannot always be killed
 * either (supervise.c): then the child is left behind. */
static bool is_over(int progress, pid_t child, unsigned int *taken)
{
	char step;

	while (is_heard_from(progress, PATIENCE))
		if (read(progress, &step, sizeof step) > 0)
			++*taken;
		else
			return true;
	kill(child, SIGKILL);
	is_heard_from(progress, GRACE);
	return false;
}

static void fail(struct doctor *doctor, unsigned int taken, enum fault fault)
{
	const struct step *step = taken < world_step_count ? &world_steps[taken] : &check_step;

	print(doctor, step, &(struct outcome){VERDICT_fail, fault, NULL});
}

static void await_world(struct doctor *doctor, int progress, pid_t child)
{
	struct note *const note = &doctor->start->note;
	unsigned int taken = 0;
	int status = 0;

	if (!is_over(progress, child, &taken)) {
		fail(doctor, taken, fault_at(note, FAULT_stuck, "after a minute"));
		waitpid(child, &status, WNOHANG);
		return;
	}
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	if (!WIFEXITED(status))
		fail(doctor, taken, fault_at(note, FAULT_supervisor, "the child died"));
	doctor->has_failed |= !WIFEXITED(status) || (WEXITSTATUS(status) & WORLD_FAILED) != 0;
	doctor->is_deaf |= WIFEXITED(status) && (WEXITSTATUS(status) & WORLD_UNHEARD) != 0;
}

/* In a child, as a start does it: what has to be taken away at the end is not to be found in there.
 */
static void visit_world(struct doctor *doctor)
{
	int ends[2] = {-1, -1};
	pid_t child = -1;

	if (syscall(SYS_pipe2, ends, O_CLOEXEC) == 0)
		child = (pid_t)syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL);
	if (child == 0) {
		close(ends[0]);
		examine_world(doctor, ends[1]);
	}
	if (child < 0) {
		fail(doctor, 0, fault_errno(&doctor->start->note, FAULT_supervisor, "fork"));
		return;
	}
	close(ends[1]);
	await_world(doctor, ends[0], child);
	close(ends[0]);
}

int check_all(struct start *start)
{
	struct doctor doctor = {.start = start};

	for (unsigned int i = 0; i < step_count; i++)
		examine(&doctor, &steps[i]);
	visit_world(&doctor);
	if (start->command.is_json) {
		struct line line = {.used = 0};

		line_text(&line, doctor.has_failed ? "],\"ok\":false}" : "],\"ok\":true}");
		doctor.is_deaf |= !line_send(&line, STDOUT_FILENO);
	}
	discard_state(start);
	return doctor.has_failed || doctor.is_deaf ? EXIT_FAULT : 0;
}
