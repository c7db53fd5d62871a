"""Bundles made by hand, after the grammar of schema/artifact.h, and the TAP that the suites of
keeprun speak."""

import atexit
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests/lib"))
from table import rows  # noqa: E402

BUILD = pathlib.Path(os.environ.get("BUILD", ROOT / "build/release"))


def within_reach(program):
    """A copy that a plain uid can execute, and below directories of root or of ours: the checkout
    may lie in somebody else's home."""
    place = pathlib.Path(tempfile.mkdtemp(prefix="keeprun."))
    place.chmod(0o755)
    atexit.register(shutil.rmtree, place)
    return pathlib.Path(shutil.copy(program, place))


def mount_of(path):
    """The mount point that PATH lies on."""
    path = os.path.realpath(path)
    while not os.path.ismount(path):
        path = os.path.dirname(path)
    return path


KEEPRUN = within_reach(BUILD / "keeprun")
MARKER = BUILD / "tests/marker"
LISTER = BUILD / "tests/lister"
FAULTS = dict(row[:2] for row in rows((ROOT / "runner/faults.def").read_text(), "FAULT"))

# The table's order is the order in argv: read it from the contract itself.
ORDER = [
    tuple(row[1:4]) for row in rows((ROOT / "schema/artifact.h").read_text(), "ARTIFACT_OPTION")
]

PLAIN_UID = 1000


def plain_user():
    """As a plain uid without any privilege; for subprocess's preexec-free setpriv prefix."""
    return [*raisable_user(), "--no-new-privs", "--bounding-set=-all", "--inh-caps=-all"]


def raisable_user():
    """As a plain uid that could still gain capabilities by executing something privileged."""
    return ["setpriv", f"--reuid={PLAIN_UID}", f"--regid={PLAIN_UID}", "--clear-groups"]




def unlocked(start):
    """strace, told to answer in the kernel's place when the world is locked: what is executed then
    holds the capabilities of the world's own namespaces. START takes a prefix, and starts once to
    see which of its writes the lock makes."""
    quiet = [shutil.which("strace"), "-f", "-o"]
    with tempfile.NamedTemporaryFile("r") as trace:
        start([*quiet, trace.name, "-e", "trace=unshare,write"])
        calls = {}
        for line in trace:
            found = re.match(r"(\d+) +(\w+)\(.* = (-?\d+)", line)
            if found:
                calls.setdefault(found[1], []).append(found.groups()[1:])
    maker = next(made for made in calls.values() if [*zip(*made)][0].count("unshare") > 1)
    unshares = [at for at, (name, _) in enumerate(maker) if name == "unshare"]
    locking = unshares[1]
    before = sum(name == "write" for name, _ in maker[:locking])
    length = next(result for name, result in maker[locking:] if name == "write")
    # A map of the uid and one of the gid.
    lies = [f"write:retval={length}:when={before + 1}..{before + 2}", "unshare:retval=0:when=2"]
    return [*quiet, "/dev/null", *[f"-einject={one}" for one in lies]]


UNKNOWN = "0" * 64


def children_of(pid):
    try:
        return [int(word) for word in open(f"/proc/{pid}/task/{pid}/children").read().split()]
    except OSError:
        return []


