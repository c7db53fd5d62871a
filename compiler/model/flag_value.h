#pragma once

#include "base/text.h"

/* What Go's flag package and runsc's own types parse (strconv.ParseBool, ParseInt with base 0, time.ParseDuration; runsc/config, Overlay2.Set). */
bool flag_value_is_bool(struct text value);
bool flag_value_is_true(struct text value);
bool flag_value_is_int(struct text value);
bool flag_value_is_uint(struct text value);
bool flag_value_is_duration(struct text value);
bool flag_value_is_overlay2(struct text value);
