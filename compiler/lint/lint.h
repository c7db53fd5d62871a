#pragma once

#include "lint/format.h"
#include "model/release.h"
#include "session/load_options.h"

/* Inside keepc lint: files, configuration, baseline. */

struct lint_output {
	const char *name; /* of the format */
	write_format *write;
	const char *path; /* NULL: stdout */
};

typedef LIST(const char *) lint_names;

struct lint_options {
	lint_names paths;
	LIST(struct lint_output) outputs;
	struct load_options load;
	release_date release; /* of runsc, for a config.json; 0: the newest measured */
	char **flags;         /* runsc's, behind "--"; NULL: none were given */
	size_t flag_count;
	const char *config, *baseline, *new_baseline;
	bool ignores_config, fixes;
	bool has_color_option, has_color;
	bool has_fail_on, has_min_severity;
	enum severity fail_on, min_severity;
};

extern const char *const lint_formats[]; /* their names, ending in NULL */
/* "error", "warning" or "info"; false for anything else. */
bool lint_severity(struct text word, enum severity *severity);
/* FORMAT or FORMAT=FILE; false when there is no such format. */
bool lint_add_output(struct arena *arena, struct lint_options *options, const char *word);

/* Replaces directories by the policies below them (*.sandbox.yaml, *.sandbox.yml), in byte order,
 * without following symlinks or entering hidden directories; each file stands once. A directory
 * without any is wrong usage. */
void lint_expand(struct arena *arena, lint_names *paths);

/* Fills in what the command line left open from the project's file, when there is one. What is
 * wrong in it is printed on stderr; then false. */
bool lint_configure(struct arena *arena, struct lint_options *options);

/* --fix: writes what is sure into the policy's file, and the diff of it to stdout. */
void lint_fix(struct arena *arena, const struct lint_options *options, const char *path);
/* Says on stderr how many of the findings that are left have fixes that somebody must choose. */
void lint_fix_rest(const struct lint_run *run);

/* Moves findings that the baseline knows out of the reports; says on stderr how many of its entries
 * match nothing any more. */
void baseline_apply(struct lint_run *run, const char *path);
void baseline_write(const struct lint_run *run, const char *path);
