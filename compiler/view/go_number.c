#include "view/go_number.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

static bool read_unsigned(struct text digits, uint64_t *value)
{
	char *end;
	if (digits.length == 0 || digits.data[0] < '0' || digits.data[0] > '9')
		return false;
	errno = 0;
	*value = strtoull(digits.data, &end, 10);
	return errno == 0 && end == digits.data + digits.length;
}

bool go_number_is_uint64(struct text number)
{
	uint64_t value;
	return read_unsigned(number, &value);
}

bool go_number_is_uint32(struct text number)
{
	uint64_t value;
	return read_unsigned(number, &value) && value <= UINT32_MAX;
}

bool go_number_is_int64(struct text number)
{
	uint64_t value;
	if (!text_starts(number, "-"))
		return read_unsigned(number, &value) && value <= INT64_MAX;
	return read_unsigned((struct text){number.data + 1, number.length - 1}, &value) &&
	       value <= (uint64_t)INT64_MAX + 1;
}
