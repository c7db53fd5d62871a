#include "session/vector.h"
#include "view/launch.h"
#include "view/mountinfo.h"
#include "view/tmpfs_option.h"
#include "view/view.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct arena *arena;

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

static void mountinfo(void **state)
{
	mount_points points = {0};
	(void)state;
	assert_true(
	    mountinfo_read(arena,
	                   TEXT("21 1 0:20 / / ro - overlay o ro\n23 21 0:6 /x /etc/a\\040b\\134 "
	                        "rw,nosuid shared:1 master:2 - ext4 /dev/x rw\n"),
	                   &points));
	assert_int_equal(points.count, 2);
	assert_true(text_is(points.items[0], "/"));
	assert_true(text_is(points.items[1], "/etc/a b\\"));
	assert_true(mountinfo_read(arena, TEXT(""), &points));
	assert_false(mountinfo_read(arena, TEXT("x\n"), &points));
	assert_false(
	    mountinfo_read(arena, TEXT("21 1 0:20 / relative ro - overlay o ro\n"), &points));
	assert_false(mountinfo_read(arena, TEXT("21 1 0:20 / /a\\9 ro - overlay o ro\n"), &points));
}

static void tmpfs_options(void **state)
{
	uint64_t bytes;
	(void)state;
	assert_true(tmpfs_option_size(TEXT("size=64k"), &bytes) && bytes == 65536);
	assert_true(tmpfs_option_size(TEXT("size=1G"), &bytes) && bytes == 1u << 30);
	assert_true(tmpfs_option_size(TEXT("size=0"), &bytes) && bytes == 0);
	assert_true(tmpfs_option_size(TEXT("size=1E"), &bytes) && bytes == 1ull << 60);
	assert_false(tmpfs_option_size(TEXT("size=17179869184g"), &bytes));
	assert_false(tmpfs_option_size(TEXT("size=18446744073709551615"), &bytes));
	assert_false(tmpfs_option_size(TEXT("size=1%"), &bytes));
	assert_false(tmpfs_option_size(TEXT("size=1kb"), &bytes));
	assert_true(tmpfs_option_is_valid(TEXT("size=1%"), true));
	assert_false(tmpfs_option_is_valid(TEXT("size=1%"), false));
	assert_false(tmpfs_option_is_valid(TEXT("mode=abc"), true));
	assert_false(tmpfs_option_is_valid(TEXT("mode=40000000000"), true));
	assert_false(tmpfs_option_is_valid(TEXT("mode"), true));
	assert_true(tmpfs_option_is_valid(TEXT("uid=4294967294"), true));
	assert_false(tmpfs_option_is_valid(TEXT("uid=4294967295"), true));
	assert_false(tmpfs_option_is_valid(TEXT("gid=-1"), true));
	assert_false(tmpfs_option_is_valid(TEXT("size=18446744073709551615"), true));
	assert_false(tmpfs_option_is_valid(TEXT("mode=0700=1"), true));
	assert_false(tmpfs_option_is_valid(TEXT("bogus=1=2"), true));
	assert_true(tmpfs_option_is_valid(TEXT("bogus=1"), true));
	assert_true(tmpfs_option_is_valid(TEXT("RO"), true));
	assert_true(tmpfs_option_is_valid(TEXT(""), true));
}

static int status_of(release_date release, const char *first, const char *second)
{
	word_row words = {0};
	*list_append(arena, &words) = text_of(first);
	*list_append(arena, &words) = text_of(second);
	struct vector vector = vector_read(arena, &words, release);
	struct flag_line line = {vector.flags.items, vector.flags.count, vector.fault,
	                         vector.status};
	flag_faults faults = {0};
	struct launch launch = {.release = release, .line = &line};
	int status = view_check_flags(arena, &launch, &faults);
	assert_int_equal(status != 0, faults.count > 0);
	return status;
}

static void flags_together(void **state)
{
	(void)state;
	assert_int_equal(status_of(release_newest(), "--network=none", "--rootless=true"), 0);
	assert_int_equal(status_of(release_newest(), "--network=sandbox", "--rootless"), 128);
	assert_int_equal(status_of(release_newest(), "-network=none", "--rootless=yes"), 2);
	assert_int_equal(status_of(release_newest(), "--network=none", "rootless"), 128);
	assert_int_equal(status_of(release_newest(), "--network=none", "---rootless"), 2);
	assert_int_equal(status_of(release_newest(), "--file-access=shared", "--network=none"),
	                 128);
	assert_int_equal(status_of(release_newest(), "--file-access=shared", "--overlay2=none"), 0);
	assert_int_equal(status_of(release_oldest(), "--directfs=false", "--network=none"), 2);
	assert_int_equal(status_of(release_newest(), "--profile-cpu=/x", "--network=none"), 128);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(mountinfo),
	                                   cmocka_unit_test(tmpfs_options),
	                                   cmocka_unit_test(flags_together)};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("view_scanners", tests, setup, teardown);
}
