#pragma once

#include "base/text.h"

/* strconv.ParseInt and ParseUint with base 10, on a number as JSON spells it. */
bool go_number_is_uint32(struct text number);
bool go_number_is_uint64(struct text number);
bool go_number_is_int64(struct text number);
