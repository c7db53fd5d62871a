#pragma once

#include "base/diag.h"

/* A finding for what libyaml could not parse: its problem in terms of what was expected, what was
 * seen, what to write. offset is where it gave up; context_offset where the construct began that it
 * was reading, SIZE_MAX for none. */
void syntax_report(struct report *report, const struct source *source, const char *problem,
                   size_t offset, size_t context_offset);
