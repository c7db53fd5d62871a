"""The rules about a policy that could be read, each from its sentence in compiler/model/rules.def
and from schema/semantics.md. A rule yields (line, place)."""
import fnmatch, re
from releases import since
from tables import (
    ALLOWABLE, CHECKED, FAMILY, FLAGS, PLACES, RELEASES, RLIMITS, SEVERITY, TAGS, flag_of,
)

RULES = {}
# The values of load-bearing flags that open nothing, patterns as fnmatch takes them; any other
# loosens. gVisor, runsc/config/flags.go and config.go.
STRICT = {
    "rootless": ("true",),
    "network": ("none",),
    "host-uds": ("none", ""),
    "host-fifo": ("none", ""),
    "directfs": ("false",),
    "ignore-cgroups": ("true", "false"),
    "overlay2": ("none", "root:", "all:", "root:memory*", "all:memory*"),
    "oci-seccomp": ("true", "false"),
    "file-access": ("exclusive",),
    "character-device-policy": ("emulated-only", ""),
    "shared-root": ("",),
}
# The same of flags that loosen and are no bools.
HARMLESS = {
    "host-settings": ("check", "check_mandatory", "ignore"),
    "gofer-network-namespace": ("new", "null"),
    "EXPERIMENTAL-xdp": ("off",),
    "nvproxy-driver-version": ("",),
}
RESERVED = {"root", "platform"}
SYNTHETIC = ("/proc", "/sys", "/dev")
TRUE, FALSE = ("1", "t", "T", "TRUE", "true", "True"), ("0", "f", "F", "FALSE", "false", "False")


def rule(name, *needs):
    """Registers a rule; it stays silent where one of the keys in needs is broken."""

    def register(function):
        RULES[name] = (function, needs)
        return function

    return register


def within(path, top):
    return path == top or top == "/" or path.startswith(top + "/")


def below(path, top):
    return path != top and within(path, top)


def is_synthetic(path):
    return any(within(path, top) for top in SYNTHETIC)


class World:
    """A policy and what is known about the outer root file system: {path: (kind, target)}, None
    when nothing is."""

    def __init__(self, policy, tree=None):
        self.policy, self.tree = policy, tree
        self.keeps, self.binds, self.writables, self.masks = (
            policy[name] for name in ("keep_dirs", "binds", "writable", "masks")
        )

    def keep_of(self, path):
        return next((keep for keep in self.keeps if within(path, keep.value)), None)

    def mask_kind(self, path):
        """What a mask hides: what the policy says, else what the tree has, else what the place is
        everywhere."""
        said = next((kind for mask, kind in self.masks if mask.value == path), None)
        seen = {"d": "directory", "": None}.get(
            self.kind(self.outer(path)) if self.tree is not None else "", "file"
        )
        return said.value if said else seen or PLACES.get(path, (None,))[0]

    def outer(self, path):
        return (
            path if self.policy.value("layout") != "split"
            else (self.policy.value("inner") + path).rstrip("/")
        )

    def state(self):
        """The directory of the outer container that holds runsc's state; None when none does."""
        root = self.policy.value("runsc_root")
        return root if "runsc_root" not in self.policy.broken and root != "private" else None

    def link_in(self, path):
        """The first component of an outer path that is a symlink."""
        parts = path.split("/")[1:]
        prefixes = ["/" + "/".join(parts[: count + 1]) for count in range(len(parts))]
        return next(
            (prefix for prefix in prefixes if self.tree.get(prefix, ("", ""))[0] == "l"), None
        )

    def kind(self, path):
        return self.tree.get(path, ("", ""))[0]


# --- keep-dirs ------------------------------------------------------------------------------------
@rule("keep-root")
def keep_root(world):
    return [(keep.line, "/") for keep in world.keeps if keep.value == "/"]


@rule("keep-synthetic")
def keep_synthetic(world):
    return [(keep.line, keep.value) for keep in world.keeps if is_synthetic(keep.value)]


@rule("keep-nested")
def keep_nested(world):
    return [
        (keep.line, keep.value) for keep in world.keeps
        if any(below(keep.value, other.value) for other in world.keeps if other.value != "/")
    ]


@rule("keep-masked")
def keep_masked(world):
    return [
        (keep.line, keep.value) for keep in world.keeps
        if any(below(keep.value, mask.value) for mask, _ in world.masks)
    ]


