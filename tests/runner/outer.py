"""A small outer container: a mount namespace and a root directory that hold nothing but what a test
puts there. keeprun and the marker are static, so they run in it."""

import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import tempfile

from artifacts import KEEPRUN, MARKER, World

# Inside a user namespace when the suite is not root; either way nothing of it shows outside.
NAMESPACE = (
    ["unshare", "-m", "--propagation", "private"] if os.geteuid() == 0
    else ["unshare", "-Urm", "--propagation", "private"]
)


def is_possible():
    return (
        subprocess.run(
            [*NAMESPACE, "true"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ).returncode
        == 0
    )


class Outer(World):
    """keep-dirs /usr and /etc, a canary in each place that drift may show, and everything of ours
    in /innerkeep and /run."""

    DIRECTORIES = (
        "proc", "dev", "tmp", "run/state", "usr/share/doc", "etc", "srv/shown", "data",
        "volume/sub", "innerkeep/bin", "innerkeep/bundle/empty-dir",
    )

    def __init__(self, layout="bind"):
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
        shutil.copy(MARKER, self.runsc)
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
            "visible": ["/etc", "/usr"],
            "hidden-file": ["/etc/hosts"],
        }
        if layout == "mask":
            self.options["absent"] = [
                "/data", "/dev", "/innerkeep", "/proc", "/run", "/srv", "/tmp", "/volume",
            ]
        self.flags = ["--network=none", "--root=/run/state", "--rootless=true"]

    def write_spliceable(self):
        """config.json with the offsets that keepc would note; returns self."""
        config = {
            "mounts": [{"destination": "/proc"}, {"destination": "/x", "source": "empty-file"}],
            "process": {"args": ["/usr/bin/true", "one"], "env": ["PATH=/usr/bin"]},
            "root": {"path": "rootfs"},
        }
        text = json.dumps(config, indent=1, sort_keys=True)
        args = text.index('"args": [') + len('"args": [')
        args_end = text.index("]", args)
        after_args = len(text[:args_end].rstrip())
        self.options["args-at"] = (
            [f"{after_args}:{after_args}"] if self.options.get("args") == ["append"]
            else [f"{args}:{args_end}"]
        )
        self.options["env-at"] = [str(text.index('"PATH=/usr/bin"'))]
        self.options["mask-at"] = [str(text.rindex("}", 0, text.index('"process"') - 5) + 1)]
        self.options["dir-at"] = [
            str(at) for at in sorted((text.index('"empty-file"') + 1, text.index('"rootfs"') + 1))
        ]
        if "args" not in self.options:
            del self.options["args-at"]
        return self.write(config=text.encode())

    def start(self, *arguments, before="", options=(), strace=(), uid=0, **keywords):
        """BEFORE is a shell script that changes the world, run in the root directory of the outer
        container before keeprun starts."""
        keywords.setdefault("stdin", subprocess.DEVNULL)
        keywords.setdefault("timeout", 120)
        script = (
            'cd "$1" && shift && mount --rbind . . && cd "$PWD" && mount --rbind /proc proc &&'
            ' mount --rbind /dev dev && { %s\n} && exec "$@"' % (before or ":")
        )
        user = ["--userspec", f"{uid}:{uid}"] if uid else []
        command = [
            *NAMESPACE, "sh", "-ec", script, "sh", str(self.root), *strace, "chroot", *user, ".",
            "/innerkeep/bin/keeprun", *options, "/innerkeep/bundle", *arguments,
        ]
        return subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, errors="surrogateescape",
            **keywords,
        )

    def spliced(self):
        """The config.json that the last start wrote, parsed, or None."""
        found = list(self.state.glob("*/bundle/config.json"))
        return json.loads(found[0].read_text()) if found else None
