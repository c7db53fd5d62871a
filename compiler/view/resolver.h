#pragma once

#include "model/changes.h"
#include "model/rules.h"
#include "view/config.h"
#include "view/launch.h"
#include "view/mountinfo.h"
#include "view/tree.h"
#include "view/view.h"

/* The stages of view_resolve share this. */
struct plan_item {
	const struct config_mount *mount; /* NULL: mandatory */
	struct text destination;          /* by whose length runsc sorts */
	enum backing backing;
	bool is_skipped;  /* runsc does not know the type */
	bool is_unbacked; /* a bind that shows what lies beneath it */
	int tree_index;   /* in the sentry's tree, -1: nothing was mounted */
};

struct resolver {
	struct arena *arena;
	const struct view_input *input;
	struct report *report;
	struct config *config;
	struct launch launch;
	struct view *view;
	struct tree *world; /* the guest's root as keeprun assembles it; NULL: root.path is an outer
	                       directory */
	struct tree *gofer;
	struct host {
		struct tree *tree; /* where root.path lies, with the binds so far (host.h); NULL:
		                      they are mounted in a copy of it */
		struct location root;
	} host;
	LIST(struct plan_item) plan; /* in runsc's order once sorted */
	struct index point_paths;    /* the view's points by path */
	mount_points outer_mounts;
	struct text overlay2;         /* with what annotations make of it */
	size_t reasons_before_mounts; /* how many reasons there were not to start */
	bool reaches_host;            /* guest writes to the root arrive in the outer container */
};

/* What every stage may find; refuse.c. Every reason not to start is told; the
 * exit status is that of the first. */
void resolver_refuse(struct resolver *resolver, struct span span, int status, const char *format,
                     ...) __attribute__((format(printf, 4, 5)));
/* A mount that runsc refuses leaves a tree in which nothing more can be said to be missing. */
bool resolver_has_whole_tree(const struct resolver *resolver);
/* The start creates the path, named as in the gofer's tree, in the outer container. */
void resolver_note_made(struct resolver *resolver, struct span span, struct text path);

void resolver_validate(
    struct resolver *resolver); /* validate.c: what runsc refuses before it mounts anything */
/* user_namespace.c */
void resolver_check_user_namespace(struct resolver *resolver, const struct json *linux_);
/* capabilities.c */
void resolver_check_capabilities(struct resolver *resolver, const struct json *process);
void resolver_plan(struct resolver *resolver); /* mount_order.c: mount list, options, order */
void resolver_build_world(struct resolver *resolver); /* world.c */
void resolver_mount(struct resolver *resolver);       /* mount.c: the two trees */
/* A name in /proc and the like, of which nothing is known but that few exist. */
bool resolver_is_inside_kernel(const struct tree *tree, const struct tree_place *place);
void resolver_make_devices(struct resolver *resolver);  /* devices.c */
void resolver_start_process(struct resolver *resolver); /* process.c: cwd, argv[0], privileges */
void resolver_find_points(struct resolver *resolver);   /* points.c */
void resolver_report_fields(
    struct resolver *resolver); /* fields.c: what is ignored, annotations, hooks */
void resolver_report_mounts(
    struct resolver *resolver); /* leaks.c: masks that hide nothing, what is visible beyond them */
void resolver_sort_points(struct resolver *resolver);
/* What lies at path was to be hidden and is not. */
void resolver_mark_leak(struct resolver *resolver, struct text path, const char *remark);
/* The same for something that need not exist yet. */
void resolver_add_leak(struct resolver *resolver, struct text path, struct text outer,
                       const char *remark);
struct view_point resolver_point(struct tree *tree, const struct tree_place *place);
