#pragma once

#include "model/places.h"
#include "session/vector.h"
#include "view/config.h"
#include "view/view.h"

#include <stdio.h>

/* What keepc import has read, and the policy that it writes. Remarks are comment lines: what could
 * not be carried over, and what is unsafe where it stands. */
struct import {
	struct arena *arena;
	const struct source *source;
	const struct config *config;
	struct vector vector; /* runsc's words, or keeprun's: then keepc wrote this pair */
	release_date release;
	enum policy_layout layout;
	struct text inner; /* layout split */
	LIST(struct text) keeps;
	FILE *policy, *remarks;
};

void import_remark(struct import *import, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* "key: value", quoted where YAML needs it. */
void import_value(struct import *import, const char *key, struct text value);
void import_quoted(FILE *stream, struct text value);

/* A size as the policy writes it, rounded up to a whole KiB. */
const char *import_size(struct arena *arena, uint64_t bytes);

/* Where the command line says runsc is; empty when it does not. */
struct text import_runsc_path(const struct import *import);

void import_layout(
    struct import *import); /* layout, inner and keeps, from root.path and the mounts */
void import_process(struct import *import);
void import_mounts(struct import *import);
/* The same two for a pair that keepc wrote: from the rows of argv. */
void import_rows_layout(struct import *import);
void import_rows_mounts(struct import *import);
void import_vector(struct import *import);

/* The policy with each line that keepc refuses made a comment, behind its reason; what no line can
 * mend is said at its end. */
struct text import_acceptable(struct arena *arena, struct text policy);
