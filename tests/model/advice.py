"""More rules, from their sentences and examples (compiler/model/rules.def, rules_text.def,
tests/cases/rules): likely mistakes, and what else would let the guest reach the runtime. The
model's other rules are in rules.py."""
import re

from rules import RULES, accepts, below, is_known, platform_of, rule, within
from releases import since
from tables import CHECKED, FLAGS, PLACES, flag_of

SHARED = ("/tmp", "/var/tmp", "/dev/shm")
RUNTIME = ("/run", "/var/run", "/tmp", "/var/tmp")
MERGED_USR = ("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")


def overlaps(a, b):
    return within(a, b) or within(b, a)


def source(entry):
    return entry["bind_source"].value


def is_writable(entry):
    return "bind_mode" in entry and entry["bind_mode"].value == "rw"


# --- keep-dirs, masks -----------------------------------------------------------------------------
@rule("keep-engine-file")
def keep_engine_file(world):
    is_silent = (
        world.policy.value("layout") == "split" or world.policy.value("engine_files") == "keep"
    )
    return [
        (keep.line, keep.value)
        for keep in world.keeps
        if PLACES.get(keep.value, ("", ""))[1] in ("engine", "container") and not is_silent
    ]


@rule("keep-runsc", "runsc_path")
def keep_runsc(world):
    return [
        (keep.line, keep.value)
        for keep in world.keeps
        if world.outer(keep.value) == world.policy.value("runsc_path")
    ]


@rule("keep-merged-usr")
def keep_merged_usr(world):
    return [
        (keep.line, keep.value)
        for keep in world.keeps
        if keep.value in MERGED_USR and world.tree is None
    ]


# --- writable -------------------------------------------------------------------------------------
@rule("writable-small", "writable")
def writable_small(world):
    return [
        (entry["writable_size"].line, path.value)
        for path, entry in world.writables
        if entry.get("writable_size") and entry["writable_size"].value < 4096
    ]


@rule("writable-mode")
def writable_mode(world):
    said = [
        (path, entry["writable_mode"])
        for path, entry in world.writables
        if entry.get("writable_mode")
    ]
    return [(mode.line, path.value) for path, mode in said if mode.value & 0o300 != 0o300]


@rule("writable-exec")
def writable_exec(world):
    said = [
        (path, entry["writable_exec"])
        for path, entry in world.writables
        if entry.get("writable_exec")
    ]
    return [(word.line, path.value) for path, word in said if word.value]


@rule("writable-nested")
def writable_nested(world):
    return [
        (path.line, path.value)
        for path, _ in world.writables
        if any(below(path.value, other.value) for other, _ in world.writables if other.value != "/")
    ]


# --- binds ----------------------------------------------------------------------------------------
@rule("bind-runsc", "runsc_path")
def bind_runsc(world):
    return [
        (entry["bind_source"].line, path.value)
        for path, entry in world.binds
        if source(entry) != "/" and overlaps(source(entry), world.policy.value("runsc_path"))
    ]


@rule("bind-writes-keep")
def bind_writes_keep(world):
    def shown(entry):
        return any(overlaps(source(entry), world.outer(keep.value)) for keep in world.keeps)

    return [
        (entry["bind_source"].line, path.value)
        for path, entry in world.binds
        if is_writable(entry) and shown(entry)
    ]


@rule("bind-aliased")
def bind_aliased(world):
    def other(entry):
        return any(
            is_writable(one) and overlaps(source(one), source(entry))
            for _, one in world.binds
            if one is not entry
        )

    return [
        (entry["bind_source"].line, path.value)
        for path, entry in world.binds
        if not is_writable(entry) and other(entry)
    ]


def engine_mounts(world, entry, fate):
    """Where container engines mount something strictly below the source, by what becomes of it:
    expected by the policy's word, hidden by engine-files, refused."""

    def fate_of(path, role):
        keeps = (
            [keep.value for keep in world.keeps if within(path, keep.value)]
            if world.policy.value("layout") != "split"
            else []
        )
        if path in [leaf.value for leaf in world.policy["expect_mounts"]] or path in keeps:
            return "expected"
        if not keeps:
            return "refused"
        if any(within(path, mask.value) for mask, _ in world.masks):
            return "masked"
        return (
            "refused"
            if role == "container"
            else {"empty": "hidden", "keep": "expected"}[world.policy.value("engine_files")]
        )

    return source(entry) != "/" and any(
        role in ("engine", "container")
        and below(path, source(entry))
        and fate_of(path, role) == fate
        for path, (_, role) in PLACES.items()
    )


PREMISES = ("keep_dirs", "masks", "engine_files", "expect_mounts", "layout", "drift")


@rule("bind-shows-mask", *PREMISES)
def bind_shows_mask(world):
    def shows(entry):
        masks = [mask.value for mask, _ in world.masks if world.keep_of(mask.value)]
        return (
            source(entry) != "/"
            and any(below(world.outer(mask), source(entry)) for mask in masks)
            or engine_mounts(world, entry, "hidden")
        )

    return [(entry["bind_source"].line, path.value) for path, entry in world.binds if shows(entry)]


