/* A policy from its bytes to the proof of its artifacts: whatever lint lets pass compiles, and the
 * proof holds. */
#include "check/check.h"
#include "emit/emit.h"
#include "read/node.h"
#include "read/policy_read.h"
#include "session/load.h"
#include "session/prove.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void print_and_abort(const struct report *report)
{
	diag_print(report, stderr, DIAG_GNU);
	abort();
}

static void compile(struct arena *arena, const struct loaded *loaded)
{
	struct report proof = {.arena = arena, .fallback = "policy.yaml"};
	struct plan *plan = plan_make(arena, loaded->policy, NULL);
	struct text config = emit_config(arena, plan),
	            words = emit_argv(arena, plan, config, LOGGING_NONE, NULL);
	prove_artifacts(arena, &proof, loaded, config, words);
	if (diag_count(&proof, SEVERITY_ERROR) > 0)
		print_and_abort(&proof);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_create();
	struct report report = {.arena = arena, .fallback = "policy.yaml"};
	struct text bytes = text_copy(arena, (const char *)data, size);
	const struct source *source = source_from_lines(arena, "policy.yaml", bytes);
	struct node *root = node_read(arena, &report, source);
	struct loaded loaded = {0};
	if (root) {
		struct check_options options = {.today = TEXT("2026-01-01")};
		loaded.policy = policy_read(arena, &report, source, root);
		loaded.claims = claims_make(arena, loaded.policy);
		check_policy(arena, &report, loaded.policy, &options);
	}
	diag_sort(&report);
	if (loaded.policy && diag_count(&report, SEVERITY_ERROR) == 0)
		compile(arena, &loaded);
	arena_destroy(arena);
	return 0;
}
