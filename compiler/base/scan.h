#pragma once

#include "base/text.h"

#include <stdint.h>

/* Scanners for the policy's scalars: the whole text or nothing, no blank around it, nothing
 * guessed. Each returns false and says why. schema/policy.md, "Values". */
struct scan_fault {
	const char *message; /* what was expected, what was seen */
	const char *hint;    /* what to write; may be NULL */
	const char *write;   /* YAML that says, in the value's place, what was meant and nothing
	                        else can be meant; NULL: nothing is so sure */
	const char *choices; /* the same of what may have been meant, one a line; may be NULL */
};

/* Decimal, no sign, no leading zero, no '_'; at most 2^64 - 1. */
bool scan_number(struct arena *arena, struct text text, uint64_t *value, struct scan_fault *fault);
/* NUMBER(K|M|G|T), powers of 1024; bytes, 1 to 2^63 - 1. */
bool scan_size(struct arena *arena, struct text text, uint64_t *bytes, struct scan_fault *fault);
/* NUMBER(ms|s|m|h|d); milliseconds, 1 to 2^63 - 1. */
bool scan_duration(struct arena *arena, struct text text, uint64_t *milliseconds,
                   struct scan_fault *fault);
/* Three or four octal digits: 755, 0755, 1777. */
bool scan_mode(struct arena *arena, struct text text, uint64_t *mode, struct scan_fault *fault);
/* UID:GID, numbers up to 2^32 - 2 (2^32 - 1 is "no change" to chown(2)). */
bool scan_user(struct arena *arena, struct text text, uint64_t *uid, uint64_t *gid,
               struct scan_fault *fault);
/* YYYY-MM-DD, a day of the Gregorian calendar from 1970 to 9999. */
bool scan_date(struct arena *arena, struct text text, struct scan_fault *fault);
/* 64 lower-case hexadecimal digits. */
bool scan_sha256(struct arena *arena, struct text text, struct scan_fault *fault);
/* true or false. */
bool scan_bool(struct arena *arena, struct text text, bool *value, struct scan_fault *fault);

/* [A-Za-z0-9_][A-Za-z0-9_.-]*, at most 64 bytes, as a host name may have. */
bool scan_name(struct arena *arena, struct text text, struct scan_fault *fault);
/* Absolute and canonical: no "//", "." or "..", no '/' at the end, only plain characters, PATH_MAX
 * and NAME_MAX kept. The hint is the canonical form. */
bool scan_path(struct arena *arena, struct text text, struct scan_fault *fault);
/* Whether readers of YAML take the word, written without quotes, for null: ~, null, NULL. YAML
 * 1.2.2, 10.2.1.1, with the spellings of YAML 1.1. */
bool scan_is_null(struct text text);
/* [A-Za-z_][A-Za-z0-9_]* */
bool scan_env_name(struct arena *arena, struct text text, struct scan_fault *fault);
/* The same, or a prefix of one followed by '*': LC_*. A lone '*' would pass everything and is
 * refused. */
bool scan_env_pattern(struct arena *arena, struct text text, struct scan_fault *fault);
