#include "artifact.h"
#include "reference/page_fill.h"
#include "reference/schema.h"

#include <stdio.h>

/* The shapes of schema/artifact.h, for readers. */
#define SHAPE_sha256  "64 lower-case hexadecimal digits"
#define SHAPE_path    "absolute, canonical path"
#define SHAPE_word    "word"
#define SHAPE_number  "decimal number"
#define SHAPE_range   "START:END"
#define SHAPE_offset  "offset"
#define SHAPE_pattern "name, or a prefix and one `*`"
#define SHAPE_link    "/NAME:TARGET, no `:` in NAME"
#define SHAPE_source  "ro:PATH or rw:PATH"
#define SHAPE_none    "none"
#define TIMES_once    "once"
#define TIMES_repeats "any number of times"

static const struct {
	const char *name, *shape, *times, *meaning;
} options[] = {
#define ARTIFACT_OPTION(id, name, shape, times, meaning)                                           \
	{name, SHAPE_##shape, TIMES_##times, meaning},
    ARTIFACT_OPTIONS(ARTIFACT_OPTION)
#undef ARTIFACT_OPTION
};

void schema_argv(struct arena *arena)
{
	(void)arena;
	page_begin();
	printf("# The argv file\n\n"
	       "Printed by `keepc schema --argv` from schema/artifact.h; a test compares. The file "
	       "is the argument vector of keeprun itself: strings, each "
	       "ended by a NUL,\n"
	       "so that there is no quoting and nothing to parse. `tr '\\0' '\\n' < argv` shows "
	       "all of it. At most %d bytes and %d strings.\n\n"
	       "1. `" ARTIFACT_VERSION "`: the format's version.\n"
	       "2. keeprun's options, in the order of the list below; an option that may repeat "
	       "has its values in byte order.\n"
	       "3. `--`\n"
	       "4. `runsc`, then its top-level flags, each once, as `--name=value`, in byte order. "
	       "`--root=" WORLD_STATE "` is the state of the world. Any "
	       "other path is a directory\n"
	       "   of the outer container: keeprun makes a fresh one in it, and puts that in its "
	       "place, in every other value below it too. It lies nowhere in\n"
	       "   `" WORLD_GUEST "`, `" WORLD_SOURCE "`, `" WORLD_RUNSC "`, `" WORLD_STATE
	       "` or `" WORLD_EMPTY "`, names of the world: the guest "
	       "could see it there.\n"
	       "5. `run`; keeprun puts `--log=` and `--panic-log=` before it, and `--detach`, "
	       "`--bundle=`,\n   `--pid-file=` and the container's ID behind it.\n\n"
	       "Offsets count bytes from the start of config.json. START:END is a half-open range "
	       "that keeprun replaces; START alone is a place where it "
	       "inserts. keeprun\n"
	       "splices only after the digest of config.json was right.\n\n"
	       "Each option with the shape of its value, how often it is given, and what it "
	       "means:\n\n",
	       ARTIFACT_ARGV_MAX, ARTIFACT_ARGC_MAX);
	for (size_t i = 0; i < sizeof options / sizeof options[0]; i++)
		printf("- `--%s` (%s, %s): %s\n", options[i].name, options[i].shape,
		       options[i].times, options[i].meaning);
	printf("\nThe digest of the policy is that of the whole file without its own option: "
	       "config.json's digest is in there, so that it covers both "
	       "artifacts.\n\n"
	       "The directory holds config.json and argv, and nothing else.\n\n"
	       "## The world\n\n"
	       "The file tree in which keeprun executes runsc, and beside which nothing has a "
	       "name. Paths in "
	       "config.json are those of the world; paths in the options are those of the outer "
	       "container, "
	       "but for `--directory`, `--file` and `--link`, which are the guest's.\n\n"
	       "- `" WORLD_GUEST
	       "`: the guest's root, root.path: read-only, made of the rows `directory` to "
	       "`engine-file`, in their order\n"
	       "- `" WORLD_SOURCE
	       "/N`: the sources of binds: the first `source` row is `" WORLD_SOURCE "/0`\n"
	       "- `" WORLD_RUNSC "`: runsc and its gvisor-bin\n"
	       "- `" WORLD_STATE
	       "`: runsc's state and config.json, mode 0700, gone with the world\n"
	       "- `" WORLD_EMPTY
	       "`: the empty file and the empty directory that lie under every mask\n"
	       "- `/proc`, `/dev/null`, `/tmp`: what runsc itself needs\n");
	page_end();
}
