#include "model/claims.h"
#include "artifact.h"
#include "read/node.h"
#include "read/policy_read.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct arena *arena;

static const struct claims *claims_of(const char *rest)
{
	struct report report = {.arena = arena};
	struct text bytes =
	    text_format(arena,
	                "version: 1\nname: x\ncommand: [/usr/bin/x]\nuser: 1000:1000\n"
	                "runsc: {release: 20240729.0}\n%s",
	                rest);
	const struct source *source = source_from_bytes(arena, "policy.yaml", bytes);
	struct policy *policy =
	    policy_read(arena, &report, source, node_read(arena, &report, source));
	assert_int_equal(report.findings.count, 0);
	return claims_make(arena, policy);
}

/* Whose path it is, and where that begins. */
static void expect(const struct claims *claims, const char *path, enum claim_kind kind,
                   const char *top)
{
	struct claim claim = claim_at(claims, text_of(path));
	assert_int_equal(claim.kind, kind);
	assert_true(text_is(claim.path, top));
}

static void the_longest_path_decides(void **state)
{
	(void)state;
	const struct claims *claims = claims_of("keep-dirs: [/usr/share/doc, /usr, /opt]\n"
	                                        "masks: [{path: /usr/share, kind: directory}]\n"
	                                        "writable: {/usr/lib/cache: 1M}\n"
	                                        "binds: {/data: {source: /srv/data}}\n");
	expect(claims, "/usr", CLAIM_KEEP, "/usr");
	expect(claims, "/usr/lib", CLAIM_KEEP, "/usr");
	expect(claims, "/usr/lib/cache", CLAIM_WRITABLE, "/usr/lib/cache");
	expect(claims, "/usr/lib/cache/a/b", CLAIM_WRITABLE, "/usr/lib/cache");
	expect(claims, "/usr/lib/cache2", CLAIM_KEEP, "/usr");
	expect(claims, "/usr/share", CLAIM_MASK, "/usr/share");
	expect(claims, "/usr/share/other", CLAIM_MASK, "/usr/share");
	expect(claims, "/usr/share/doc/x", CLAIM_KEEP, "/usr/share/doc");
	expect(claims, "/data/x", CLAIM_BIND, "/data");
	expect(claims, "/database", CLAIM_NONE, "");
	expect(claims, "/", CLAIM_NONE, "");
	expect(claims, "/us", CLAIM_NONE, "");
}

static void what_shows_comes_first_at_one_path(void **state)
{
	(void)state;
	const struct claims *claims =
	    claims_of("keep-dirs: [/usr]\n"
	              "masks: [{path: /usr, kind: directory}, {path: /data, kind: file}]\n"
	              "writable: {/usr: 1M, /data: 1M}\n"
	              "binds: {/usr: {source: /b}, /data: {source: /srv}}\n");
	expect(claims, "/usr", CLAIM_KEEP, "/usr");
	expect(claims, "/data", CLAIM_BIND, "/data");
}

static void the_runtime_makes_what_nobody_claims(void **state)
{
	(void)state;
	const struct claims *claims = claims_of("keep-dirs: [/usr]\n");
	expect(claims, "/proc/self", CLAIM_RUNTIME, "/proc");
	expect(claims, "/sys", CLAIM_RUNTIME, "/sys");
	expect(claims, "/tmp/x", CLAIM_RUNTIME, "/tmp");
	expect(claims, "/dev/null", CLAIM_RUNTIME, "/dev");
	expect(claims, "/dev/shm", CLAIM_RUNTIME, "/dev/shm");
	claims = claims_of("keep-dirs: [/usr, /tmp]\nwritable: {/dev/shm: 1M}\n");
	expect(claims, "/tmp/x", CLAIM_KEEP, "/tmp");
	expect(claims, "/dev/shm", CLAIM_WRITABLE, "/dev/shm");
	expect(claims, "/dev", CLAIM_RUNTIME, "/dev");
}

