#include "verdict.h"
#include "arena.h"
#include "ask.h"
#include "line.h"
#include "oom.h"
#include "sandbox.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>

enum {
	EXIT_LIMIT = 124,
	EXIT_NO_RUN = 125,
	EXIT_SIGNALED = 128,
	SENTRY_FAILED = 128, /* what runsc, as the sentry too, ends with when it gives up */
	GO_PANIC = 2,
};

static void end(struct ending *ending, const char *reason, int code, int number)
{
	ending->reason = reason;
	ending->code = code;
	ending->signal = number;
}

static void end_by_fault(struct ending *ending, enum fault fault, const char *detail, int code)
{
	struct note note;

	fault_print(fault_at(&note, fault, detail), &note);
	end(ending, fault_name(fault), code, 0);
}

static void end_by_signal(struct ending *ending, int number)
{
	end(ending, "signaled", EXIT_SIGNALED + number, number);
}

static bool has_said(const struct start *start, const char *name)
{
	char text[2];

	return sandbox_read(start, name, text, sizeof text) > 0;
}

/* A guest killed by a signal, as the sentry tells it. */
static bool is_exit(const struct process *process, int code)
{
	return process->is_over && WIFEXITED(process->status) &&
	       WEXITSTATUS(process->status) == code;
}

bool verdict_needs_gofer(const struct course *course)
{
	return is_exit(&course->sentry, EXIT_SIGNALED + SIGKILL) && course->gofer.pid > 0 &&
	       !course->gofer.is_over;
}

/* Null when the sandbox stood until its guest had ended. */
static const char *find_death(const struct start *start, const struct course *course)
{
	const struct process *const gofer = &course->gofer;

	if (!course->sentry.is_over)
		return "the keeper was killed";
	if (WIFSIGNALED(course->sentry.status))
		return "the sentry was killed";
	if (is_exit(&course->sentry, EXIT_SIGNALED + SIGKILL) && gofer->is_over &&
	    !is_exit(gofer, 0))
		return "the gofer was killed";
	if (is_exit(&course->sentry, GO_PANIC) && has_said(start, SANDBOX_PANIC))
		return "the sentry panicked";
	if (is_exit(&course->sentry, SENTRY_FAILED) && has_said(start, SANDBOX_ERRORS))
		return "the sentry gave up";
	return NULL;
}

static bool is_out_of_memory(const struct course *course)
{
	return oom_kills() > course->oom_before;
}

/* KILL goes to all, and nobody tells of it. */
static bool is_ended_by(const struct process *process, int number)
{
	return number == SIGKILL ||
	       (number > 0 && process->is_over && WIFSIGNALED(process->status) &&
	        WTERMSIG(process->status) == number);
}

static void judge_begun(struct start *start, const struct course *course, struct ending *ending)
{
	const char *const death = find_death(start, course);
	const int code = WEXITSTATUS(course->sentry.status);
	const int passed = course->passed;

	if (death != NULL && is_ended_by(&course->sentry, passed))
		end_by_signal(ending, passed);
	else if (death != NULL) {
		const enum fault fault =
		    is_out_of_memory(course) ? FAULT_memory : FAULT_sandbox_died;

		end_by_fault(ending, fault, death, EXIT_NO_RUN);
	} else if (passed > 0 && code == EXIT_SIGNALED + passed)
		end_by_signal(ending, passed);
	else
		end(ending, "exited", code, 0);
}

/* runsc, re-executed in a namespace, hands a signal's number on in none of its statuses. */
static bool is_ended_by_us(const struct course *course)
{
	const int passed = course->passed;

	return passed == SIGTERM || passed == SIGINT || is_ended_by(&course->runsc, passed);
}

/* Another release explains all that it may have said. */
static void explain(struct start *start, const struct tail *tail, struct ending *ending)
{
	const enum fault fault = ask_again(start);

	if (fault != FAULT_none) {
		end_by_fault(ending, fault, start->note.text, EXIT_NO_RUN);
		return;
	}
	tail_explain(tail);
	end(ending, fault_name(FAULT_runsc_failed), EXIT_NO_RUN, 0);
}

/* runsc says what stopped it in its log, which no guest can write to; a panic of Go's goes to the
 * panic log, or to the TAIL. */
static void judge_unbegun(struct start *start, const struct course *course, struct tail *tail,
                          struct ending *ending)
{
	struct tail *const log = arena_take(sizeof *log);
	int command = 0;

	if (log != NULL) {
		sandbox_read(start, SANDBOX_ERRORS, log->bytes, sizeof log->bytes);
		command = tail_command_status(log);
	}
	if (is_ended_by_us(course))
		end_by_signal(ending, course->passed);
	else if (command != 0 && is_exit(&course->runsc, SENTRY_FAILED))
		end_by_fault(ending, FAULT_command, "", command);
	else if (is_out_of_memory(course))
		end_by_fault(ending, FAULT_memory, "runsc was killed", EXIT_NO_RUN);
	else if (log == NULL ||
	         (log->bytes[0] == '\0' &&
	          sandbox_read(start, SANDBOX_PANIC, log->bytes, sizeof log->bytes) == 0))
		explain(start, tail, ending);
	else
		explain(start, log, ending);
}

void judge(struct start *start, const struct course *course, struct tail *tail,
           struct ending *ending)
{
	if (course->limit != FAULT_none)
		end_by_fault(ending, course->limit, "", EXIT_LIMIT);
	else if (course->has_begun)
		judge_begun(start, course, ending);
	else
		judge_unbegun(start, course, tail, ending);
}
