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

#define POLICY                                                                                                                                                 \
	"version: 1\nname: x\ncommand: [/usr/bin/x]\nuser: 1000:1000\n"                                                                                        \
	"keep-dirs: [/var/lib, /usr, /etc, /opt]\n"                                                                                                            \
	"masks: [{path: /usr/secret, kind: directory}, {path: /etc/shadow, kind: file}, {path: /opt/x, kind: file}]\n"                                         \
	"writable: {/w: 1M, /tmp: 64M, /var/cache: 2M}\n"                                                                                                      \
	"binds: {/in: {source: /srv/in}, /out: {source: /srv/out, mode: rw}, /f: {source: /srv/f, kind: file}}\n"                                              \
	"runsc: {release: 20240729.0, path: %s}\n%s"

static struct arena *arena;

static struct loaded load(const char *runsc, const char *rest)
{
	struct report report = {.arena = arena};
	const struct source *source = source_from_bytes(arena, "policy.yaml", text_format(arena, POLICY, runsc, rest));
	struct loaded loaded = {.policy = policy_read(arena, &report, source, node_read(arena, &report, source))};
	assert_int_equal(report.findings.count, 0);
	loaded.claims = claims_make(arena, loaded.policy);
	return loaded;
}

typedef void spoil(struct plan *plan, size_t mount);

static void leave_out(struct plan *plan, size_t mount)
{
	plan->mounts.count--;
	for (size_t i = mount; i < plan->mounts.count; i++)
		plan->mounts.items[i] = plan->mounts.items[i + 1];
}

static void show_another(struct plan *plan, size_t mount)
{
	plan->mounts.items[mount].type = MOUNT_BIND;
	plan->mounts.items[mount].source = TEXT("/another");
}

static void turn_read_only(struct plan *plan, size_t mount)
{
	plan->mounts.items[mount].is_read_only = !plan->mounts.items[mount].is_read_only;
}

static void make_larger(struct plan *plan, size_t mount)
{
	plan->mounts.items[mount].size += 4096;
}

static size_t mount_at(const struct plan *plan, struct text path)
{
	for (size_t i = 0; i < plan->mounts.count; i++)
		if (text_equal(plan->mounts.items[i].destination, path))
			return i;
	fail_msg("no mount on %s", path.data);
	return 0;
}

/* Findings of the proof, with the mount on path spoilt: NULL spoils none. */
static struct report judge(const struct loaded *loaded, spoil *spoils, struct text path)
{
	struct report proof = {.arena = arena, .fallback = "policy.yaml"};
	struct plan *plan = plan_make(arena, loaded->policy, NULL);
	if (spoils)
		spoils(plan, mount_at(plan, path));
	struct text config = emit_config(arena, plan), words = emit_argv(arena, plan, config, false);
	prove_artifacts(arena, &proof, loaded, plan, config, words);
	return proof;
}

static void expect_named(const struct loaded *loaded, spoil *spoils, struct text path)
{
	struct report proof = judge(loaded, spoils, path);
	const struct finding *finding;
	for_each (finding, &proof.findings)
		if (text_equal(finding->at, path))
			return;
	fail_msg("%zu findings, none of them at %s", proof.findings.count, path.data);
}

static void expect_all_named(const char *runsc, const char *rest, size_t least)
{
	struct loaded loaded = load(runsc, rest);
	size_t count, judged = 0;
	const struct claim *list = claims_list(loaded.claims, &count);
	assert_int_equal(judge(&loaded, NULL, TEXT("")).findings.count, 0);
	for (size_t i = 0; i < count; i++) {
		if (list[i].kind == CLAIM_RUNTIME)
			continue;
		judged++;
		expect_named(&loaded, leave_out, list[i].path);
		expect_named(&loaded, show_another, list[i].path);
		if (list[i].kind == CLAIM_WRITABLE)
			expect_named(&loaded, make_larger, list[i].path);
		if (claim_shows(&list[i]) || list[i].kind == CLAIM_WRITABLE)
			expect_named(&loaded, turn_read_only, list[i].path);
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
	expect_named(&loaded, show_another, TEXT("/sys"));
	expect_named(&loaded, turn_read_only, TEXT("/sys"));
	expect_named(&loaded, show_another, TEXT("/dev/shm"));
	expect_named(&loaded, show_another, TEXT("/proc"));
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