static void engine_files_are_hidden_where_they_would_show(void **state)
{
	(void)state;
	const struct claims *claims = claims_of("keep-dirs: [/usr, /etc]\n");
	expect(claims, "/etc/hosts", CLAIM_ENGINE_FILE, "/etc/hosts");
	expect(claims, "/etc/hostname", CLAIM_ENGINE_FILE, "/etc/hostname");
	expect(claims, "/etc/resolv.conf", CLAIM_ENGINE_FILE, "/etc/resolv.conf");
	expect(claims, "/etc/passwd", CLAIM_KEEP, "/etc");
	expect(claims_of("keep-dirs: [/usr, /etc]\nengine-files: keep\n"), "/etc/hosts", CLAIM_KEEP,
	       "/etc");
	expect(claims_of("keep-dirs: [/usr, /etc]\nlayout: split\n"), "/etc/hosts", CLAIM_KEEP,
	       "/etc");
	expect(claims_of("keep-dirs: [/usr, /etc/hosts]\n"), "/etc/hosts", CLAIM_KEEP,
	       "/etc/hosts");
	expect(claims_of("keep-dirs: [/usr]\n"), "/etc/hosts", CLAIM_NONE, "");
	expect(claims_of("keep-dirs: [/etc]\nmasks: [/etc/hosts]\n"), "/etc/hosts", CLAIM_MASK,
	       "/etc/hosts");
}

static void the_binary_is_hidden_where_it_would_show(void **state)
{
	(void)state;
	expect(claims_of("keep-dirs: [/usr]\n"), "/usr/bin/runsc", CLAIM_RUNSC, "/usr/bin/runsc");
	expect(claims_of("keep-dirs: [/usr]\nwritable: {/usr/bin: 1M}\n"), "/usr/bin/runsc",
	       CLAIM_RUNSC, "/usr/bin/runsc");
	expect(claims_of("keep-dirs: [/usr]\nmasks: [{path: /usr/bin, kind: directory}]\n"),
	       "/usr/bin/runsc", CLAIM_MASK, "/usr/bin");
	expect(claims_of("keep-dirs: [/opt]\n"), "/usr/bin/runsc", CLAIM_NONE, "");
	expect(claims_of("keep-dirs: [/usr]\nlayout: split\n"), "/usr/bin/runsc", CLAIM_KEEP,
	       "/usr");
	const struct claims *inner = claims_of("keep-dirs: [/usr]\nlayout: split\ninner: /usr\n");
	expect(inner, "/bin/runsc", CLAIM_NONE, "");
	inner = claims_of("keep-dirs: [/bin]\nlayout: split\ninner: /usr\n");
	expect(inner, "/bin/runsc", CLAIM_RUNSC, "/bin/runsc");
	assert_true(text_is(claim_at(inner, TEXT("/bin/runsc")).outer, "/usr/bin/runsc"));
}

static void a_claim_knows_what_lies_there(void **state)
{
	(void)state;
	const struct claims *claims =
	    claims_of("keep-dirs: [/usr]\nlayout: split\nbinds: {/data: {source: /}}\n");
	struct claim keep = claim_at(claims, TEXT("/usr/lib/x")),
	             bind = claim_at(claims, TEXT("/data/a"));
	assert_true(
	    text_is(claim_outer(arena, &keep, TEXT("/usr/lib/x")), "/innerkeep/rootfs/usr/lib/x"));
	assert_true(text_is(claim_outer(arena, &keep, TEXT("/usr")), "/innerkeep/rootfs/usr"));
	assert_true(text_is(claim_outer(arena, &bind, TEXT("/data/a")), "/a"));
	struct claim none = claim_at(claims, TEXT("/srv"));
	assert_true(text_is(claim_outer(arena, &none, TEXT("/srv")), ""));
}

/* The guest's path of an outer one, and by what. */
static void expect_way(const struct claims *claims, const char *outer, enum claim_kind kind,
                       const char *guest)
{
	struct text path;
	assert_int_equal(claim_of_outer(claims, text_of(outer), &path).kind, kind);
	assert_true(text_is(path, guest));
}

static void an_outer_path_has_its_way_into_the_guest(void **state)
{
	(void)state;
	const struct claims *claims = claims_of(
	    "keep-dirs: [/usr, /etc]\nbinds: {/x: {source: /srv}, /y: {source: /srv/deep}}\n");
	expect_way(claims, "/etc/hosts", CLAIM_KEEP, "/etc/hosts");
	expect_way(claims, "/srv/a", CLAIM_BIND, "/x/a");
	expect_way(claims, "/srv/deep/a", CLAIM_BIND, "/y/a");
	expect_way(claims, "/opt", CLAIM_NONE, "");
	claims = claims_of("keep-dirs: [/usr, /etc]\nlayout: split\n");
	expect_way(claims, "/etc/hosts", CLAIM_NONE, "");
	expect_way(claims, "/innerkeep/rootfs/etc/hosts", CLAIM_KEEP, "/etc/hosts");
}

