#include "session/artifacts.h"

#include "artifact.h"
#include "base/fatal.h"
#include "base/output.h"
#include "session/prove.h"

int artifacts_make(struct arena *arena, const struct loaded *loaded, enum logging logging,
                   const char *state, struct artifacts *artifacts)
{
	struct report proof = {.arena = arena, .fallback = loaded->policy->source->name};
	struct plan *plan = plan_make(arena, loaded->policy, loaded->rootfs);
	artifacts->config = emit_config(arena, plan);
	artifacts->argv = emit_argv(arena, plan, artifacts->config, logging, state);
	prove_artifacts(arena, &proof, loaded, artifacts->config, artifacts->argv);
	return report_status(&proof, loaded, SEVERITY_ERROR);
}

void artifacts_write(struct arena *arena, const char *directory, const struct artifacts *artifacts)
{
	static const char *const owned[] = {ARTIFACT_CONFIG, ARTIFACT_ARGV, NULL};
	static const struct output_mark mark = {ARTIFACT_ARGV, "keeprun/", ARTIFACT_VERSION};
	struct output *output = output_begin(arena, directory, owned, &mark);
	output_file(output, ARTIFACT_CONFIG, artifacts->config, 0444);
	output_file(output, ARTIFACT_ARGV, artifacts->argv, 0444);
	output_commit(output);
}
