#pragma once

#include "base/text.h"

/* A release of runsc is its date as a number, without the dot and what follows. What releases do
 * otherwise: model/changes.h. Measured releases are the columns of schema/runsc-flags.tsv. */
typedef unsigned int release_date;

/* Parses YYYYMMDD or YYYYMMDD.N; false for anything else. */
bool release_parse(struct text text, release_date *release);
/* The oldest and the newest measured release. */
release_date release_oldest(void);
release_date release_newest(void);
/* The measured release whose flags this one is taken to have: the newest column not above it. */
release_date release_column(release_date release);
