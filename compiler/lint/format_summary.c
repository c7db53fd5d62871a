#include "lint/format.h"

/* In what each policy or configuration is weak, by areas, and no single finding. */
void format_summary(const struct lint_run *run, FILE *stream)
{
	const struct linted *file;
	bool is_first = true;
	for_each (file, &run->files) {
		struct summary summary = summary_of(&file->report, file->sight);
		fputs(is_first ? "" : "\n", stream);
		is_first = false;
		summary_print(run->arena, &summary, file->name, stream);
	}
}