def sandbox_of(keeprun, patience=10):
    """The keeper that keeprun, a pid, has made, and the sandbox that a stand-in for runsc has left
    to it: runsc itself is gone then."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        for keeper in children_of(keeprun)[:1]:
            kept = children_of(keeper)
            # The stand-in makes a session of its own when its parent is about to end.
            if len(kept) == 1 and os.getsid(kept[0]) == kept[0]:
                return keeper, kept[0]
        time.sleep(0.01)
    raise TimeoutError("there is no sandbox")


def policy_digest(items):
    """What keepc says for --policy-sha256: the digest of all the rest."""
    return hashlib.sha256(
        b"".join(item for item in items if not item.startswith(b"--policy-sha256="))
    ).hexdigest()


WORLD_RUNSC = "/runsc/runsc"
WORLD_STATE = "/state"


class World:
    """One temporary directory with a runsc, a state directory and a bundle in it, readable by every
    uid. With OUTER_STATE the state directory is runsc's; else that is the world's own."""

    def __init__(self, runsc=MARKER, base=None, outer_state=False):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="keeprun.", dir=base))
        self.path.chmod(0o755)
        self.runsc = self.path / "bin/runsc"
        self.runsc.parent.mkdir()
        shutil.copy(runsc, self.runsc)
        self.runsc.chmod(0o755)
        self.state = self.path / "state"
        self.state.mkdir()
        self.state.chmod(0o1777)
        self.bundle = self.path / "bundle"
        self.bundle.mkdir()
        self.config = {"ociVersion": "1.0.2"}
        self.config_bytes = None
        self.options = {
            "layout": ["bind"],
            "seal": ["off"],
            "drift": ["refuse"],
            "policy-sha256": [UNKNOWN],
            "runsc": [str(self.runsc)],
        }
        # Where temporary files have a mount of their own.
        places = {mount_of(path) for path in (self.path, KEEPRUN)} - {"/"}
        if places:
            self.options["expect-mount"] = sorted(places)
        state = self.state if outer_state else WORLD_STATE
        self.flags = ["--network=none", f"--root={state}", "--rootless=true"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.path)

    def script(self, text):
        """What the marker does: its orders are lines of config.json. Returns self."""
        self.config["marker"] = text.splitlines()
        return self

    def argv(self):
        digest = hashlib.sha256(self.config_bytes).hexdigest()
        options = {"config-sha256": [digest], **self.options}
        items = ["keeprun/2"]
        for name, shape, _ in ORDER:
            values = options.get(name, [])
            items += [f"--{name}" if shape == "none" else f"--{name}={value}" for value in values]
        return items + ["--", "runsc", *self.flags, "run"]

    def write(self, argv=None, config=None):
        if config is None:
            config = json.dumps(self.config, indent=1, sort_keys=True).encode()
        self.config_bytes = config
        items = [item.encode(errors="surrogateescape") + b"\0" for item in (argv or self.argv())]
        raw = b"".join(items).replace(UNKNOWN.encode(), policy_digest(items).encode())
        (self.bundle / "config.json").write_bytes(self.config_bytes)
        (self.bundle / "argv").write_bytes(raw)
        for name in ("config.json", "argv"):
            (self.bundle / name).chmod(0o644)
        return self

    def command(self):
        return [str(KEEPRUN), str(self.bundle)]

    def run(self, *arguments, prefix=(), directory=None, **keywords):
        keywords.setdefault("stdin", subprocess.DEVNULL)
        keywords.setdefault("timeout", 60)
        command = [
            *prefix,
            str(keywords.pop("keeprun", KEEPRUN)),
            *keywords.pop("options", []),
            str(directory or self.bundle),
            *arguments,
        ]
        return subprocess.run(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            errors="surrogateescape",
            **keywords,
        )


class Tap:
    """ok and not ok, counted; finish() is the exit status."""

    def __init__(self):
        self.count = 0
        self.failed = 0

    def ok(self, condition, name, *diagnosis):
        self.count += 1
        if not condition:
            self.failed += 1
            for text in diagnosis:
                for line in str(text).splitlines():
                    print(f"# {line}")
        print(f"{'ok' if condition else 'not ok'} {self.count} - {name}", flush=True)
        return condition

    def skip(self, name, reason):
        self.count += 1
        print(f"ok {self.count} - {name} # SKIP {reason}", flush=True)

    def refused(self, result, fault, name, detail=""):
        """Exit 125, the one line with the fault's name, and the marker not started."""
        pattern = (
            rf"\A(keeprun: (masked|warning): [^\n]*\n)*keeprun: {re.escape(fault)}: [^\n]*\n\Z"
        )
        self.ok(
            fault in FAULTS.values()
            and result.returncode == 125
            and re.match(pattern, result.stderr) is not None
            and detail in result.stderr
            and "MARKER" not in result.stdout,
            f"{fault}: {name}",
            f"exit {result.returncode}",
            result.stdout[:400],
            result.stderr,
        )

    def started(self, result, name, code=42):
        return self.ok(
            result.returncode == code and result.stdout.startswith("MARKER\n"),
            name,
            f"exit {result.returncode}",
            result.stdout[:2000],
            result.stderr,
        )

    def finish(self):
        print(f"1..{self.count}")
        sys.exit(self.failed != 0)


def lines(result, kind):
    return [
        line[len(kind) + 1 :] for line in result.stdout.splitlines() if line.startswith(kind + " ")
    ]
