#pragma once

#include "base/scan.h"

/* For the scanners only. "expected EXPECTED, saw ...", with a remark where other readers of YAML
 * would see more than text. hint NULL: one by the look of the text, when it looks like a number in
 * foreign dress. Returns false. */
bool scan_refuse(struct arena *arena, struct text text, const char *expected, const char *hint,
                 struct scan_fault *fault);

/* Decimal digits only; false when the value does not fit. */
bool scan_digits(struct text digits, uint64_t *value);
