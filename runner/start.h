#pragma once

#include "command.h"
#include "drift.h"
#include "fault.h"
#include "options.h"

#include <sys/stat.h>

/* All that one start knows. It lies in the .bss: what the pointers point to lies in the room (room.h). */
struct start {
	struct command command;
	const char *skipped;      /* why a step had nothing to do, for --check */
	const char *seal;         /* seal_runsc: what it came to: none, overlay, memfd or off */
	int status_fd;            /* open_status; 0 without --status-file */
	int bundle_fd;            /* open_bundle */
	int runsc_fd;             /* open_runsc, seal_runsc */
	bool has_state;           /* make_state: state_path is there, and ours to take away */
	char id[32];              /* make_state: of the container, and the last segment of state_path */
	const char *bundle_path;  /* open_bundle: absolute, without symlinks */
	const char *state_path;   /* make_state: STATE/ID */
	const char *spliced_path; /* splice_config: STATE/ID/bundle, or null */
	char *config;             /* open_bundle: config.json as it was checked */
	struct stat runsc_stat;   /* open_runsc */
	struct options options;   /* open_bundle */
	size_t config_size;       /* open_bundle */
	struct argv_text argv;    /* open_bundle */
	struct drift drift;       /* check_drift */
	struct note note;         /* the details of the fault that a step returned */
};
