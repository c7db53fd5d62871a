"""What the guest sees at a path: once from the policy, after design and schema/semantics.md, and
once from what `keepc view --json` says. An answer is one of ("shows", outer path, "ro" or "rw"),
("empty",), ("writable", bytes), ("made",) by runsc, ("nothing",): absent, or a directory on the way
to a mount."""
from rules import World, below, over, within
from tables import PLACES

MADE = ("/proc", "/dev")


class Sight:
    def __init__(self, policy, tree):
        self.policy, self.tree, self.world = policy, tree, World(policy, tree)
        self.layout = policy.value("layout")

    def universe(self):
        """Paths worth asking about: all that the tree has, all that the policy names, what is
        special, and something below each."""
        named = [keep.value for keep in self.world.keeps] + [
            path.value for path, _ in self.world.masks + self.world.writables + self.world.binds
        ]
        paths = {
            *named,
            *PLACES,
            *(self.tree or ()),
            self.policy.value("runsc_path"),
            *([self.world.state()] if self.world.state() else []),
            "/",
            "/nowhere",
        }
        paths |= {f"{path}/deep".replace("//", "/") for path in paths}
        return [
            path
            for path in sorted(paths)
            if self.tree is None or self.layout == "split" or not self.world.link_in(path)
        ]

    def shows(self, outer, mode):
        """An outer path that the tree does not have is nothing; what a symlink leads to is not
        asked."""
        if self.tree is not None and not self.world.link_in(outer) and outer not in self.tree:
            return ("nothing",)
        return ("shows", outer, mode)

    def is_hidden_by_default(self, path, claim):
        """Below a keep-dir: the files of the engine, unless they are kept as such, and the
        binary."""
        if path == claim[0]:
            return False
        outer = self.world.outer(path)
        is_engine = (
            PLACES.get(path, ("", ""))[1] == "engine"
            and self.policy.value("engine_files") == "empty"
            and self.layout != "split"
        )
        return is_engine or outer == self.policy.value("runsc_path")

    def answer(self, path):
        if any(within(path, made) for made in MADE) and not within(path, "/dev/shm"):
            return ("made",)
        claim = over(self.world, path)
        if claim is None:
            return self.answer_unclaimed(path)
        if claim[2] == "shows":
            return self.answer_shown(path, claim)
        if any(below(claim[0], mask.value) for mask, _ in self.world.masks):
            return ("nothing",)
        if path != claim[0] and not (claim[2] == "empties" and self.is_on_the_way(path)):
            return ("nothing",)
        size = next(
            (
                entry["writable_size"].value
                for writable, entry in self.world.writables
                if writable.value == claim[0]
            ),
            None,
        )
        return ("writable", size) if claim[2] == "empties" else ("empty",)

    def is_on_the_way(self, path):
        """A mount point lies below: in a tmpfs runsc makes the directories that lead to it, and
        they are the tmpfs's own."""
        mounts = [keep.value for keep in self.world.keeps] + [
            mount.value for mount, _ in self.world.writables + self.world.binds
        ]
        return any(below(mount, path) for mount in mounts)

    def answer_shown(self, path, claim):
        bind = next((entry for bind, entry in self.world.binds if bind.value == claim[0]), None)
        if bind is None:
            hidden = [
                above
                for above in self.world_prefixes(path)
                if below(above, claim[0]) and self.is_hidden_by_default(above, claim)
            ]
            if hidden:
                return ("empty",) if hidden == [path] else ("nothing",)
        is_writable = bind is not None and "bind_mode" in bind and bind["bind_mode"].value == "rw"
        return self.shows(claim[1] + path[len(claim[0]) :], "rw" if is_writable else "ro")

    def world_prefixes(self, path):
        parts = path.split("/")[1:]
        return ["/" + "/".join(parts[: count + 1]) for count in range(len(parts))]

    def answer_unclaimed(self, path):
        if path in ("/sys", "/tmp", "/dev/shm") or (
            self.is_on_the_way(path) and any(below(path, empty) for empty in ("/tmp", "/dev/shm"))
        ):
            return ("empty",)
        return ("nothing",)


def seen(view, sight, path):
    """The same answer from the points of keepc's view: the nearest one above decides."""
    points = {point["path"]: point for point in view["points"]}
    top = max((point for point in points if within(path, point)), key=len)
    point = points[top]
    rest = path[len(top) :] if top != "/" else path if path != "/" else ""
    if "size" in point or point["state"] in ("empty", "synthetic", "absent"):
        if point["state"] == "synthetic" and top != "/":
            return (
                ("made",)
                if any(within(top, made) for made in MADE) and top != "/dev/shm"
                else ("nothing",)
            )
        if rest or top == "/":
            return ("nothing",)
        return (
            ("writable", point["size"])
            if point["state"] == "writable"
            else ("empty",)
            if point["state"] == "empty"
            else ("nothing",)
        )
    if point["state"] in ("kept", "writable") or (
        point["state"] == "leaked" and point["mount"] == "root"
    ):
        return sight.shows(
            (point["outer"].rstrip("/") + rest) or "/", "ro" if point["readonly"] else "rw"
        )
    return (point["state"],)


def differences(view, policy, tree):
    """[(path, what the policy says, what keepc says)] where they differ."""
    sight = Sight(policy, tree)
    answers = [(path, sight.answer(path), seen(view, sight, path)) for path in sight.universe()]
    return [(path, ours, theirs) for path, ours, theirs in answers if ours != theirs]