@rule("keep-state-dir", "runsc_root")
def keep_state_dir(world):
    root = world.state()
    outer = [(keep, world.outer(keep.value)) for keep in world.keeps if keep.value != "/"]
    return [
        (keep.line, keep.value) for keep, path in outer
        if root and (within(root, path) or within(path, root))
    ]


# --- masks ----------------------------------------------------------------------------------------
@rule("mask-outside-keep", "keep_dirs")
def mask_outside_keep(world):
    return [(mask.line, mask.value) for mask, _ in world.masks if not world.keep_of(mask.value)]


@rule("mask-is-keep")
def mask_is_keep(world):
    return [
        (mask.line, mask.value) for mask, _ in world.masks
        if any(mask.value == keep.value for keep in world.keeps)
    ]


@rule("mask-nested")
def mask_nested(world):
    return [
        (mask.line, mask.value) for mask, _ in world.masks
        if any(below(mask.value, other.value) for other, _ in world.masks)
    ]


@rule("mask-kind-unknown")
def mask_kind_unknown(world):
    unknown = [
        mask for mask, kind in world.masks if kind is None and world.tree is None
        and mask.value not in PLACES and world.keep_of(mask.value)
    ]
    return [(mask.line, mask.value) for mask in unknown]


# --- writable -------------------------------------------------------------------------------------
@rule("writable-root")
def writable_root(world):
    return [(path.line, "/") for path, _ in world.writables if path.value == "/"]


@rule("writable-synthetic")
def writable_synthetic(world):
    return [
        (path.line, path.value) for path, _ in world.writables
        if is_synthetic(path.value) and not within(path.value, "/dev/shm")
    ]


@rule("writable-inside-keep")
def writable_inside_keep(world):
    return [
        (path.line, path.value) for path, _ in world.writables
        if any(below(path.value, keep.value) for keep in world.keeps)
    ]


@rule("writable-conflict")
def writable_conflict(world):
    def clashes(path):
        return any(within(keep.value, path) for keep in world.keeps) or any(
            within(mask.value, path) or within(path, mask.value) for mask, _ in world.masks
        )

    return [
        (path.line, path.value) for path, _ in world.writables
        if path.value != "/" and clashes(path.value)
    ]


# --- binds ----------------------------------------------------------------------------------------
@rule("bind-conflict")
def bind_conflict(world):
    def clashes(path):
        claims = (
            [keep.value for keep in world.keeps] + [mask.value for mask, _ in world.masks]
            + [writable.value for writable, _ in world.writables]
        )
        return any(within(path, claim) or within(claim, path) for claim in claims)

    return [(path.line, path.value) for path, _ in world.binds if clashes(path.value)]


SYSTEM = ("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/usr", "/etc", "/boot")


def written(world, is_system):
    """Binds that the guest can write to, those of system directories or the others."""
    return [
        (entry["bind_mode"].line, path.value) for path, entry in world.binds
        if "bind_mode" in entry and entry["bind_mode"].value == "rw"
        and any(within(entry["bind_source"].value, top) for top in SYSTEM) == is_system
    ]  # fmt: skip


@rule("bind-writable")
def bind_writable(world):
    return written(world, False)


@rule("bind-writes-system")
def bind_writes_system(world):
    return written(world, True)


@rule("bind-source-sensitive")
def bind_source_sensitive(world):
    root = world.state()
    found = []
    for path, entry in world.binds:
        source = entry["bind_source"]
        if (
            source.value == "/"
            or (root and (within(root, source.value) or within(source.value, root)))
            or is_synthetic(source.value)
        ):
            found.append((source.line, path.value))
        if path.value == "/" or (is_synthetic(path.value) and not within(path.value, "/dev/shm")):
            found.append((path.line, path.value))
    return found


# --- the rest of the policy -----------------------------------------------------------------------
MERGED = ("/bin", "/sbin", "/lib", "/lib64")


def over(world, path):
    """The longest claim that holds a path: (guest path, outer path, what it does), None without
    one."""
    claims = [(keep.value, world.outer(keep.value), "shows") for keep in world.keeps] + [
        (bind.value, entry["bind_source"].value, "shows") for bind, entry in world.binds
    ]
    claims += [(mask.value, world.outer(mask.value), "hides") for mask, _ in world.masks] + [
        (writable.value, "", "empties") for writable, _ in world.writables
    ]
    return max(
        (claim for claim in claims if within(path, claim[0])),
        key=lambda claim: len(claim[0]),
        default=None,
    )