static void directories_lead_to_what_is_there(void **state)
{
	(void)state;
	const struct claims *claims =
	    claims_of("keep-dirs: [/a/b/c]\nwritable: {/w/x: 1M}\nbinds: {/d/e: {source: /s}}\n"
	              "masks: [{path: /a/b/c/m/n, kind: file}]\n");
	const char *const ways[] = {"/", "/a", "/a/b", "/w", "/d"}, *const others[] = {
	                                                                "/a/b/c", "/w/x",
	                                                                "/d/e",   "/a/b/c/m",
	                                                                "/x",     "/proc"};
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
		assert_true(claim_on_the_way(claims, text_of(ways[i])));
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		assert_false(claim_on_the_way(claims, text_of(others[i])));
}

static void a_keep_dir_is_around(void **state)
{
	(void)state;
	const struct claims *claims = claims_of("keep-dirs: [/usr, /usr/lib]\n");
	assert_true(text_is(claim_keep_around(claims, TEXT("/usr/lib/x")).path, "/usr/lib"));
	assert_true(text_is(claim_keep_around(claims, TEXT("/usr/lib")).path, "/usr"));
	assert_int_equal(claim_keep_around(claims, TEXT("/usr")).kind, CLAIM_NONE);
	assert_true(claim_is_kept(claims, TEXT("/usr")));
	assert_false(claim_is_kept(claims, TEXT("/")));
}

static void mount_points_have_a_kind(void **state)
{
	(void)state;
	const struct claims *claims = claims_of(
	    "keep-dirs: [/etc, /usr, /etc/localtime]\n"
	    "masks: [/etc/shadow, {path: /etc/odd, kind: file}, /etc/unknown]\n"
	    "binds: {/f: {source: /f, kind: file}, /d: {source: /d}}\nwritable: {/tmp: 1M}\n");
	static const struct {
		const char *path;
		enum path_kind kind;
	} rows[] = {{"/etc/shadow", PATH_FILE},       {"/etc/odd", PATH_FILE},
	            {"/etc/unknown", PATH_DIRECTORY}, {"/f", PATH_FILE},
	            {"/d", PATH_DIRECTORY},           {"/usr", PATH_DIRECTORY},
	            {"/etc/localtime", PATH_FILE},    {"/tmp", PATH_DIRECTORY},
	            {"/usr/bin/runsc", PATH_FILE},    {"/etc/hosts", PATH_FILE}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct claim claim = claim_at(claims, text_of(rows[i].path));
		assert_int_equal(claim_path_kind(claims, NULL, &claim), rows[i].kind);
	}
}

static void the_world_has_names_of_its_own(void **state)
{
	static const char *const names[] = {
#define WORLD_NAME(name) name, name "/below",
	    WORLD_NAMES(WORLD_NAME)
#undef WORLD_NAME
	};
	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		assert_true(path_is_of_world(text_of(names[i])));
	assert_false(path_is_of_world(TEXT("/")));
	assert_false(path_is_of_world(TEXT("/guests")));
	assert_false(path_is_of_world(TEXT("/run/guest")));
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
	    cmocka_unit_test(the_longest_path_decides),
	    cmocka_unit_test(what_shows_comes_first_at_one_path),
	    cmocka_unit_test(the_runtime_makes_what_nobody_claims),
	    cmocka_unit_test(engine_files_are_hidden_where_they_would_show),
	    cmocka_unit_test(the_binary_is_hidden_where_it_would_show),
	    cmocka_unit_test(a_claim_knows_what_lies_there),
	    cmocka_unit_test(an_outer_path_has_its_way_into_the_guest),
	    cmocka_unit_test(directories_lead_to_what_is_there),
	    cmocka_unit_test(a_keep_dir_is_around),
	    cmocka_unit_test(mount_points_have_a_kind),
	    cmocka_unit_test(the_world_has_names_of_its_own),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, setup, teardown);
}
