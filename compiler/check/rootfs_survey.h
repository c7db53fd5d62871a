#pragma once

#include "check/rule.h"

/* Inside check/: one walk over what the keep-dirs show, for the rules about files in them. */
enum survey_kind {
	SURVEY_SETUID,
	SURVEY_WRITABLE,
	SURVEY_SPECIAL,
	SURVEY_SECRET,
	SURVEY_LINK,
	SURVEY_RUNSC,
	SURVEY_KIND_COUNT
};

struct survey_hit {
	const struct policy_text *keep;
	struct text path;   /* in the guest */
	struct text target; /* of a symlink: where it leads, out of sight */
};

struct survey {
	LIST(struct survey_hit) hits[SURVEY_KIND_COUNT];
};