def hides_by_default(world, path):
    """The files of the engine and the binary, empty below a keep-dir unless an entry names them or
    a mask is above."""
    claim = over(world, path)
    if claim is None or claim[2] == "hides" or claim[0] == path or not world.keep_of(path):
        return False
    is_split = world.policy.value("layout") == "split"
    is_engine = (
        PLACES.get(path, ("", ""))[1] == "engine" and world.policy.value("engine_files") == "empty"
        and not is_split
    )
    return is_engine or world.outer(path) == world.policy.value("runsc_path")


def kind_known(world, claim, path):
    """The kind of what a claim shows at a path, "" for nothing there, None when that is not known:
    no tree, or a symlink on the way."""
    outer = (claim[1] + path[len(claim[0]) :]) if claim[0] != "/" else path
    return (
        None if world.tree is None or claim[0] == "/" or world.link_in(outer) else world.kind(outer)
    )


def merged(world, path):
    return (
        "/usr" + path if any(within(path, top) for top in MERGED) and not world.keep_of(path)
        else path
    )


def is_directory(world, path):
    is_named = (over(world, path) or [""])[0] == path
    if path in ("/", *SYNTHETIC) or (path in ("/tmp", "/dev/shm") and not is_named):
        return True
    mounts = [keep.value for keep in world.keeps] + [mount.value for mount, _ in world.binds]
    if any(below(mount, path) for mount in mounts) or any(
        within(writable.value, path) for writable, _ in world.writables
    ):
        return True
    claim = over(world, path)
    if claim is None or hides_by_default(world, path):
        return False
    if claim[2] == "shows":
        return (
            kind_known(world, claim, path) in (None, "d")
            or kind_known(world, claim, claim[0]) == ""
        )
    return (
        claim[0] == path and claim[2] == "empties"
        or (claim[0] == path and world.mask_kind(path) != "file")
    )


@rule("cwd-invisible", "cwd", "keep_dirs", "binds", "writable", "masks")
def cwd_invisible(world):
    cwd = world.policy["cwd"]
    return [] if is_directory(world, merged(world, cwd.value)) else [(cwd.line, "cwd")]


@rule("command-invisible", "keep_dirs", "binds", "command", "writable", "masks")
def command_invisible(world):
    if not world.policy["command"]:
        return []
    program = world.policy["command"][0]
    path = merged(world, program.value)
    claim = over(world, path)
    is_there = (
        claim is not None
        and claim[2] == "shows"
        and (
            kind_known(world, claim, path) not in ("", "d")
            or kind_known(world, claim, claim[0]) == ""
        )
    )
    return [] if is_there and not hides_by_default(world, path) else [(program.line, "command")]


@rule("user-root", "user")
def user_root(world):
    user = world.policy["user"]
    return [(user.line, "user")] if user.value and user.value[0] == 0 else []


@rule("state-dir-root", "runsc_root")
def state_dir_root(world):
    root = world.policy["runsc_root"]
    return (
        [(root.line, "runsc.root")]
        if root.value == "/" or PLACES.get(root.value, ("", ""))[1] in ("toplevel", "synthetic")
        else []
    )


@rule("rlimit-soft-over-hard")
def rlimit_soft_over_hard(world):
    return [
        (soft.line, name.value) for name, soft, hard in world.policy["rlimits"]
        if soft and hard and soft.value > hard.value
    ]


@rule("rlimit-inert", "runsc_release")
def rlimit_inert(world):
    release = world.policy.value("runsc_release")
    if release is None:
        return []
    inert = {"data", "rss"} | ({"cpu"} if release < since("cpu_limit_enforced") else set())
    return [
        (name.line, name.value) for name, soft, hard in world.policy["rlimits"]
        if name.value in inert
    ]


# --- runsc ----------------------------------------------------------------------------------------
def is_known(release):
    return release is not None and RELEASES[0] <= release <= RELEASES[-1]


