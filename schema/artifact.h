/* The contract between keepc, which writes the two artifacts, and keeprun, which starts from them.
 * No code here; both programs include this file and share nothing else, but for what
 * compiler/model/since.awk prints. schema/argv.md is the prose.
 *
 * A bundle directory DIR holds two files and nothing else:
 *   config.json     OCI configuration; its paths are those of the world (below)
 *   argv            NUL-terminated strings, one after another
 *
 * argv is the argument vector of keeprun itself:
 *   keeprun/2                 argv[0]: the format's version
 *   --NAME=VALUE or --NAME    keeprun's options, from the table below, in the table's order; a
 *                             repeated option keeps its values in byte order; neither may hold one
 *                             twice
 *   --
 *   runsc                     argv[0] of runsc; then its top-level flags, each once, as
 *                             --name=value, in byte order;
 *   --root=STATE              exactly one of them. WORLD_STATE is the world's own; any other is a
 *                             directory of the outer container, in which keeprun makes STATE/ID:
 *                             then STATE becomes STATE/ID here and in every other flag whose value
 *                             lies below it (--debug-log=STATE/log/ becomes STATE/ID/log/). It has
 *                             the same name in the world, so it does not lie at or below one of
 *                             WORLD_NAMES
 *   run                       the last element; keeprun puts --dcache= (with --fit-dcache), --log=
 *                             and --panic-log= before it and
 *                             --detach, --bundle=, --pid-file= and the container ID behind it
 *
 * Offsets are bytes from the start of config.json, decimal. START:END names the half-open range
 * which keeprun replaces; START alone inserts. Ranges do not overlap. keeprun checks the digest
 * before it splices.
 *
 * The world is the file tree in which keeprun executes runsc; it holds
 *   WORLD_GUEST     root.path: the guest's root, read-only, assembled from the rows below
 *   WORLD_SOURCE    the sources of binds: the first `source` row is WORLD_SOURCE/0
 *   WORLD_RUNSC     the directory of runsc and of its gvisor-bin
 *   WORLD_STATE     runsc's state and config.json, mode 0700, gone with the world
 *   WORLD_EMPTY     the empty file and the empty directory that lie under every mask
 *   /proc, /dev/null, /tmp
 * and, where STATE is a path of its own, STATE/ID there. Nothing else has a name in it. */
#pragma once

#define ARTIFACT_VERSION "keeprun/2"

#define ARTIFACT_CONFIG "config.json"
#define ARTIFACT_ARGV   "argv"

#define WORLD_GUEST  "/guest"
#define WORLD_SOURCE "/source"
#define WORLD_RUNSC  "/runsc"
#define WORLD_STATE  "/state"
#define WORLD_EMPTY  "/empty"

#define WORLD_NAMES(WORLD_NAME)                                                                    \
	WORLD_NAME(WORLD_GUEST)                                                                    \
	WORLD_NAME(WORLD_SOURCE)                                                                   \
	WORLD_NAME(WORLD_RUNSC)                                                                    \
	WORLD_NAME(WORLD_STATE)                                                                    \
	WORLD_NAME(WORLD_EMPTY)

/* What runsc's gofer holds of each file that the guest has open, and of each in its cache (releases
 * 20221219.0 and 20240729.0, measured with a guest that opens file after file until it is refused,
 * at six limits), and how large keeprun makes that cache: with less than a hundred LibreOffice,
 * and with more than ten thousand no program that was measured, is served. */
#define ARTIFACT_HELD_OF_A_FILE 2
#define ARTIFACT_CACHE_LEAST    100
#define ARTIFACT_CACHE_MOST     10000

/* Limits both sides keep: keepc never writes more, keeprun refuses more. Bytes, and number of
 * strings. */
#define ARTIFACT_CONFIG_MAX (1024 * 1024)
#define ARTIFACT_ARGV_MAX   (256 * 1024)
#define ARTIFACT_ARGC_MAX   8192

/* ARTIFACT_OPTION(id, name, shape, repeats, meaning)
 * shape: sha256 (64 lower-case hex digits), path (absolute, canonical), word (from the list in
 * meaning), number (decimal, no sign), range (START:END), offset, pattern (environment variable
 * name, or prefix followed by one '*'), link (/NAME:TARGET, no ':' in NAME), source (ro:PATH or
 * rw:PATH), none (no value).
 * Paths are those of the outer container unless the row says otherwise. */
