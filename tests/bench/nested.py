"""Starts with the real runsc, in a container of sorts (spawn.c) as a plain uid: the same policy by
keeprun and, where BASE names one, by an older build; a configuration written by hand, run by runsc
directly; and an entry point that writes one at each start. Its shape is that of Dangerzone's:
root.path `/`, a tmpfs over each directory that is not meant to be seen, runsc's defaults but for
the flags that it needs here."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile

from artifacts import BUILD
from container import BARE, KEEP, ROOT, Container
from fetched import fetched
from releases import NEW
from timing import measure, report, skip

TOOLBOX = ROOT / fetched()[NEW]
RUNSC = os.environ.get(f"RUNSC_{NEW}") or (os.access(TOOLBOX, os.X_OK) and TOOLBOX)
STARTS = int(os.environ.get("STARTS", 15))
WORKS = int(os.environ.get("WORKS", 5))
FILES = 3000
FILE_BYTES = 2048
MASKED = ("boot", "dev", "home", "media", "mnt", "root", "run", "sbin", "srv", "sys", "tmp", "var")
WRITABLE = ("dev", "run", "tmp", "var")
FLAGS = ["--ignore-cgroups=true", "--network=none", "--rootless=true", "--root=/state"]
# A container's ID is a start's own: the shell that makes it is part of every start.
ALONE = 'bundle=$0; exec /sandbox/runsc "$@" run --bundle="$bundle" "b$$"'
COMMANDS = {
    "true": ["/usr/bin/true"],
    "imports": ["/usr/bin/python3", "/opt/imports.py"],
    "cat": ["/usr/bin/sh", "-c", "cat /opt/files/* > /dev/null"],
}


def older_build(base, into):
    """The programs of BASE, a directory with a build in it or a revision of this repository, which
    is built INTO a clone of it."""
    if not os.path.isdir(base):
        git = ["git", "-c", "advice.detachedHead=false"]
        subprocess.run([*git, "clone", "-q", "--shared", ROOT, into], check=True)
        subprocess.run([*git, "-C", into, "checkout", "-q", base], check=True)
        # Not with the flags and the variant of the make that runs this.
        plain = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
        subprocess.run(
            ["make", "-s", "-C", into, "all"], check=True, env=plain, stdout=subprocess.DEVNULL
        )
        base = into
    return pathlib.Path(base) / "build/release"


def policy(command, seal, root=None):
    state = f", root: {root}" if root else ""
    return (
        f"version: 1\nname: bench\ncommand: {json.dumps(command)}\nuser: 1000:1000\n"
        "keep-dirs: [/usr, /etc, /opt]\nwritable: {/tmp: 64M}\nexpect-mounts: [/usr]\n"
        f"seal: {seal}\nrunsc: {{path: /sandbox/runsc, release: 20240729.0{state}}}\n"
    )


def by_hand(command):
    mounts = [{"destination": "/proc", "type": "proc", "source": "proc"}]
    for name in MASKED:
        options = ["nosuid", "noexec", "nodev", *([] if name in WRITABLE else ["ro"])]
        mounts.append(
            {"destination": f"/{name}", "type": "tmpfs", "source": "tmpfs", "options": options}
        )
    return {
        "ociVersion": "1.0.0",
        "process": {
            "user": {"uid": 1000, "gid": 1000}, "args": command, "cwd": "/",
            "env": ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
            "capabilities": {
                name: [] for name in ("bounding", "effective", "inheritable", "permitted")
            },
            "rlimits": [{"type": "RLIMIT_NOFILE", "hard": 4096, "soft": 4096}],
        },
        "root": {"path": "/", "readonly": True},
        "hostname": "bench",
        "mounts": mounts,
        "linux": {
            "namespaces": [{"type": name} for name in ("pid", "network", "ipc", "uts", "mount")]
        },
    }


class Nested(Container):
    """With the real runsc beside the no-op, and what its guests work on."""

    def __init__(self):
        super().__init__("auto")
        (self.path / "sandbox").mkdir()
        shutil.copy(RUNSC, self.path / "sandbox/runsc")
        (self.path / "sandbox/runsc").chmod(0o755)
        for name in (*MASKED, "etc", "opt/files"):
            (self.path / name).mkdir(parents=True, exist_ok=True)
        for name in ("passwd", "group", "ld.so.cache"):
            shutil.copy(f"/etc/{name}", self.path / "etc")
        # An engine's.
        for name in ("hostname", "hosts", "resolv.conf"):
            (self.path / "etc" / name).touch()
        shutil.copy(ROOT / "tests/bench/imports.py", self.path / "opt")
        for number in range(FILES):
            (self.path / f"opt/files/{number:04}").write_bytes(b"x" * FILE_BYTES)

    def through(self, program, keepc, name, text):
        """A start by PROGRAM of what KEEPC makes of the policy TEXT."""
        made = self.path / f"{program}-{name}"
        subprocess.run(
            [keepc, "compile", "-", "-o", made], input=text, text=True, check=True,
            stdout=subprocess.DEVNULL,
        )
        return ["/usr/bin/sh", "-c", 'exec "$0" "$@"', f"/{program}", f"/{program}-{name}"]

    def ours(self, work, seal="auto"):
        text = policy(COMMANDS[work], seal)
        return self.through("keeprun", BUILD / "keepc", f"{work}-{seal}", text)

    def alone(self, work):
        """The start by hand with runsc's defaults, and one without directfs, as keepc has it."""
        made = self.path / f"hand-{work}"
        made.mkdir()
        (made / "config.json").write_text(json.dumps(by_hand(COMMANDS[work])))
        start = ["/usr/bin/sh", "-c", ALONE, f"/hand-{work}", *FLAGS]
        return [start, [*start, "--directfs=false"]]

    def entry_point(self, work):
        """After Dangerzone's, as tests/containers has it; without directfs, as there."""
        shutil.copy(ROOT / "tests/containers/naive.py", self.path)
        flags = "RUNSC_FLAGS=--ignore-cgroups=true"
        python = ["/usr/bin/python3", "/naive.py", "/sandbox/runsc", "/state"]
        return ["/usr/bin/env", flags, *python, *COMMANDS[work]]

    def measure(self, programs, rounds):
        return measure(programs, self.path, rounds=rounds, prefix=())


