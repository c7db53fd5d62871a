#pragma once

#include "base/text.h"

/* runsc releases are dates: 20240729 stands for release-20240729.0. Measured releases are the columns of schema/runsc-flags.tsv; a release between two columns
 * behaves as the older one (facts by experiment, schema/releases.md). */
typedef unsigned int release_date;

#define RELEASE_OLDEST 20221219u
/* First release whose runsc runs binaries from gvisor-bin/ beside itself; gvisor#13718. */
#define SIDECARS_SINCE 20260831u

/* Parses YYYYMMDD or YYYYMMDD.N; false for anything else. */
bool release_parse(struct text text, release_date *release);
/* The newest measured release. */
release_date release_newest(void);
/* The measured release which this one behaves as: the newest column not above it. */
release_date release_column(release_date release);
