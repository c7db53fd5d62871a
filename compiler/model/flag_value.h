#pragma once

#include "base/text.h"

#include <stdint.h>

/* What Go's flag package and runsc's own types parse (strconv.ParseBool, ParseInt with base 0,
 * time.ParseDuration; runsc/config, Overlay2.Set). */
bool flag_value_is_bool(struct text value);
bool flag_value_is_true(struct text value);
bool flag_value_is_int(struct text value);
bool flag_value_is_uint(struct text value);
/* The same, with the number that it is; false: none, or too large. */
bool flag_value_int(struct text value, int64_t *number);
bool flag_value_uint(struct text value, uint64_t *number);
bool flag_value_is_duration(struct text value);

/* --overlay2 was written three times anew; which of these a release takes, flag_accepts knows. */
enum overlay2_form {
	OVERLAY2_BAD,
	OVERLAY2_OFF,       /* none */
	OVERLAY2_NO_MEDIUM, /* root: or all:, which is none, too */
	OVERLAY2_MEMORY,    /* root:memory: from here on writes go to the overlay */
	OVERLAY2_PATH,      /* root:/directory, of the oldest releases */
	OVERLAY2_SELF,      /* root:self: a file in the rootfs */
	OVERLAY2_DIR,       /* root:dir=/directory */
	OVERLAY2_SIZED,     /* root:memory,size=1g */
	OVERLAY2_WORD,      /* root: and anything else */
};
enum overlay2_form flag_value_overlay2(struct text value);
