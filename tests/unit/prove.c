/* The proof against an emitter that is broken in one place: whatever kind of entry it is, and
 * whichever of its kind, the finding names its path. */
#include "session/prove.h"
#include "emit/emit.h"
#include "read/node.h"
#include "read/policy_read.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define POLICY                                                                                     \
	"version: 1\nname: x\ncommand: [/usr/bin/x]\nuser: 1000:1000\n"                            \
	"keep-dirs: [/var/lib, /usr, /etc, /opt]\n"                                                \
	"masks: [{path: /usr/secret, kind: directory}, {path: /etc/shadow, kind: file}, {path: "   \
	"/opt/x, kind: file}]\n"                                                                   \
	"writable: {/w: 1M, /tmp: 64M, /var/cache: 2M}\n"                                          \
	"binds: {/in: {source: /srv/in}, /out: {source: /srv/out, mode: rw}, /f: {source: "        \
	"/srv/f, kind: file}}\n"                                                                   \
	"runsc: {release: 20240729.0, path: %s}\n%s"

static struct arena *arena;

static struct loaded load(const char *runsc, const char *rest)
{
	struct report report = {.arena = arena};
	const struct source *source =
	    source_from_bytes(arena, "policy.yaml", text_format(arena, POLICY, runsc, rest));
	struct loaded loaded = {
	    .policy = policy_read(arena, &report, source, node_read(arena, &report, source))};
	assert_int_equal(report.findings.count, 0);
	loaded.claims = claims_make(arena, loaded.policy);
	return loaded;
}

/* What the plan has for a claim: a row of argv, or a mount of config.json. */
struct spot {
	plan_rows *rows; /* NULL: it is a mount */
	size_t index;
};

typedef void spoil(struct plan *plan, struct spot spot);

static void leave_out(struct plan *plan, struct spot spot)
{
	if (spot.rows) {
		spot.rows->count--;
		for (size_t i = spot.index; i < spot.rows->count; i++)
			spot.rows->items[i] = spot.rows->items[i + 1];
		return;
	}
	plan->mounts.count--;
	for (size_t i = spot.index; i < plan->mounts.count; i++)
		plan->mounts.items[i] = plan->mounts.items[i + 1];
}

static void name_another(struct plan *plan, struct spot spot)
{
	(void)plan;
	spot.rows->items[spot.index] =
	    text_format(arena, "%s-x", spot.rows->items[spot.index].data);
}

static void show_another(struct plan *plan, struct spot spot)
{
	plan->mounts.items[spot.index].type = MOUNT_BIND;
	plan->mounts.items[spot.index].source = TEXT("/guest/usr/another");
}

static void turn_read_only(struct plan *plan, struct spot spot)
{
	plan->mounts.items[spot.index].is_read_only = !plan->mounts.items[spot.index].is_read_only;
}

static void make_larger(struct plan *plan, struct spot spot)
{
	plan->mounts.items[spot.index].size += 4096;
}

static bool find_row(plan_rows *rows, struct text value, struct spot *spot)
{
	for (size_t i = 0; i < rows->count; i++) {
		if (!text_equal(rows->items[i], value))
			continue;
		*spot = (struct spot){rows, i};
		return true;
	}
	return false;
}

static struct spot spot_of(struct plan *plan, const struct claim *claim)
{
	plan_rows *const rows[] = {&plan->keeps, &plan->masks, &plan->mask_files,
	                           &plan->engine_files};
	struct spot spot = {0};
	bool is_row = claim->kind != CLAIM_BIND && claim->outer.length > 0;
	for (size_t i = 0; is_row && i < sizeof rows / sizeof *rows; i++)
		if (find_row(rows[i], claim->outer, &spot))
			return spot;
	for (size_t i = 0; i < plan->mounts.count; i++)
		if (text_equal(plan->mounts.items[i].destination, claim->path))
			return (struct spot){NULL, i};
	fail_msg("nothing in the plan for %s", claim->path.data);
	return spot;
}

/* Findings of the proof, with what the plan has for the claim spoilt: NULL spoils nothing. */
static struct report judge(const struct loaded *loaded, spoil *spoils, const struct claim *claim)
{
	struct report proof = {.arena = arena, .fallback = "policy.yaml"};
	struct plan *plan = plan_make(arena, loaded->policy, NULL);
	if (spoils)
		spoils(plan, spot_of(plan, claim));
	struct text config = emit_config(arena, plan),
	            words = emit_argv(arena, plan, config, LOGGING_NONE, NULL);
	prove_artifacts(arena, &proof, loaded, config, words);
	return proof;
}

static void expect_named(const struct loaded *loaded, spoil *spoils, const struct claim *claim)
{
	struct report proof = judge(loaded, spoils, claim);
	const struct finding *finding;
	for_each (finding, &proof.findings)
		if (text_equal(finding->at, claim->path))
			return;
	fail_msg("%zu findings, none of them at %s", proof.findings.count, claim->path.data);
}

static void expect_all_named(const char *runsc, const char *rest, size_t least)
{
	struct loaded loaded = load(runsc, rest);
	size_t count, judged = 0;
	const struct claim *list = claims_list(loaded.claims, &count);
	assert_int_equal(judge(&loaded, NULL, NULL).findings.count, 0);
	for (size_t i = 0; i < count; i++) {
		if (list[i].kind == CLAIM_RUNTIME)
			continue;
		bool is_mount = list[i].kind == CLAIM_BIND || list[i].kind == CLAIM_WRITABLE;
		judged++;
		expect_named(&loaded, leave_out, &list[i]);
		expect_named(&loaded, is_mount ? show_another : name_another, &list[i]);
		if (list[i].kind == CLAIM_WRITABLE)
			expect_named(&loaded, make_larger, &list[i]);
		if (is_mount)
			expect_named(&loaded, turn_read_only, &list[i]);
	}
	assert_true(judged >= least);
}

/* Three and more of each kind of entry; three files of the engine, and the binary. */
static void each_claim_is_looked_up(void **state)
{
	(void)state;
	expect_all_named("/usr/bin/runsc", "", 1 + 4 * 3 + 3 + 1);
}

static void so_it_is_in_layout_split(void **state)
{
	(void)state;
	expect_all_named("/innerkeep/rootfs/usr/bin/runsc", "layout: split\n", 1 + 4 * 3 + 1);
}

static void what_runsc_makes_shows_nothing(void **state)
{
	(void)state;
	struct loaded loaded = load("/usr/bin/runsc", "");
	const struct claim sys = {.path = TEXT("/sys")}, shm = {.path = TEXT("/dev/shm")},
	                   proc = {.path = TEXT("/proc")};
	expect_named(&loaded, show_another, &sys);
	expect_named(&loaded, turn_read_only, &sys);
	expect_named(&loaded, show_another, &shm);
	expect_named(&loaded, show_another, &proc);
}

static int setup(void **state)
{
	(void)state;
	arena = arena_create();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_destroy(arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_claim_is_looked_up),
	    cmocka_unit_test(so_it_is_in_layout_split),
	    cmocka_unit_test(what_runsc_makes_shows_nothing),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, setup, teardown);
}
