"""A small outer container: a mount namespace and a root directory that hold nothing but what a test
puts there. keeprun and the programs that stand in for runsc are static, so they run in it."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from artifacts import KEEPRUN, MARKER, World, lines

ENTER = pathlib.Path(__file__).with_name("enter.py")

# In a user namespace when the suite is not root; either way nothing of it shows outside.
AS_ROOT = [] if os.geteuid() == 0 else ["-Ur"]
NAMESPACE = ["unshare", *AS_ROOT, "-m", "--propagation", "private"]


def is_possible():
    probe = [*NAMESPACE, "true"]
    return (
        subprocess.run(probe, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0
    )


class Outer(World):
    """keep rows /usr and /etc, a canary in each place that drift may show, and all that is ours in
    /innerkeep and /run."""

    DIRECTORIES = (
        "proc",
        "dev",
        "tmp",
        "run/state",
        "usr/share/doc",
        "etc",
        "srv/shown",
        "data",
        "volume/sub",
        "innerkeep/bin",
        "innerkeep/bundle",
    )

    def __init__(self, layout="bind", runsc=MARKER):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="outer."))
        self.path.chmod(0o755)
        self.root = self.path / "root"
        for directory in self.DIRECTORIES:
            (self.root / directory).mkdir(parents=True)
        for name in ("etc/hosts", "etc/passwd", "volume/canary", "volume/sub/canary"):
            (self.root / name).write_text("CANARY")
        (self.root / "bin").symlink_to("usr/bin")
        shutil.copy(KEEPRUN, self.root / "innerkeep/bin/keeprun")
        self.runsc = self.root / "innerkeep/bin/runsc"
        shutil.copy(runsc, self.runsc)
        self.bundle = self.root / "innerkeep/bundle"
        self.state = self.root / "run/state"
        self.state.chmod(0o1777)
        self.config = {"mounts": [{"destination": "/proc"}]}
        self.options = {
            "layout": [layout],
            "seal": ["off"],
            "drift": ["refuse"],
            "policy-sha256": ["0" * 64],
            "runsc": ["/innerkeep/bin/runsc"],
            "directory": ["/proc"],
            "link": ["/bin:usr/bin"],
            "keep": ["/etc", "/usr"],
            "mask-file": ["/etc/hosts"],
        }
        self.flags = ["--network=none", "--root=/state", "--rootless=true"]

    def write_spliceable(self):
        """config.json with the offsets that keepc would note; returns self."""
        config = {
            "mounts": [{"destination": "/proc"}],
            "process": {"args": ["/usr/bin/true", "one"], "env": ["PATH=/usr/bin"]},
            "root": {"path": "/guest"},
            **{name: value for name, value in self.config.items() if name == "marker"},
        }
        text = json.dumps(config, indent=1, sort_keys=True)
        args = text.index('"args": [') + len('"args": [')
        args_end = text.index("]", args)
        after_args = len(text[:args_end].rstrip())
        is_append = self.options.get("args") == ["append"]
        self.options["args-at"] = [
            f"{after_args}:{after_args}" if is_append else f"{args}:{args_end}"
        ]
        self.options["env-at"] = [str(text.index('"PATH=/usr/bin"'))]
        if "args" not in self.options:
            del self.options["args-at"]
        return self.write(config=text.encode())

    def command(self, *words, before="", uid=0):
        """WORDS as UID in the outer container. BEFORE is a shell script that changes it, run in its
        root directory before anybody is in it."""
        enter = [sys.executable, str(ENTER), str(self.root), before or ":", str(uid)]
        return [*NAMESPACE, *enter, *[str(word) for word in words]]

    def start(self, *arguments, before="", options=(), uid=0, wrap=(), **keywords):
        keywords.setdefault("stdin", subprocess.DEVNULL)
        keywords.setdefault("timeout", 120)
        keeprun = ["/innerkeep/bin/keeprun", *options, "/innerkeep/bundle", *arguments]
        command = [*wrap, *self.command(*keeprun, before=before, uid=uid)]
        capture = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.run(command, errors="surrogateescape", **capture, **keywords)


def spliced(result):
    """The config.json that the marker was started with, parsed, or None."""
    text = "\n".join(lines(result, "config"))
    return json.loads(text) if text else None
