#include "model/rootfs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

struct world {
	struct arena *arena;
	char directory[32], listing[32];
};

static const char listing[] = "innerkeep-listing/1\n"
                              "d 755 0 0 /\n"
                              "d 755 0 0 /usr\n"
                              "d 1777 0 0 /usr/tmp\n"
                              "d 755 0 0 /usr/bin\n"
                              "f 4755 0 0 /usr/bin/su\n"
                              "f 644 1 2 /usr/bin-old\n"
                              "f 644 0 0 /usr/with\\040space\\012\\134\n"
                              "l 777 0 0 /bin usr/bin\n"
                              "l 777 0 0 /abs /usr/bin\n"
                              "l 777 0 0 /usr/up ../../../bin/su\n"
                              "l 777 0 0 /loop loop\n"
                              "l 777 0 0 /dangling nowhere\n";

static const char commands[] =
    "mkdir -p usr/tmp usr/bin && chmod 755 . usr usr/bin && chmod 1777 usr/tmp && : >usr/bin/su && "
    "chmod 4755 usr/bin/su && : >usr/bin-old && "
    "touch \"$(printf 'usr/with space\\n\\\\')\" && ln -s usr/bin bin && ln -s /usr/bin abs && ln "
    "-s ../../../bin/su usr/up && ln -s loop loop && "
    "ln -s nowhere dangling";

static int setup(void **state)
{
	static struct world world;
	char *command;
	FILE *stream;
	strcpy(world.directory, "/tmp/rootfs.XXXXXX");
	strcpy(world.listing, "/tmp/listing.XXXXXX");
	if (!mkdtemp(world.directory) ||
	    asprintf(&command, "cd %s && %s", world.directory, commands) < 0 ||
	    system(command) != 0)
		return -1;
	free(command);
	stream = fdopen(mkstemp(world.listing), "w");
	if (!stream || fputs(listing, stream) < 0 || fclose(stream) != 0)
		return -1;
	world.arena = arena_create();
	*state = &world;
	return 0;
}

static int teardown(void **state)
{
	struct world *world = *state;
	char *command;
	if (asprintf(&command, "rm -rf %s %s", world->directory, world->listing) < 0 ||
	    system(command) != 0)
		return -1;
	free(command);
	arena_destroy(world->arena);
	return 0;
}

static enum entry_kind kind(struct rootfs *rootfs, const char *path)
{
	return rootfs_lookup(rootfs, text_of(path)).kind;
}

static void check_lookup(struct rootfs *rootfs)
{
	assert_int_equal(kind(rootfs, "/"), ENTRY_DIRECTORY);
	assert_int_equal(kind(rootfs, "/usr/bin/su"), ENTRY_FILE);
	assert_int_equal(rootfs_lookup(rootfs, TEXT("/usr/bin/su")).mode, 04755);
	assert_int_equal(rootfs_lookup(rootfs, TEXT("/usr/tmp")).mode, 01777);
	assert_int_equal(kind(rootfs, "/bin"), ENTRY_SYMLINK);
	assert_true(text_is(rootfs_lookup(rootfs, TEXT("/bin")).target, "usr/bin"));
	assert_int_equal(kind(rootfs, "/bin/su"), ENTRY_ABSENT);
	assert_int_equal(kind(rootfs, "/usr/bin/su/x"), ENTRY_ABSENT);
	assert_int_equal(kind(rootfs, "/usr/bi"), ENTRY_ABSENT);
	assert_int_equal(kind(rootfs, "/usr/with space\n\\"), ENTRY_FILE);
}

static void check_list(struct arena *arena, struct rootfs *rootfs)
{
	static const char *const usr[] = {"bin", "bin-old", "tmp", "up", "with space\n\\"};
	static const char *const top[] = {"abs", "bin", "dangling", "loop", "usr"};
	struct text *names;
	size_t count;
	(void)arena;
	assert_true(rootfs_list(rootfs, TEXT("/usr"), &names, &count));
	assert_int_equal(count, 5);
	for (size_t i = 0; i < count; i++)
		assert_true(text_is(names[i], usr[i]));
	assert_true(rootfs_list(rootfs, TEXT("/"), &names, &count));
	assert_int_equal(count, 5);
	for (size_t i = 0; i < count; i++)
		assert_true(text_is(names[i], top[i]));
	assert_false(rootfs_list(rootfs, TEXT("/bin"), &names, &count));
	assert_false(rootfs_list(rootfs, TEXT("/usr/bin/su"), &names, &count));
	assert_false(rootfs_list(rootfs, TEXT("/nowhere"), &names, &count));
}

