#include "check/allow.h"

void check_policy(struct arena *arena, struct report *report, struct policy *policy,
                  const struct check_options *options)
{
	static void (*const functions[])(struct check *) = {
#define RULE(id, name, severity, family, summary, area)
#define CHECK(id, name, severity, family, summary, area) rule_##id,
#include "model/rules.def"
#undef CHECK
#undef RULE
	};
	struct check check = {.arena = arena,
	                      .report = report,
	                      .policy = policy,
	                      .rootfs = options->rootfs,
	                      .today = options->today,
	                      .output = options->output};
	check.claims = claims_make(arena, policy);
	for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++)
		functions[i](&check);
	if (!options->ignores_allow)
		allow_apply(&check, policy);
}

/* What a configuration can have as well as a policy, and what is then as loose. */
#define POSTURE(RULE)                                                                              \
	RULE(user_root)                                                                            \
	RULE(group_root)                                                                           \
	RULE(keep_secret)                                                                          \
	RULE(keep_runtime_dir)                                                                     \
	RULE(bind_writable)                                                                        \
	RULE(bind_writes_system)                                                                   \
	RULE(bind_source_sensitive)                                                                \
	RULE(bind_source_secret)                                                                   \
	RULE(bind_engine_socket)                                                                   \
	RULE(writable_exec)                                                                        \
	RULE(env_set_secret)                                                                       \
	RULE(env_set_loader)                                                                       \
	RULE(env_path_unsafe)                                                                      \
	RULE(command_shell)                                                                        \
	RULE(nproc_unlimited)

void check_posture(struct arena *arena, struct report *report, struct policy *policy)
{
#define FUNCTION(id) rule_##id,
	static void (*const functions[])(struct check *) = {POSTURE(FUNCTION)};
#undef FUNCTION
	struct check check = {.arena = arena, .report = report, .policy = policy};
	check.claims = claims_make(arena, policy);
	for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++)
		functions[i](&check);
}
