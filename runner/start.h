#pragma once

#include "command.h"
#include "drift.h"
#include "fault.h"
#include "options.h"

#include <limits.h>
#include <sys/stat.h>

/* All that one start knows. It lies in the .bss: pages that are not touched cost nothing, and nothing can fail to be allocated. */
struct start {
	struct command command;
	struct note note;    /* the details of the fault that a step returned */
	const char *skipped; /* why a step had nothing to do, for --check */

	int status_fd; /* open_status; 0 without --status-file */

	/* open_bundle */
	int bundle_fd;
	char bundle_path[PATH_MAX]; /* absolute, without symlinks */
	struct argv_text argv;
	struct options options;
	char config[ARTIFACT_CONFIG_MAX + 1];
	size_t config_size;

	/* open_runsc */
	int runsc_fd;
	struct stat runsc_stat;

	/* check_drift */
	struct drift drift;

	/* make_state */
	char id[32];               /* of the container, and the last segment of state_path */
	char state_path[PATH_MAX]; /* STATE/ID */
	int state_fd;              /* STATE/ID */

	/* splice_config */
	char spliced_path[PATH_MAX]; /* STATE/ID/bundle, empty when config.json is used where keepc wrote it */

	/* seal_runsc */
	const char *seal; /* what it came to: none, overlay, memfd or off */
};
