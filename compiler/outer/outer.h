#pragma once

#include "model/claims.h"
#include "model/policy.h"

/* What the outer container must be, as each way of starting one says it. */

enum engine {
#define ENGINE(id, name, document, head, marks, doubled, doc) ENGINE_##id,
#include "outer/engines.def"
#undef ENGINE
	ENGINE_COUNT
};

struct engine_row {
	const char *name, *head, *marks;
	char doubled;
	bool is_document;
};

extern const struct engine_row engines[ENGINE_COUNT];

enum setting {
	SETTING_ALWAYS,
	SETTING_NAME,
	SETTING_ADD,
	SETTING_SECCOMP,
	SETTING_SELINUX,
	SETTING_APPARMOR,
	SETTING_NO_APPARMOR,
	SETTING_OPEN_PROC,
	SETTING_NO_NETWORK,
	SETTING_READ_ONLY,
	SETTING_STATE,
	SETTING_USER,
	SETTING_UID,
	SETTING_GID,
	SETTING_NOT_ROOT,
	SETTING_NO_HOSTS,
	SETTING_MEMORY,
	SETTING_PIDS,
	SETTING_OPEN_FILES,
	SETTING_COUNT
};

struct outer {
	struct arena *arena;
	const struct policy *policy;
	const struct claims *claims; /* of the policy */
	enum engine engine;
	uint64_t uid, gid;
	bool is_beside_app;                      /* the container's first program is another one */
	const char *profile;                     /* where the seccomp profile lies */
	const char *apparmor;                    /* where AppArmor's is to lie, or NULL */
	LIST(struct text) values[SETTING_COUNT]; /* the setting is printed once for each */
};

/* On stdout, in the way of outer->engine. */
void print_outer(struct outer *outer);
