/* The contract between keepc, which writes the two artifacts, and keeprun, which starts from them. No code here; both programs include this file and
 * share nothing else, but for what compiler/model/since.awk prints. schema/argv.md is the prose.
 *
 * A bundle directory DIR holds
 *   config.json     OCI configuration; relative paths in it (root.path, mount sources) are relative to DIR
 *   argv            NUL-terminated strings, one after another (below)
 *   rootfs/         layout bind: the stub of empty mount points and the merged-usr symlinks; absent otherwise
 *   empty-file      a 0-byte regular file, mode 0444: the source of every mask on a file
 *   empty-dir/      an empty directory, mode 0555: the source of every mask on a directory below a keep-dir
 *
 * argv is the argument vector of keeprun itself:
 *   keeprun/1                 argv[0]: the format's version
 *   --NAME=VALUE or --NAME    keeprun's options, from the table below, in the table's order; a repeated option keeps its values in byte order, offsets in
 *                             numerical order; neither may hold one twice
 *   --
 *   runsc                     argv[0] of runsc; then its top-level flags, each once, as --name=value, in byte order;
 *   --root=STATE              exactly one of them; keeprun replaces STATE by a fresh directory STATE/ID. So it does in every other flag whose value lies below
 *                             STATE: --debug-log=STATE/log/ becomes STATE/ID/log/
 *   run                       the last element; keeprun appends --bundle=DIR and the container ID
 *
 * Offsets are bytes from the start of config.json, decimal. START:END names the half-open range which keeprun replaces; START alone inserts. Ranges do not
 * overlap. keeprun checks the digest before it splices. */
#pragma once

#define ARTIFACT_VERSION "keeprun/1"

#define ARTIFACT_CONFIG     "config.json"
#define ARTIFACT_ARGV       "argv"
#define ARTIFACT_STUB       "rootfs"
#define ARTIFACT_EMPTY_FILE "empty-file"
#define ARTIFACT_EMPTY_DIR  "empty-dir"

/* Limits both sides keep: keepc never writes more, keeprun refuses more. Bytes, and number of strings. */
#define ARTIFACT_CONFIG_MAX (1024 * 1024)
#define ARTIFACT_ARGV_MAX   (256 * 1024)
#define ARTIFACT_ARGC_MAX   8192

/* ARTIFACT_OPTION(id, name, shape, repeats, meaning)
 * shape: sha256 (64 lower-case hex digits), path (absolute, canonical), word (from the list in meaning), number (decimal, no sign), range
 * (START:END), offset, pattern (environment variable name, or prefix followed by one '*'), none (no value). */
#define ARTIFACT_OPTIONS(ARTIFACT_OPTION)                                                                                                                      \
	ARTIFACT_OPTION(config, "config-sha256", sha256, once, "digest of config.json; required")                                                              \
	ARTIFACT_OPTION(policy, "policy-sha256", sha256, once, "digest of all the rest of argv, and so of the effective policy; required")                     \
	ARTIFACT_OPTION(layout, "layout", word, once, "bind, mask or split; required")                                                                         \
	ARTIFACT_OPTION(runsc, "runsc", path, once, "the binary to become; required")                                                                          \
	ARTIFACT_OPTION(runsc_sha256, "runsc-sha256", sha256, once, "digest which the binary must have; computed at start only when given")                    \
	ARTIFACT_OPTION(sidecars, "sidecars", path, once, "directory of the release's sidecar binaries; given when the release needs them")                    \
	ARTIFACT_OPTION(release, "release", number, once, "date of the release which the policy pins, for those who verify; keeprun does not ask the binary")  \
	ARTIFACT_OPTION(seal, "seal", word, once, "auto, overlay, memfd or off; required")                                                                     \
	ARTIFACT_OPTION(drift, "drift", word, once, "refuse, mask or warn; required")                                                                          \
	ARTIFACT_OPTION(visible, "visible", path, repeats, "an outer path which the guest sees, with all below it and under its own name but in split")        \
	ARTIFACT_OPTION(source, "source", path, repeats, "the same for the source of a bind; mounts on it or above it are all right")                          \
	ARTIFACT_OPTION(hidden, "hidden", path, repeats, "an outer directory which config.json masks; it must exist at start")                                 \
	ARTIFACT_OPTION(hidden_file, "hidden-file", path, repeats, "the same for what is no directory")                                                        \
	ARTIFACT_OPTION(absent, "absent", path, repeats, "an outer path masked by a mount that runsc makes (a tmpfs, /proc, /dev, /sys): it need not exist")   \
	ARTIFACT_OPTION(expect, "expect-mount", path, repeats, "a mount which is all right: on, below or above a visible path")                                \
	ARTIFACT_OPTION(args, "args", word, once, "append or replace; absent: the command line may not add to the command")                                    \
	ARTIFACT_OPTION(args_at, "args-at", range, once, "append: where \",ARG\" goes; replace: the elements of process.args; required with args")             \
	ARTIFACT_OPTION(env_at, "env-at", offset, once, "where \"NAME=VALUE\", goes, before the policy's own entries, so that those win")                      \
	ARTIFACT_OPTION(env_pass, "env-pass", pattern, repeats, "a variable that may be forwarded")                                                            \
	ARTIFACT_OPTION(mask_at, "mask-at", offset, once, "drift mask: where ,{MOUNT} goes, after the last mount")                                             \
	ARTIFACT_OPTION(dir_at, "dir-at", offset, repeats, "start of a path relative to DIR: DIR/ goes here when config.json is written elsewhere")            \
	ARTIFACT_OPTION(capabilities, "outer-capabilities", word, once, "comma-separated CAP_ names, may be empty: the most that keeprun may hold")            \
	ARTIFACT_OPTION(network, "outer-network", word, once, "none: only the loopback interface may exist; any: not checked")                                 \
	ARTIFACT_OPTION(read_only, "outer-read-only", word, once, "true: / must be mounted read-only; false: not checked")                                     \
	ARTIFACT_OPTION(wall, "wall", number, once, "wall clock limit in milliseconds")                                                                        \
	ARTIFACT_OPTION(output, "output", number, once, "most bytes which the guest may write to stdout and stderr together")                                  \
	ARTIFACT_OPTION(debug, "debug", none, once, "the artifacts carry runsc's debug flags; keeprun says so at each start")
