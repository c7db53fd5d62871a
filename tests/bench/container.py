"""A root directory with keeprun, a runsc, a config.json of 8 KiB and kept directories."""

import json
import os
import pathlib
import shutil

from artifacts import BUILD, KEEPRUN, World

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
NOOP = BUILD / "tests/noop"
RUNSC_BYTES = 30 * 1024 * 1024
CONFIG_BYTES = 8 * 1024

BARE = ["/bin/runsc"]
KEEP = ["/keeprun", "/bundle"]
FLOOR = ["/floor"]
ENTRY = ["/entrypoint", "/bundle", "/state", "/bin/runsc"]


class Container(World):
    """With SEAL. Its runsc is a no-op, as large as runsc."""

    def __init__(self, seal, keeps=2):
        super().__init__(runsc=NOOP)
        for directory in ("proc", "usr", "dev", "tmp", "mounts", "state"):
            (self.path / directory).mkdir(exist_ok=True)
        for link in ("lib", "lib64"):
            (self.path / link).symlink_to(f"usr/{link}")
        shutil.copy(KEEPRUN, self.path / "keeprun")
        shutil.copy(BUILD / "tests/floor", self.path / "floor")
        shutil.copy(ROOT / "tests/bench/entrypoint.py", self.path / "entrypoint")
        os.truncate(self.runsc, RUNSC_BYTES)
        self.keeps = [f"/keep{i:02}" for i in range(keeps)]
        for directory in self.keeps:
            (self.path / directory[1:]).mkdir()
        self.options.update({"seal": [seal], "keep": sorted(self.keeps), "runsc": ["/bin/runsc"]})
        self.flags = ["--network=none", "--root=/state", "--rootless=true"]
        self.write(config=json.dumps({"padding": "x" * (CONFIG_BYTES - 20)}).encode())

    def bubblewrap(self):
        """The same world, built by bubblewrap."""
        keeps = [word for one in self.keeps for word in ("--ro-bind", one, f"/guest{one}")]
        return [
            "/usr/bin/bwrap", "--unshare-user", "--dir", "/guest", *keeps,
            "--ro-bind", "/bin/runsc", "/runsc/runsc", "--bind", "/proc", "/proc",
            "--dev-bind", "/dev/null", "/dev/null", "--tmpfs", "/state", "--dir", "/tmp",
            "--remount-ro", "/", "/runsc/runsc",
        ]
