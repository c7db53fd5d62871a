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
		bool is_padded = patch.length > 1 && patch.data[0] == '0';
		if (text.data[8] != '.' || patch.length > 3 || !is_digits(patch) || is_padded)
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
	return release_tags[0].date;
}

release_date release_newest(void)
{
	return release_tags[release_tag_count - 1].date;
}

/* What stands behind the dot; a day without one is any of the day's. */
static unsigned int patch_of(struct text text)
{
	return text.length > 9 ? number(text.data + 9, text.length - 9) : 0;
}

/* Below, at or above 0, as the release comes before the tag, is it, or comes behind. */
static int compare(struct text text, const struct release_tag *tag)
{
	release_date date = number(text.data, 8);
	unsigned int patch = patch_of(text), other = patch_of(text_of(tag->name));
	if (date != tag->date)
		return date < tag->date ? -1 : 1;
	return text.length == 8 || patch == other ? 0 : patch < other ? -1 : 1;
}

int release_beyond(struct text text)
{
	int above_newest = compare(text, &release_tags[release_tag_count - 1]);
	int below_oldest = compare(text, &release_tags[0]);
	return above_newest > 0 ? above_newest : below_oldest < 0 ? below_oldest : 0;
}

const char *release_tag_of(release_date date)
{
	const char *name = NULL;
	for (size_t i = 0; i < release_tag_count; i++)
		if (release_tags[i].date == date)
			name = release_tags[i].name;
	return name;
}

bool release_neighbours(struct text text, const char **before, const char **behind)
{
	size_t i = 0;
	while (i < release_tag_count && compare(text, &release_tags[i]) > 0)
		i++;
	if (i == 0 || i == release_tag_count || compare(text, &release_tags[i]) == 0)
		return false;
	*before = release_tags[i - 1].name;
	*behind = release_tags[i].name;
	return true;
}
