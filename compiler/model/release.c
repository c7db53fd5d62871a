#include "model/release.h"

#include "model/flags.h"

static bool is_digits(struct text text)
{
	for (size_t i = 0; i < text.length; i++)
		if (text.data[i] < '0' || text.data[i] > '9')
			return false;
	return text.length > 0;
}

static unsigned int number(const char *digits, size_t length)
{
	unsigned int value = 0;
	for (size_t i = 0; i < length; i++)
		value = value * 10 + (unsigned int)(digits[i] - '0');
	return value;
}

bool release_parse(struct text text, release_date *release)
{
	struct text date = {text.data, text.length < 8 ? text.length : 8};
	if (date.length < 8 || !is_digits(date))
		return false;
	if (text.length > 8) {
		struct text patch = {text.data + 9, text.length - 9};
		if (text.data[8] != '.' || patch.length > 3 || !is_digits(patch))
			return false;
	}
	unsigned int month = number(date.data + 4, 2), day = number(date.data + 6, 2);
	if (month < 1 || month > 12 || day < 1 || day > 31)
		return false;
	*release = number(date.data, 8);
	return true;
}

release_date release_oldest(void)
{
	return release_columns[0];
}

release_date release_newest(void)
{
	return release_columns[release_column_count - 1];
}

release_date release_column(release_date release)
{
	release_date column = release_columns[0];
	for (size_t i = 0; i < release_column_count && release_columns[i] <= release; i++)
		column = release_columns[i];
	return column;
}