@rule("bind-engine-mount", *PREMISES)
def bind_engine_mount(world):
    return [
        (entry["bind_source"].line, path.value)
        for path, entry in world.binds
        if engine_mounts(world, entry, "refused") and world.policy.value("drift") == "refuse"
    ]


@rule("path-below-file")
def path_below_file(world):
    runsc = world.policy.value("runsc_path")
    files = [path for path, (kind, _) in PLACES.items() if kind == "file"]

    def is_below_known(path, outer):
        return world.tree is None and (
            any(below(path, file) for file in files) or (runsc and below(outer, runsc))
        )

    inside = [
        *world.keeps,
        *(mask for mask, _ in world.masks),
        *(path for path, _ in world.writables),
    ]
    found = [
        (path.line, path.value)
        for path in inside
        if world.keep_of(path.value) and is_below_known(path.value, world.outer(path.value))
    ]
    found += [
        (entry["bind_source"].line, path.value)
        for path, entry in world.binds
        if is_below_known(source(entry), source(entry))
    ]
    bound = [
        path.value
        for path, entry in world.binds
        if "bind_kind" in entry and entry["bind_kind"].value == "file"
    ]
    found += [
        (path.line, path.value)
        for path, _ in world.binds
        if any(below(path.value, file) for file in bound)
    ]
    leaf = world.policy.values.get("runsc_path")
    return found + (
        [(leaf.line, "runsc.path")] if leaf and is_below_known(leaf.value, leaf.value) else []
    )


@rule("path-pattern")
def path_pattern(world):
    paths = [(keep, world.outer(keep.value)) for keep in world.keeps] + [
        (mask, world.outer(mask.value)) for mask, _ in world.masks
    ]
    paths += [(path, world.outer(path.value)) for path, _ in world.writables] + [
        (path, world.outer(path.value)) for path, _ in world.binds
    ]
    paths += [(entry["bind_source"], source(entry)) for _, entry in world.binds]
    exists = lambda outer: world.tree is not None and outer in world.tree
    return [
        (path.line, path.value)
        for path, outer in paths
        if re.search(r"[*?]|\[.*\]", path.value) and not exists(outer)
    ]


# --- the rest -------------------------------------------------------------------------------------
@rule("state-dir-shared", "runsc_root")
def state_dir_shared(world):
    root = world.policy["runsc_root"]
    return [(root.line, "runsc.root")] if any(within(root.value, place) for place in SHARED) else []


@rule("group-root", "user")
def group_root(world):
    user = world.policy["user"]
    return [(user.line, "user")] if user.value[1] == 0 and user.value[0] != 0 else []


@rule("args-replace", "args")
def args_replace(world):
    args = world.policy["args"]
    return [(args.line, "args")] if args.value == "replace" else []


@rule("drift-warn", "drift")
def drift_warn(world):
    drift = world.policy["drift"]
    return [(drift.line, "drift")] if drift.value == "warn" else []


@rule("seal-off", "seal")
def seal_off(world):
    seal = world.policy["seal"]
    return [(seal.line, "seal")] if seal.value == "off" else []


@rule("env-overlap")
def env_overlap(world):
    names = {name.value for name, _ in world.policy["env_set"]}
    return [(leaf.line, leaf.value) for leaf in world.policy["env_pass"] if leaf.value in names]


@rule("platform-kvm", "runsc_platform", "runsc_release")
def platform_kvm(world):
    platform = world.policy.values.get("runsc_platform")
    return [(platform.line, "runsc.platform")] if platform and platform.value == "kvm" else []


@rule("platform-unusable", "runsc_platform", "runsc_release")
def platform_unusable(world):
    """systrap of releases that hang with it: schema/releases.md."""
    platform, release = world.policy.values.get("runsc_platform"), world.policy.value(
        "runsc_release"
    )
    is_bad = (
        platform
        and platform.value == "systrap"
        and is_known(release)
        and release < since("systrap_runs")
        and accepts(platform_of(release), release, "systrap")
    )
    return [(platform.line, "runsc.platform")] if is_bad else []


@rule("release-nested-broken", "runsc_release")
def release_nested_broken(world):
    release = world.policy["runsc_release"]
    broken, mended = since("starts_nested_broken"), since("starts_nested_mended")
    is_broken = release.value and broken <= release.value < mended
    return [(release.line, "runsc.release")] if is_broken else []


@rule("flag-inert", "runsc_release")
def flag_inert(world):
    known = [
        name
        for name, _ in world.policy["runsc_flags"]
        if name.value in FLAGS and "DEPRECATED" in FLAGS[name.value][0]["note"]
    ]
    release = world.policy.value("runsc_release")
    return [
        (name.line, name.value)
        for name in known
        if release and flag_of(name.value, release)
    ]


@rule("flag-is-command")
def flag_is_command(world):
    return [
        (name.line, name.value)
        for name, _ in world.policy["runsc_flags"]
        if name.value in ("version", "help", "h")
    ]


# Rules that the model does not have: they need more than a policy and a listing of names, or nobody
# has written them from their sentence yet. They are not compared.
UNJUDGED = CHECKED - set(RULES)
