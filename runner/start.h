#pragma once

#include "command.h"
#include "fault.h"
#include "options.h"
#include "world/world.h"

#include <sys/stat.h>

/* What starts the sandbox, and so is none of the guest's business. */
enum own { OWN_keeprun, OWN_bundle, OWN_runsc, OWN_sidecars, OWN_state, OWN_COUNT };

/* What lies in gvisor-bin, in the order of the bytes of the names. Owners are asked for where every
 * uid has its number: in the world that is our own alone. */
struct sidecars {
	struct sidecar {
		char *name;
		dev_t device;
		ino_t inode;
	} * items;
	size_t count;
	bool is_out_of_reach; /* no process of our uid can change any of it, from wherever */
};

/* All that one start knows. It lies in the .bss: what the pointers point to lies in the room
 * (room.h). */
struct start {
	struct command command;
	const char *skipped; /* why a step had nothing to do, for --check */
	const char *seal;    /* seal_runsc: what it came to: world, overlay, memfd or off */
	int status_fd;       /* open_status; 0 without --status-file */
	int bundle_fd;       /* open_bundle */
	int runsc_fd;        /* open_runsc, seal_runsc */
	bool has_state;      /* make_state: a directory of the outer container, ours to take away */
	char id[32];         /* make_state: of the container, and the last segment of state_path */
	const char *bundle_path; /* open_bundle: absolute, without symlinks */
	const char
	    *own[OWN_COUNT]; /* find_own: paths of the outer container, null where there is none */
	struct sidecars sidecars; /* require_sidecars */
	const char *state_path;   /* make_state: WORLD_STATE or STATE/ID */
	char *config;             /* open_bundle: config.json as it was checked */
	struct stat runsc_stat;   /* open_runsc */
	struct options options;   /* open_bundle */
	size_t config_size;       /* open_bundle */
	struct argv_text argv;    /* open_bundle */
	struct world world;       /* enter_world and later steps */
	struct note note;         /* the details of the fault that a step returned */
};
