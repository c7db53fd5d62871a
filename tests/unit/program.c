#include "check/program.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#include <elf.h>

static struct arena *arena;

static int make_arena(void **state)
{
	(void)state;
	arena = arena_create();
	return 0;
}

static int drop_arena(void **state)
{
	(void)state;
	arena_destroy(arena);
	return 0;
}

static void check_script(const char *head, const char *wanted)
{
	struct text path = TEXT("");
	bool is_script = program_interpreter(arena, text_copy(arena, head, strlen(head)), &path);
	assert_int_equal(is_script, wanted != NULL);
	if (wanted)
		assert_string_equal(path.data, wanted);
}

static void interpreter(void **state)
{
	(void)state;
	check_script("#!/bin/sh\necho", "/bin/sh");
	check_script("#! \t/usr/bin/env python3\n", "/usr/bin/env");
	check_script("#!/bin/sh", NULL);
	check_script("#!python3\n", NULL);
	check_script("# !/bin/sh\n", NULL);
	check_script("\n#!/bin/sh\n", NULL);
	check_script("#!\n/bin/sh\n", NULL);
	check_script("", NULL);
}

struct image {
	Elf64_Ehdr header;
	Elf64_Phdr segments[2];
	char loader[16];
};

static struct image image_make(void)
{
	struct image image = {.loader = "/lib/ld.so"};
	memcpy(image.header.e_ident, ELFMAG, SELFMAG);
	image.header.e_ident[EI_CLASS] = ELFCLASS64;
	image.header.e_phoff = offsetof(struct image, segments);
	image.header.e_phentsize = sizeof(Elf64_Phdr);
	image.header.e_phnum = 2;
	image.segments[0].p_type = PT_LOAD;
	image.segments[1].p_type = PT_INTERP;
	image.segments[1].p_offset = offsetof(struct image, loader);
	image.segments[1].p_filesz = sizeof "/lib/ld.so";
	return image;
}

static bool reads(const struct image *image, size_t length, struct text *path)
{
	return program_loader(arena, text_copy(arena, (const char *)image, length), path);
}

static void loader(void **state)
{
	(void)state;
	struct image image = image_make();
	struct text path;
	assert_true(reads(&image, sizeof image, &path));
	assert_string_equal(path.data, "/lib/ld.so");
	image.segments[1].p_type = PT_NOTE;
	assert_false(reads(&image, sizeof image, &path));
}

/* Headers that lie about where things are: nothing is read outside of what is there. */
static void lying_header(void **state)
{
	(void)state;
	struct text path;
	struct image image = image_make();
	for (size_t length = 0; length < offsetof(struct image, loader) + sizeof "/lib/ld.so";
	     length++)
		assert_false(reads(&image, length, &path));
	static const uint64_t values[] = {0,
	                                  1,
	                                  63,
	                                  sizeof(struct image),
	                                  sizeof(struct image) - 1,
	                                  UINT32_MAX,
	                                  UINT64_MAX,
	                                  UINT64_MAX - 55};
	for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
		image = image_make();
		image.header.e_phoff = values[i];
		assert_false(reads(&image, sizeof image, &path));
		image = image_make();
		image.segments[1].p_offset = values[i];
		if (reads(&image, sizeof image, &path))
			assert_int_equal(path.data[0], '/');
		image = image_make();
		image.segments[1].p_filesz = values[i] == sizeof "/lib/ld.so" ? 0 : values[i];
		if (reads(&image, sizeof image, &path))
			assert_true(path.length < sizeof image);
	}
	image = image_make();
	image.header.e_phentsize = 1;
	assert_false(reads(&image, sizeof image, &path));
	image = image_make();
	image.header.e_ident[EI_CLASS] = ELFCLASS32;
	assert_false(reads(&image, sizeof image, &path));
}

static void account(void **state)
{
	static const char passwd[] =
	    "root:x:0:0:root:/root:/bin/sh\nbad line\nshort:x:7\ntool:x:1000:1000:A "
	    "tool,,,:/home/tool:/bin/sh\nnoshell:x:1001:1:::\nlast:x:1002:1::/last:";
	struct text home, text = text_copy(arena, passwd, sizeof passwd - 1);
	(void)state;
	assert_true(account_home(arena, text, 0, &home) && text_is(home, "/root"));
	assert_true(account_home(arena, text, 1000, &home) && text_is(home, "/home/tool"));
	assert_true(account_home(arena, text, 1001, &home) && text_is(home, ""));
	assert_true(account_home(arena, text, 1002, &home) && text_is(home, "/last"));
	assert_false(account_home(arena, text, 7, &home));
	assert_false(account_home(arena, text, 100, &home));
	assert_false(account_home(arena, TEXT(""), 0, &home));
	assert_false(account_home(arena, text_copy(arena, "x\0:x:0:0::/:\n", 13), 1, &home));
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(interpreter), cmocka_unit_test(loader),
	                                   cmocka_unit_test(lying_header),
	                                   cmocka_unit_test(account)};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("program", tests, make_arena, drop_arena);
}