@rule("unknown-release", "runsc_release")
def unknown_release(world):
    release = world.policy["runsc_release"]
    is_newer_patch = release.text > TAGS[-1]
    return (
        [] if release.value is None or is_known(release.value) and not is_newer_patch
        else [(release.line, "runsc.release")]
    )


def go_integer(text, is_signed):
    digits = {"0x": "[0-9a-fA-F]", "0o": "[0-7]", "0b": "[01]", "0": "[0-7]", "": "[0-9]"}
    for prefix, digit in digits.items():
        sign = "[+-]?" if is_signed else ""
        if re.fullmatch(
            f"{sign}{prefix}{'_?' if prefix else ''}{digit}(_?{digit})*", text, flags=re.I
        ) and (prefix or text.lstrip("+-") == "0" or not text.lstrip("+-").startswith("0")):
            return True
    return text.lstrip("+-" if is_signed else "") == "0"


def accepts(row, release, value):
    name, kind = row["name"], row["type"]
    if kind == "bool":
        return value in TRUE + FALSE
    if kind in ("int", "uint"):
        return go_integer(value, kind == "int")
    if kind == "duration":
        return value == "0" or bool(re.fullmatch(r"[+-]?(\d+(\.\d*)?(h|m|s|ms|us|ns))+", value))
    if name == "watchdog-action" and kind == "enum" and release >= since("said_defaults_handed_on"):
        return value == "panic"
    if name in (
        "watchdog-action", "platform", "network", "host-uds", "host-fifo", "file-access",
        "file-access-mounts", "qdisc", "ref-leak-mode", "restore-spec-validation",
    ):
        return value in [word.strip("'") for word in row["allowed"].split("|")]
    if name == "overlay2":
        return value == "none" or bool(
            re.fullmatch(f"(root|all):({overlay2_media(release)})", value)
        )
    return True


def overlay2_media(release):
    """runsc/config/config.go of these tags, Overlay2.Set."""
    if release < since("overlay2_dir"):
        return "|memory|/.*"
    size = r"(,size=\d+[kmgKMG]?)?" if release >= since("overlay2_size") else ""
    self = "|self" if release >= since("overlay2_self") else ""
    nothing = "|" if release >= since("overlay2_no_medium") else ""
    return f"{nothing}(memory{self}|dir=/[^,]*){size}"


def flag_state(world):
    """(flag, value, release, verdict) of each flag; verdict is the first rule that concerns it."""
    release = world.policy.value("runsc_release")
    for name, value in world.policy["runsc_flags"]:
        if name.value not in FLAGS:
            yield name, value, "unknown-flag"
        elif name.value in RESERVED:
            yield name, value, "flag-reserved"
        elif release is None:
            continue
        elif not flag_of(name.value, release):
            yield name, value, "flag-not-in-release"
        else:
            row = flag_of(name.value, release)
            if not accepts(row, release, value.value):
                yield name, value, "flag-bad-value"
            elif row["class"] in LOOSE and not is_tight(value.value, row):
                yield name, value, LOOSE[row["class"]]


LOOSE = {
    "LOAD-BEARING": "flag-loosens", "LOOSENS": "flag-loosens", "TESTONLY": "flag-testonly",
    "DEBUG-only": "flag-debug",
}


def is_tight(value, row):
    if row["type"] == "bool":
        value = "true" if value in TRUE else "false"
    harmless = STRICT.get(row["name"]) or HARMLESS.get(row["name"])
    if harmless:
        return any(fnmatch.fnmatchcase(value, pattern) for pattern in harmless)
    return value == ("false" if row["type"] == "bool" else row["default"])


def flag_rule(name, points_at_value=False):
    @rule(name)
    def found(world):
        return [
            ((value if points_at_value else flag).line, flag.value)
            for flag, value, verdict in flag_state(world) if verdict == name
        ]


for flag_rule_name in (
    "unknown-flag", "flag-reserved", "flag-not-in-release", "flag-testonly", "flag-debug",
):
    flag_rule(flag_rule_name)
flag_rule("flag-loosens", points_at_value=True)


def platform_of(release):
    """--platform is there in every release; beyond the table as in the nearest."""
    return flag_of("platform", max(release, RELEASES[0]))


