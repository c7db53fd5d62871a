#pragma once

#include "base/scan.h"

/* For the scanners only. Each returns false. */

/* "expected EXPECTED, saw ...", with a remark where other readers of YAML would see more than
 * text. */
bool scan_refuse(struct arena *arena, struct text text, const char *expected, const char *hint,
                 struct scan_fault *fault);
/* The same where a number is wanted, with what to write for one in foreign dress: 0x10, 1_000. */
bool scan_refuse_number(struct arena *arena, struct text text, const char *expected,
                        struct scan_fault *fault);
/* After one of these: what to write in place of the value, and the hint that says so. remark may be
 * NULL. The second for what may not have been meant. */
bool scan_write(struct arena *arena, struct scan_fault *fault, const char *write,
                const char *remark);
bool scan_choose(struct arena *arena, struct scan_fault *fault, const char *write,
                 const char *remark);

/* Decimal digits only; false when the value does not fit. */
bool scan_digits(struct text digits, uint64_t *value);
