"""A bundle for the real runsc, in which the marker is the guest."""

import json
import shutil

from artifacts import MARKER, World
import runscs  # artifacts knows where

TRIES = 3
NAMESPACES = ("pid", "network", "ipc", "uts", "mount")
FLAGS = {
    True: [
        "--platform=systrap",
        "--host-uds=none",
        "--host-fifo=none",
        "--overlay2=none",
        "--directfs=false",
        "--ignore-cgroups=true",
        "--file-access=exclusive",
        "--oci-seccomp=false",
    ],
    # Releases whose systrap does not work yet.
    False: ["--platform=ptrace", "--overlay=false", "--ignore-cgroups=true"],
}


def tmpfs(path, *options):
    return {"destination": path, "type": "tmpfs", "source": "tmpfs", "options": list(options)}


class Sandbox(World):
    """The marker is the guest, in a kept directory; marker there is what it follows."""

    def __init__(
        self, script="exit 7\n", seal="auto", runsc=None, release=runscs.RELEASE, outer_state=False
    ):
        super().__init__(runsc=runsc or runscs.runsc_path(release), outer_state=outer_state)
        self.guest = self.path / "usr"
        self.guest.mkdir()
        shutil.copy(MARKER, self.guest / "guest")
        (self.guest / "marker").write_text(script)
        (self.path / "secret").write_text("CANARY")
        sets = ("bounding", "effective", "inheritable", "permitted", "ambient")
        self.config = {
            "ociVersion": "1.0.2",
            "process": {
                "user": {"uid": 1000, "gid": 1000},
                "args": [f"{self.guest}/guest", f"--bundle={self.guest}"],
                "env": ["PATH=/usr"],
                "cwd": "/",
                "noNewPrivileges": True,
                "capabilities": {name: [] for name in sets},
            },
            "root": {"path": "/guest", "readonly": True},
            "hostname": "sandbox",
            "mounts": [
                {"destination": "/proc", "type": "proc", "source": "proc"},
                tmpfs("/dev", "nosuid", "noexec", "mode=0755", "size=64k"),
                tmpfs("/sys", "ro", "mode=0555", "size=4k"),
                tmpfs("/tmp", "nosuid", "noexec", "mode=1777", "size=1m"),
            ],
            "linux": {"namespaces": [{"type": name} for name in NAMESPACES]},
        }
        # /tmp would hide what is kept below it.
        if str(self.guest).startswith("/tmp/"):
            self.config["mounts"].pop()
        self.options["seal"] = [seal]
        self.options["keep"] = [str(self.guest)]
        self.options["directory"] = ["/dev", "/proc", "/sys", "/tmp"]
        self.flags = sorted([*FLAGS[runscs.behaves(release, "systrap_runs")], *self.flags])

    def note_places(self):
        """The offsets that keepc would note."""
        text = json.dumps(self.config, indent=1)
        end = text.index("]", text.index('"args"'))
        at = len(text[:end].rstrip())
        self.options["args"] = ["append"]
        self.options["args-at"] = [f"{at}:{at}"]
        self.options["env-at"] = [str(text.index('"PATH=/usr"'))]
        self.options["env-pass"] = ["LANG", "LC_*"]
        return self.write(config=text.encode())

    def start(self, *arguments, **keywords):
        """runsc of this release fails now and then with status 2 and without a word; a guest that
        began is never tried again."""
        for _ in range(TRIES):
            result = self.run(*arguments, **keywords)
            if result.returncode not in (2, 125) or result.stdout or result.stderr:
                break
        return result
