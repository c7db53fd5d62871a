#pragma once

#include "command.h"
#include "drift.h"
#include "fault.h"
#include "options.h"

#include <limits.h>
#include <sys/stat.h>

/* All that one start knows. It lies in the .bss: pages that are not touched cost nothing, and nothing can fail to be allocated. What is small comes first, so
 * that it shares its pages. */
struct start {
	struct command command;
	const char *skipped;    /* why a step had nothing to do, for --check */
	const char *seal;       /* seal_runsc: what it came to: none, overlay, memfd or off */
	int status_fd;          /* open_status; 0 without --status-file */
	int bundle_fd;          /* open_bundle */
	int runsc_fd;           /* open_runsc, seal_runsc */
	int state_fd;           /* make_state: STATE/ID */
	bool is_spliced;        /* splice_config: spliced_path is set */
	char id[32];            /* make_state: of the container, and the last segment of state_path */
	struct stat runsc_stat; /* open_runsc */
	struct options options; /* open_bundle */
	size_t config_size;     /* open_bundle */
	struct note note;       /* the details of the fault that a step returned */

	char bundle_path[PATH_MAX];  /* open_bundle: absolute, without symlinks */
	char state_path[PATH_MAX];   /* make_state: STATE/ID */
	char spliced_path[PATH_MAX]; /* splice_config: STATE/ID/bundle */
	struct argv_text argv;
	char config[ARTIFACT_CONFIG_MAX + 1];
	struct drift drift; /* check_drift */
};
