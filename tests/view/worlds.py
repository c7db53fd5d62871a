"""Random root filesystems and policies, the same for the same seed."""
import json, os

TOPS = ["usr", "etc", "data", "srv", "var", "home", "extra", "x-1", "x", "a b"]
NAMES = [
    "a", "b", "c", "a-b", "a.b", "ab", "lib", "share", "sp ace", "ümlaut", "bin", "#x", "{y}",
    "q'q", 'd"d', "-z", "percent%",
]
INNER = "/innerkeep/rootfs"


class Tree:
    """What is below the guest's root in the outer container: {path: kind}; made on disk by
    make()."""

    def __init__(self, rng):
        self.rng, self.entries, self.next_size = rng, {}, 1
        for path in ("/usr", "/usr/bin"):
            self.entries[path] = "d"
        for top in rng.sample(TOPS, rng.randint(3, len(TOPS))):
            self.grow("/" + top, 0)
        for name in ("bin", "lib"):
            if rng.random() < 0.6:
                self.entries["/" + name] = "l usr/" + name
        if rng.random() < 0.3:
            self.entries["/file"] = self.file()

    def file(self):
        self.next_size += 1
        return f"f {self.next_size} {self.rng.choice(['644', '444', '755', '640'])}"

    def link(self):
        known = list(self.entries)
        target = self.rng.choice(known + ["/nowhere", "../up", "/", ".", "/proc/self", "/tmp/x"])
        return "l " + (target if self.rng.random() < 0.6 else target.lstrip("/") or ".")

    def grow(self, path, depth):
        self.entries.setdefault(path, "d")
        if self.entries[path] != "d":
            return
        for name in self.rng.sample(NAMES, self.rng.randint(0, 5 - depth)):
            below = f"{path}/{name}"
            if below in self.entries:
                continue
            draw = self.rng.random()
            if draw < 0.45 and depth < 4:
                self.grow(below, depth + 1)
            else:
                self.entries[below] = self.file() if draw < 0.85 else self.link()

    def make(self, top):
        for path, entry in sorted(self.entries.items()):
            full = top + path
            os.makedirs(os.path.dirname(full), exist_ok=True)
            if entry == "d":
                os.makedirs(full, exist_ok=True)
            elif entry[0] == "l":
                if not os.path.lexists(full):
                    os.symlink(entry[2:], full)
            else:
                _, size, mode = entry.split(" ")
                with open(full, "wb") as file:
                    file.write(b"x" * int(size))
                os.chmod(full, int(mode, 8))

    def pick(self, kinds, under=""):
        known = [
            path for path, entry in sorted(self.entries.items())
            if entry[0] in kinds and path.startswith(under)
        ]
        return self.rng.choice(known) if known else None


def make_policy(rng, tree, release, platform="systrap"):
    """A policy as a dictionary."""
    layout = rng.choice(["bind", "bind", "mask", "split"])
    keeps = {rng.choice(["/usr", "/usr/bin", "/usr/bin/probe"])}
    for _ in range(rng.randint(0, 4)):
        keeps.add(tree.pick("df" if rng.random() < 0.9 else "dfl"))
    masks, writable, binds = set(), {}, {}
    for _ in range(rng.randint(0, 5)):
        top = rng.choice(sorted(keeps))
        masks.add(
            tree.pick("df" if rng.random() < 0.9 else "dfl", top + "/") if rng.random() < 0.95
            else tree.pick("dfl")
        )
    for _ in range(rng.randint(0, 3)):
        inside = tree.pick("d", rng.choice(sorted(keeps)) + "/") if rng.random() < 0.5 else None
        writable[
            inside or rng.choice(["/tmp", "/home/user", "/new/deep/er", "/dev/shm", "/var/tmp"])
        ] = rng.choice(["64K", "1M"])
    if rng.random() < 0.4 and layout != "split":
        binds["/bound" if rng.random() < 0.7 else tree.pick("d")] = {
            "source": tree.pick("df"), "mode": "ro",
        }
    for bind in binds.values():
        bind["kind"] = "file" if tree.entries[bind["source"]][0] == "f" else "directory"
    masks.discard(None)
    policy = {
        "version": 1, "name": "random", "command": ["/usr/bin/probe", "stdin"], "user": "1000:1000",
        "layout": layout, "keep-dirs": sorted(keeps),
    }
    policy.update({
        key: value
        for key, value in (("masks", sorted(masks)), ("writable", writable), ("binds", binds))
        if value
    })
    policy["runsc"] = {
        "path": f"/opt/runsc/{release}/runsc", "release": f"{release}.0",
        "platform": platform,
    }
    return policy


def flow(value):
    """YAML that any string survives: JSON, but for plain words where the strict reader wants no
    quotes."""
    if isinstance(value, dict):
        return (
            "{"
            + ", ".join(
                f"{json.dumps(key, ensure_ascii=False)}: {flow(item)}"
                for key, item in value.items()
            )
            + "}"
        )
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return (
        json.dumps(value, ensure_ascii=False)
        if isinstance(value, str) and (not value or value[0] in "/-" or not value.isalnum())
        else str(value)
    )


def policy_text(policy):
    return "".join(f"{key}: {flow(value)}\n" for key, value in policy.items())