@rule("flag-bad-value")
def flag_bad_value(world):
    """Of the flags, and of runsc.platform, which is one too."""
    found = [
        (value.line, flag.value) for flag, value, verdict in flag_state(world)
        if verdict == "flag-bad-value"
    ]
    platform, release = world.policy.values.get("runsc_platform"), world.policy.value(
        "runsc_release"
    )
    is_bad = (
        platform and platform.line and release
        and not accepts(platform_of(release), release, platform.value)
    )
    return found + ([(platform.line, "platform")] if is_bad else [])


# --- the outer root file system -------------------------------------------------------------------
def outer_places(world):
    """(leaf, outer path, wanted kind): what must exist. A writable directory inside a keep-dir
    needs its mount point."""
    for keep in world.keeps:
        if keep.value != "/":
            yield keep, world.outer(keep.value), None
    for mask, kind in world.masks:
        yield mask, world.outer(mask.value), kind.value if kind else None
    for path, _ in world.writables:
        if world.keep_of(path.value):
            yield path, world.outer(path.value), "directory"
    for path, entry in world.binds:
        yield entry["bind_source"], entry["bind_source"].value, (
            entry["bind_kind"].value if "bind_kind" in entry else "directory"
        )


@rule("mask-on-symlink")
def mask_on_symlink(world):
    return [
        (mask.line, mask.value) for mask, _ in world.masks
        if world.tree is not None and world.link_in(world.outer(mask.value))
    ]


@rule("rootfs-symlink")
def rootfs_symlink(world):
    masks = [mask for mask, _ in world.masks]
    places = [(leaf, path) for leaf, path, _ in outer_places(world) if leaf not in masks]
    return [
        (leaf.line, leaf.value) for leaf, path in places
        if world.tree is not None and world.link_in(path)
    ]


@rule("rootfs-missing")
def rootfs_missing(world):
    return [
        (leaf.line, leaf.value) for leaf, path, _ in outer_places(world)
        if world.tree is not None and not world.link_in(path) and not world.kind(path)
    ]


@rule("rootfs-kind")
def rootfs_kind(world):
    found = []
    for leaf, path, wanted in outer_places(world) if world.tree is not None else ():
        kind = world.kind(path)
        if (
            kind and not world.link_in(path)
            and (kind not in "fd" or (wanted and kind != wanted[0]))
        ):
            found.append((leaf.line, leaf.value))
    return found


@rule("runsc-missing", "runsc_path")
def runsc_missing(world):
    path = world.policy["runsc_path"]
    return (
        [(path.line, "runsc.path")] if world.tree is not None and world.kind(path.value) != "f"
        else []
    )


# --- all of them ----------------------------------------------------------------------------------
def is_meant(entry, name, place):
    return entry["allow_rule"].value == name and (
        "allow_at" not in entry or entry["allow_at"].value == place
    )


def is_over(entry, today):
    return "allow_until" in entry and entry["allow_until"].value < today


def needs_tree(name):
    return FAMILY[name] in ("rootfs", "workload") or name == "runsc-missing"


def judge_allow(policy, found, is_broken, tree, today):
    """The findings about the entries under allow themselves."""
    for entry in policy["allow"]:
        name = entry["allow_rule"]
        is_used = any(is_meant(entry, rule_name, place) for rule_name, _, place in found)
        if name.value not in ALLOWABLE:
            yield "allow-refused", name.line, ""
        elif is_over(entry, today):
            yield "allow-expired", entry["allow_until"].line, ""
        elif (
            not is_used and not is_broken and name.value not in ("runsc-release", "runsc-flags")
            and (tree is not None or not needs_tree(name.value))
        ):
            yield "allow-unused", entry["line"], ""


def check(policy, tree, today, is_broken=False):
    """The findings (rule, line, place) that no entry under allow passes, and those about the
    entries."""
    world = World(policy, tree)
    found = []
    for name, (function, needs) in RULES.items():
        if not any(need in policy.broken for need in needs):
            found += [(name, line, place) for line, place in function(world)]
    passing = [
        entry for entry in policy["allow"]
        if not is_over(entry, today) and entry["allow_rule"].value in ALLOWABLE
    ]
    left = [
        finding for finding in found
        if not any(is_meant(entry, finding[0], finding[2]) for entry in passing)
    ]
    return left + list(judge_allow(policy, found, is_broken, tree, today))


def severities(findings):
    return {SEVERITY[name] for name, _, _ in findings}
