#pragma once

#include "base/diag.h"
#include "model/flags.h"
#include "model/keys.h"
#include "model/release.h"
#include "model/rlimits.h"
#include "model/runsc_facts.h"

#include <stdint.h>

/* The policy, version 1, after reading: every leaf carries where it was said. A span without source
 * is a default. Paths are absolute and canonical; names, sizes and numbers have been scanned. A key
 * which was given but could not be read is marked, so that a rule whose premise is broken stays
 * silent. */

struct policy_text {
	struct text value;
	struct span span;
};

struct policy_number {
	uint64_t value;
	struct span span;
};

typedef LIST(struct policy_text) policy_texts;

enum path_kind { PATH_FILE, PATH_DIRECTORY };

/* A word of a closed vocabulary: its position in the key's words, which is the value of the enum
 * below. */
struct policy_word {
	unsigned int value;
	struct span span;
};

struct policy_user {
	struct policy_number uid, gid;
};

struct policy_mask {
	struct policy_text path;
	bool has_kind;                /* the long form {path, kind} was used */
	struct policy_word kind_word; /* enum path_kind */
};

struct policy_writable {
	struct policy_text path;
	struct policy_number size; /* bytes */
	struct policy_number mode; /* permission bits; unsaid, those that the path suggests */
	struct policy_word exec;   /* 0 false, 1 true */
};

struct policy_bind {
	struct policy_text path;      /* in the guest */
	struct policy_text source;    /* in the outer container */
	struct policy_word mode;      /* 0 ro, 1 rw */
	struct policy_word kind_word; /* enum path_kind */
};

struct policy_variable {
	struct policy_text name, value;
};

/* The guest's PATH when the policy sets none. */
#define POLICY_DEFAULT_PATH "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

#define RLIMIT_UNLIMITED UINT64_MAX
struct policy_rlimit {
	struct policy_text name;
	const struct rlimit_row *row;
	struct policy_number soft, hard; /* RLIMIT_UNLIMITED, or the kernel's unit for that limit */
};

struct policy_flag {
	struct policy_text name, value;
};

struct policy_allow {
	struct policy_text rule_name;
	const struct rule *rule; /* NULL: there is none of that name */
	struct span span;
	struct policy_text at; /* empty: anywhere */
	struct policy_text reason;
	struct policy_text until; /* YYYY-MM-DD, empty: no end */
	bool is_used;
};

typedef LIST(struct policy_mask) policy_masks;
typedef LIST(struct policy_writable) policy_writables;
typedef LIST(struct policy_bind) policy_binds;
typedef LIST(struct policy_variable) policy_variables;
typedef LIST(struct policy_rlimit) policy_rlimits;
typedef LIST(struct policy_flag) policy_flags;
typedef LIST(struct policy_allow) policy_allows;

enum policy_args { ARGS_FIXED, ARGS_APPEND, ARGS_REPLACE };
enum policy_layout { LAYOUT_BIND, LAYOUT_MASK, LAYOUT_SPLIT };
enum policy_engine_files { ENGINE_FILES_EMPTY, ENGINE_FILES_KEEP };
enum policy_drift { DRIFT_REFUSE, DRIFT_MASK, DRIFT_WARN };
enum policy_seal { SEAL_AUTO, SEAL_WORLD, SEAL_OVERLAY, SEAL_MEMFD, SEAL_OFF };
enum policy_network { NETWORK_NONE, NETWORK_ANY };

/* Where a key was said. A broken key was given and could not be read: rules about it stay
 * silent. */
struct policy_key {
	bool is_given, is_broken;
	bool is_open; /* listed under allow-override: a policy extending this one may loosen it */
	struct span key, value;
};

struct policy {
	const struct source *source; /* the file, for findings about what is absent */
	struct policy_key keys[KEY_ID_COUNT];
	struct policy_number version;
	struct policy_text name;
	policy_texts command;
	struct policy_word args;
	struct policy_user user;
	struct policy_text cwd;
	struct policy_text hostname;
	policy_texts keep_dirs;
	policy_masks masks;
	policy_writables writable;
	policy_binds binds;
	policy_variables env_set;
	policy_texts env_pass;
	policy_rlimits rlimits;
	struct policy_number wall;   /* milliseconds, 0: none */
	struct policy_number output; /* bytes, 0: none */
	struct policy_word layout;
	struct policy_text inner; /* layout split: where the inner rootfs lies in the outer one */
	struct policy_word engine_files;
	struct policy_word drift;
	policy_texts expect_mounts;
	struct policy_word seal;
	struct policy_text runsc_path;
	struct policy_text runsc_release;
	release_date release;            /* runsc_release, parsed; 0 when it could not be */
	const struct runsc_facts *facts; /* what the real binary said; NULL when it was not asked */
	release_date found; /* of the binary in the outer rootfs; 0: not looked for, or not told */
	struct text digest; /* of the binary that was shown; empty: none, or nobody asks for it */
	struct policy_text runsc_root; /* "private" or a path: policy_state_dir */
	struct policy_text runsc_platform;
	struct policy_text runsc_sha256; /* empty: not given */
	policy_flags runsc_flags;
	policy_texts outer_capabilities;
	struct policy_word outer_network;
	struct policy_word outer_read_only; /* 0 false, 1 true */
	policy_texts extends;
	policy_texts allow_override;
	policy_allows allow;
	bool is_broken; /* something could not be read: nothing may be compiled from it */
};

/* Where runsc's state lies in the outer container; empty: nowhere, it is in the world. */
struct text policy_state_dir(const struct policy *policy);

/* Whether the pinned runsc has the flag: by the binary's own word when it was asked, else by the
 * table. */
bool policy_has_flag(const struct policy *policy, const struct flag *flag);
/* Whether the pin is neither older nor newer than the table. */
bool policy_release_is_known(const struct policy *policy);
