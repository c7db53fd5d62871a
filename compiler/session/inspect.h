#pragma once

#include "emit/plan.h"
#include "model/flags.h"
#include "session/load.h"
#include "session/vector.h"
#include "view/view.h"

/* What view, why, diff and verify do first: whatever was named, a policy, a bundle directory or
 * somebody's config.json, becomes a view. */
enum inspect_kind { INSPECT_POLICY, INSPECT_BUNDLE, INSPECT_CONFIG };

struct inspect_options {
	struct load_options load;
	release_date release; /* for a bundle or a config.json; 0: the newest known */
	const char *mounts;   /* file with the outer container's mountinfo; NULL: none */
	char **flags;         /* runsc's flags for a bare config.json */
	size_t flag_count;
	bool has_flags;
	bool is_nested; /* inside an unprivileged container */
};

struct inspection {
	enum inspect_kind kind;
	struct loaded loaded; /* policy set for a policy */
	struct view_input input;
	struct view *view;        /* NULL: the policy has errors, see the report */
	struct text config, argv; /* the artifacts' bytes; argv empty for a bare config.json */
	struct vector vector;     /* argv's words, and behind its flags those of the options */
};

struct inspection inspect(struct arena *arena, struct report *report, const char *path,
                          const struct inspect_options *options);
/* Artifacts that are not on disk yet. */
struct inspection inspect_artifacts(struct arena *arena, struct report *report,
                                    const struct loaded *loaded, struct text config,
                                    struct text argv);