#define ARTIFACT_OPTIONS(ARTIFACT_OPTION)                                                          \
	ARTIFACT_OPTION(config, "config-sha256", sha256, once, "digest of config.json; required")  \
	ARTIFACT_OPTION(                                                                           \
	    policy, "policy-sha256", sha256, once,                                                 \
	    "digest of all the rest of argv, and so of the effective policy; required")            \
	ARTIFACT_OPTION(layout, "layout", word, once,                                              \
	                "bind, mask or split, for those who verify; required")                     \
	ARTIFACT_OPTION(inner, "inner", path, once,                                                \
	                "layout split: what is taken off a path of the outer container to give "   \
	                "the guest's")                                                             \
	ARTIFACT_OPTION(runsc, "runsc", path, once, "the binary to become; required")              \
	ARTIFACT_OPTION(runsc_sha256, "runsc-sha256", sha256, once,                                \
	                "digest which runsc must have, with gvisor-bin where there is one "        \
	                "(schema/keeprun.md); computed at start only when given")                  \
	ARTIFACT_OPTION(sidecars, "sidecars", path, once,                                          \
	                "directory of the release's other binaries; given when the release needs " \
	                "them")                                                                    \
	ARTIFACT_OPTION(                                                                           \
	    release, "release", number, once,                                                      \
	    "date of the release which the policy pins; keeprun asks the binary in --check and "   \
	    "when it did not start")                                                               \
	ARTIFACT_OPTION(seal, "seal", word, once, "auto, world, overlay, memfd or off; required")  \
	ARTIFACT_OPTION(drift, "drift", word, once, "refuse, mask or warn; required")              \
	ARTIFACT_OPTION(directory, "directory", path, repeats,                                     \
	                "guest path: an empty directory, the point of a mount in config.json")     \
	ARTIFACT_OPTION(file, "file", path, repeats, "guest path: the same for an empty file")     \
	ARTIFACT_OPTION(link, "link", link, repeats,                                               \
	                "guest path and target of a symbolic link at the top of the guest's root") \
	ARTIFACT_OPTION(keep, "keep", path, repeats,                                               \
	                "attached read-only at the same path in the guest's root, with all below " \
	                "it")                                                                      \
	ARTIFACT_OPTION(mask, "mask", path, repeats,                                               \
	                "a directory below a keep row: an empty one lies over it; it must exist "  \
	                "at start")                                                                \
	ARTIFACT_OPTION(mask_file, "mask-file", path, repeats,                                     \
	                "the same for what is no directory")                                       \
	ARTIFACT_OPTION(engine_file, "engine-file", path, repeats,                                 \
	                "the same for a file that the engine may have made: it need not exist, "   \
	                "and a symbolic link stays as it is")                                      \
	ARTIFACT_OPTION(source, "source", source, repeats,                                         \
	                "the source of a bind, read-only or writable; mounts on it or above it "   \
	                "are all right")                                                           \
	ARTIFACT_OPTION(expect, "expect-mount", path, repeats,                                     \
	                "a mount which is all right: on, below or above a keep row, or below a "   \
	                "source")                                                                  \
	ARTIFACT_OPTION(args, "args", word, once,                                                  \
	                "append or replace; absent: the command line may not add to the command")  \
	ARTIFACT_OPTION(args_at, "args-at", range, once,                                           \
	                "append: where \",ARG\" goes; replace: the elements of process.args; "     \
	                "required with args")                                                      \
	ARTIFACT_OPTION(env_at, "env-at", offset, once,                                            \
	                "where \"NAME=VALUE\", goes, before the policy's own entries, so that "    \
	                "those win")                                                               \
	ARTIFACT_OPTION(env_pass, "env-pass", pattern, repeats,                                    \
	                "a variable that may be forwarded")                                        \
	ARTIFACT_OPTION(                                                                           \
	    capabilities, "outer-capabilities", word, once,                                        \
	    "comma-separated CAP_ names, may be empty: the most that keeprun may hold")            \
	ARTIFACT_OPTION(network, "outer-network", word, once,                                      \
	                "none: only the loopback interface may exist; any: not checked")           \
	ARTIFACT_OPTION(read_only, "outer-read-only", word, once,                                  \
	                "true: / must be mounted read-only; false: not checked")                   \
	ARTIFACT_OPTION(open_files, "outer-open-files", number, once,                              \
	                "the hard limit on open files must be as high")                            \
	ARTIFACT_OPTION(dcache, "fit-dcache", none, once,                                          \
	                "keeprun gives runsc a --dcache that fits the hard limit on open files")   \
	ARTIFACT_OPTION(wall, "wall", number, once, "wall clock limit in milliseconds")            \
	ARTIFACT_OPTION(output, "output", number, once,                                            \
	                "most bytes which the guest may write to stdout and stderr together")      \
	ARTIFACT_OPTION(debug, "debug", none, once,                                                \
	                "the artifacts carry runsc's debug flags; keeprun says so at each start")
