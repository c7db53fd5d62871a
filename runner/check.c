#include "check.h"
#include "line.h"
#include "steps.h"

#include <string.h>
#include <unistd.h>

static const char *const verdicts[] = {"ok", "FAIL", "skipped"};
enum verdict { VERDICT_ok, VERDICT_fail, VERDICT_skipped };

struct outcome {
	enum verdict verdict;
	enum fault fault;
	const char *reason; /* of a skipped step */
};

static bool print_human(const struct step *step, const struct outcome *outcome, const struct note *note)
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

static bool print_json(const struct step *step, const struct outcome *outcome, const struct note *note, bool is_first)
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
	return (struct outcome){start->skipped == NULL ? VERDICT_ok : VERDICT_skipped, FAULT_none, start->skipped};
}

int check_all(struct start *start)
{
	unsigned int given = 0;
	bool has_failed = false, is_heard = true;

	for (unsigned int i = 0; i < step_count; i++) {
		const struct outcome outcome = take(start, &steps[i], given);

		if (outcome.verdict != VERDICT_fail)
			given |= (given & steps[i].needs) == steps[i].needs ? steps[i].gives : 0;
		has_failed |= outcome.verdict == VERDICT_fail;
		if (start->command.is_json)
			is_heard &= print_json(&steps[i], &outcome, &start->note, i == 0);
		else
			is_heard &= print_human(&steps[i], &outcome, &start->note);
	}
	if (start->command.is_json) {
		struct line line = {.used = 0};

		line_text(&line, has_failed ? "],\"ok\":false}" : "],\"ok\":true}");
		is_heard &= line_send(&line, STDOUT_FILENO);
	}
	discard_state(start);
	return has_failed || !is_heard ? EXIT_FAULT : 0;
}