def compare(title, runs, other, limit):
    report(f"{title}: time", runs.over(0, other), "x", limit)
    report(f"{title}: processors", runs.over(0, other, "cpu"), "x", limit)


def works(made, base):
    """The same policy for each work: by us, by hand, by the older build."""
    titles = {
        "true": ("a nested start", 0.85, 0.85, STARTS),
        "imports": ("160 imports of python3", 1.0, 0.7, WORKS),
        "cat": (f"cat of {FILES:,} files", 1.0, 0.7, WORKS),
    }
    for work, (title, over_hand, over_base, rounds) in titles.items():
        programs = [made.ours(work), *made.alone(work), made.entry_point(work)]
        if base:
            text = policy(COMMANDS[work], "auto", "/state")
            programs.append(made.through("base", base / "keepc", work, text))
        runs = made.measure(programs, rounds)
        compare(f"{title}, over a configuration by hand", runs, 1, over_hand)
        compare(f"{title}, over the same without directfs", runs, 2, None)
        compare(f"{title}, over an entry point that writes that", runs, 3, over_hand)
        if base:
            compare(f"{title}, over the older build", runs, 4, over_base)
        else:
            skip(f"{title}, over the older build", "BASE names none")
        if work == "true":
            yield runs


def added(made, start):
    """What keeprun itself adds to START, the microseconds of a nested start."""
    runs = measure([BARE, KEEP], made.path)
    share = (runs.median(1) - runs.median(0)) / start * 100
    report(f"added time, of a nested start of {start / 1000:.0f} ms", share, "%", 1)


def seals(made):
    """Beside the table of the seal that ours come from, runc's sealed overlayfs (commit
    515f09f7b1dbd442298132592c7e9689b855dbdf): noclone 1, overlayfs 1.01, memfd 1.65."""
    names = ("off", "world", "overlay", "memfd")
    runs = made.measure([made.ours("true", seal) for seal in names], STARTS)
    theirs = {"world": "none", "overlay": "1.01", "memfd": "1.65"}
    for number, name in enumerate(names[1:], 1):
        what = f"a nested start sealed by {name}, over seal off (runc's table: {theirs[name]})"
        report(what, runs.over(number, 0, "cpu"), "x")


def nested():
    base = os.environ.get("BASE")
    if not RUNSC:
        skip("all starts with the real runsc", "`make deps` fetches it")
        return
    with tempfile.TemporaryDirectory() as clone, Nested() as made:
        build = older_build(base, f"{clone}/base") if base else None
        if build:
            shutil.copy(build / "keeprun", made.path / "base")
        for runs in works(made, build):
            start = runs.median(0)
        added(made, start)
        seals(made)