static void check_resolve(struct rootfs *rootfs)
{
	struct text result;
	assert_true(rootfs_resolve(rootfs, TEXT("/bin/su"), &result) &&
	            text_is(result, "/usr/bin/su"));
	assert_true(rootfs_resolve(rootfs, TEXT("/abs/su"), &result) &&
	            text_is(result, "/usr/bin/su"));
	assert_true(rootfs_resolve(rootfs, TEXT("/usr/up"), &result) &&
	            text_is(result, "/usr/bin/su"));
	assert_true(rootfs_resolve(rootfs, TEXT("/"), &result) && text_is(result, "/"));
	assert_false(rootfs_resolve(rootfs, TEXT("/loop"), &result));
	assert_false(rootfs_resolve(rootfs, TEXT("/dangling"), &result));
	assert_true(rootfs_symlink_in(rootfs, TEXT("/bin/su"), &result) && text_is(result, "/bin"));
	assert_false(rootfs_symlink_in(rootfs, TEXT("/usr/bin/su"), &result));
	assert_false(rootfs_symlink_in(rootfs, TEXT("/"), &result));
}

static void check_all(struct arena *arena, const char *path)
{
	struct rootfs *rootfs = rootfs_open(arena, path);
	assert_non_null(rootfs);
	check_lookup(rootfs);
	check_list(arena, rootfs);
	check_resolve(rootfs);
}

static void directory(void **state)
{
	const struct world *world = *state;
	check_all(world->arena, world->directory);
}

static void saved_listing(void **state)
{
	const struct world *world = *state;
	check_all(world->arena, world->listing);
}

/* Contents come from a regular file of a directory, never through a symlink, never more than was
 * asked for, and without waiting for a FIFO's other end. */
static void contents(void **state)
{
	const struct world *world = *state;
	char command[160];
	struct text bytes;
	snprintf(command, sizeof command,
	         "cd %s && printf '#!/bin/sh\\n' >usr/bin/script && mkfifo usr/bin/fifo",
	         world->directory);
	assert_int_equal(system(command), 0);
	struct rootfs *rootfs = rootfs_open(world->arena, world->directory),
	              *saved = rootfs_open(world->arena, world->listing);
	assert_true(rootfs_read(rootfs, TEXT("/usr/bin/script"), 64, &bytes) &&
	            text_is(bytes, "#!/bin/sh\n"));
	assert_true(rootfs_read(rootfs, TEXT("/usr/bin/script"), 2, &bytes) &&
	            text_is(bytes, "#!"));
	assert_true(rootfs_read(rootfs, TEXT("/usr/bin/su"), 64, &bytes) && bytes.length == 0);
	assert_false(rootfs_read(rootfs, TEXT("/bin/script"), 64, &bytes));
	assert_false(rootfs_read(rootfs, TEXT("/usr/bin/none"), 64, &bytes));
	assert_false(rootfs_read(rootfs, TEXT("/usr/bin"), 64, &bytes));
	assert_false(rootfs_read(rootfs, TEXT("/usr/bin/fifo"), 64, &bytes));
	assert_false(rootfs_read(saved, TEXT("/usr/bin/su"), 64, &bytes));
}

/* Lookups jump between directories deeper than any chain of descriptors, near and far ones, names
 * that begin alike, and never take a symlink for a directory. / */
static void far_jumps(void **state)
{
	enum { DEPTH = 40, JUMPS = 2000 };
	const struct world *world = *state;
	char command[320], path[DEPTH * 4 + 16];
	struct text *names;
	size_t count;
	snprintf(command, sizeof command,
	         "mkdir %s/deep && cd %s/deep && for i in $(seq 40); do mkdir d d-x && : >file && "
	         "ln -s d s && cd d || exit 1; done && : >file && mkdir d",
	         world->directory, world->directory);
	assert_int_equal(system(command), 0);
	struct rootfs *rootfs = rootfs_open(world->arena, world->directory);
	unsigned int random = 1;
	for (unsigned int i = 0; i < JUMPS; i++) {
		static const struct {
			const char *name;
			enum entry_kind kind;
		} ends[] = {{"/file", ENTRY_FILE},
		            {"/d", ENTRY_DIRECTORY},
		            {"/d/nothing", ENTRY_ABSENT},
		            {"/s/file", ENTRY_ABSENT},
		            {"/file/x", ENTRY_ABSENT}};
		random = random * 1103515245 + 12345;
		const unsigned int depth = (random >> 16) % DEPTH, end = (random >> 8) % 5;
		size_t length = (size_t)snprintf(path, sizeof path, "/deep");
		for (unsigned int level = 0; level < depth; level++)
			length += (size_t)snprintf(path + length, sizeof path - length, "/d");
		snprintf(path + length, sizeof path - length, "%s", ends[end].name);
		assert_int_equal(kind(rootfs, path), ends[end].kind);
		if (ends[end].kind != ENTRY_DIRECTORY)
			continue;
		assert_true(rootfs_list(rootfs, text_of(path), &names, &count));
		assert_int_equal(count, depth + 1 < DEPTH ? 4 : 2);
		snprintf(path + length, sizeof path - length, "/s");
		assert_false(rootfs_list(rootfs, text_of(path), &names, &count));
	}
}

static void missing(void **state)
{
	const struct world *world = *state;
	assert_null(rootfs_open(world->arena, "/nonexistent"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(directory), cmocka_unit_test(saved_listing), cmocka_unit_test(missing),
	    cmocka_unit_test(contents), cmocka_unit_test(far_jumps)};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("rootfs", tests, setup, teardown);
}
