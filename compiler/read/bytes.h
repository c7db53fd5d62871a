#pragma once

#include "base/diag.h"

/* The bytes before the grammar: UTF-8 without byte order mark, LF alone ends lines, no control and
 * no reordering characters. What is
 * wrong is a finding, the first few of each kind; returns true when nothing is. */
bool bytes_check(struct report *report, const struct source *source);

/* The same for a value, in which an escape ("\u202e") may have made what the file does not hold;
 * '\n' and '\t' are fine. Findings stand at span. */
bool bytes_check_value(struct report *report, struct span span, struct text value);
