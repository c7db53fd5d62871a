#pragma once

#include "base/text.h"

/* A release of runsc is its date as a number, without the dot and what follows: no day has two
 * official tags (tests/view/releases.test). What releases do otherwise: model/changes.h. Official
 * ones are the tags of schema/official-tags.txt. */
typedef unsigned int release_date;

#define RELEASE_NEVER 99999999u

/* An official tag: its day, and its name as in "20240729.0". */
struct release_tag {
	release_date date;
	const char *name;
};

/* Oldest first; the table is generated from schema/official-tags.txt. */
extern const struct release_tag release_tags[];
extern const size_t release_tag_count;

/* Parses YYYYMMDD or YYYYMMDD.N; false for anything else. */
bool release_parse(struct text text, release_date *release);
/* The oldest and the newest official tag. */
release_date release_oldest(void);
release_date release_newest(void);
/* Below 0 for what is older than the oldest tag, above for what is newer than the newest, else 0;
 * of a text that release_parse takes. */
int release_beyond(struct text text);
/* The newest tag of a day, NULL where there is none. */
const char *release_tag_of(release_date date);
/* For a text that release_parse takes and that lies between two tags without being one: the tags
 * before and behind it, and true. A day alone is any of the day's. */
bool release_neighbours(struct text text, const char **before, const char **behind);
