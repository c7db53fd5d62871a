"""Seeded random policies and trees: near what is right, with every kind of mistake now and then,
deep and nested."""
import random
from advice import UNJUDGED
from document import Alias, Map, Scalar, Seq
from releases import NEW, OLD, since
from rules import SYSTEM, within
from tables import FLAGS, PLACES, RLIMITS, SEVERITY, TAGS, TREE

CHANGING = ("systrap_runs", "nosuid_honoured")

NAMES = ["a", "b", "share", "lib", "x-1", "doc", "etc", "long.name_", "ü"]
TOPS = ["/usr", "/etc", "/opt", "/srv", "/home", "/var", "/data", "/run", "/tmp", "/lib64", "/w"]
FIXED = [
    "/etc/hosts",
    "/etc/passwd",
    "/etc/ssl",
    "/etc/machine-id",
    "/etc/ssl/private",
    "/usr/bin",
    "/usr/lib/python3",
    "/run/secrets",
    "/tmp/x",
    "/var/tmp",
    "/dev/shm",
]
RARE = [
    "/",
    "/proc",
    "/sys",
    "/dev",
    "/proc/self",
    "/run",
    "/run/innerkeep",
    "/dev/shm",
    "/dev/null",
    "/sys/fs",
    "/bin",
    "/usr/bin/runsc",
]
BAD_PATHS = [
    "usr",
    "",
    "/usr/",
    "//usr",
    "/usr/../etc",
    "/usr/./a",
    "/a\tb",
    "/" + "n" * 256,
    "~",
    "null",
    "/usr//a",
    "3",
]
BAD_TEXTS = [
    "",
    "x y",
    "-1",
    "01",
    "1e3",
    "0x10",
    "~",
    "yes",
    "1_000",
    "999999999999999999999",
    "*",
    "a=b",
]


class Generator:
    """mistakes: how often a value, a key or a shape is one that the language does not have."""

    def __init__(self, seed, mistakes=0.04, rare=0.06):
        self.random, self.mistakes, self.rare = random.Random(seed), mistakes, rare
        self.paths, self.tree = [], None

    def chance(self, share):
        return self.random.random() < share

    def pick(self, items):
        return self.random.choice(list(items) or [Scalar("")])

    def wrong(self):
        return self.chance(self.mistakes)

    # --- trees ------------------------------------------------------------------------------------
    def make_tree(self):
        """{path: (kind, target)}: a Debian's top, with directories, files and symlinks below it."""
        tree = {"/": ("d", "")}
        for top in ["/usr", "/etc", "/proc", "/sys", "/dev", "/tmp", "/run", "/var", "/home"] + [
            top for top in TOPS if self.chance(0.6)
        ]:
            tree[top] = ("d", "")
        for path in ["/usr/bin", "/usr/lib", "/etc/ssl", "/etc/ssl/private"]:
            tree[path] = ("d", "")
        for path in [
            "/usr/bin/program",
            "/usr/bin/runsc",
            "/etc/hosts",
            "/etc/hostname",
            "/etc/resolv.conf",
        ]:
            tree[path] = ("f", "")
        if self.chance(0.7):
            tree["/bin"] = ("l", "usr/bin")
        if self.chance(0.3):
            tree["/.dockerenv"] = ("f", "")
        for _ in range(self.random.randint(0, 25)):
            parent = self.pick(
                path
                for path, (kind, _) in tree.items()
                if kind == "d" and path not in ("/", "/proc", "/sys", "/dev")
            )
            kind = self.random.choices("dflp", [60, 30, 8, 2])[0]
            tree.setdefault(
                f"{parent}/{self.pick(NAMES)}",
                (kind, self.pick(["/usr", "a", "../etc", "/etc/hosts"]) if kind == "l" else ""),
            )
        return tree

    def listing(self, tree):
        lines = [
            f"{kind} 755 0 0 {path}{' ' + target if kind == 'l' else ''}\n"
            for path, (kind, target) in tree.items()
        ]
        return "innerkeep-listing/1\n" + "".join(lines)

    # --- values -----------------------------------------------------------------------------------
    def path(self, near=0.5):
        if self.wrong():
            return self.pick(BAD_PATHS)
        if self.chance(self.rare):
            return self.pick(RARE)
        if self.tree is not None and self.chance(0.75):
            return self.pick(self.tree)
        if self.paths and self.chance(near):
            base = self.pick(self.paths)
            found = (
                base
                if self.chance(0.15)
                else (
                    base.rsplit("/", 1)[0] or "/usr"
                    if self.chance(0.2)
                    else f"{base}/{self.pick(NAMES)}".replace("//", "/")
                )
            )
        else:
            found = (
                self.pick(FIXED)
                if self.chance(0.3)
                else self.pick(TOPS)
                + "".join(f"/{self.pick(NAMES)}" for _ in range(self.random.randint(0, 3)))
            )
        self.paths.append(found)
        return found

    def shape(self, node):
        """The node, or seldom something of another kind in its place."""
        if not self.chance(self.mistakes / 4):
            return node
        return self.pick(
            [
                Seq(),
                Map(),
                Scalar("x"),
                Seq([Scalar("/usr")]),
                Map([("a", Scalar("b"))]),
                Scalar("", "plain"),
                Scalar("~", "plain"),
                Scalar("null", "plain"),
            ]
        )

    def scalar(self, *good, bad=BAD_TEXTS):
        return self.shape(Scalar(self.pick(bad) if self.wrong() else self.pick(good)))

    def size(self):
        return self.scalar(
            "1K", "64M", "1G", "2T", bad=["0K", "64", "1.5G", "64MB", "9999999T", "1k", ""]
        )

    def mapping(self, *pairs):
        node = Map([(key, value) for key, value in pairs if value is not None])
        if self.wrong():
            node.set(self.pick(["foo", "mode2", "path ", "Kind"]), Scalar("x"))
        if node.pairs and self.chance(self.mistakes / 2):
            node.pairs.remove(self.pick(node.pairs))
        self.random.shuffle(node.pairs)
        return self.shape(node)

    def sometimes(self, node, share=0.4):
        return node if self.chance(share) else None

    def listed(self, make, most):
        return self.shape(Seq([make() for _ in range(self.random.randint(0, most))]))

    # --- keys -------------------------------------------------------------------------------------
    def keep_dirs(self):
        first = [] if self.chance(0.05) else [Scalar("/usr")]
        self.paths.append("/usr")
        return self.shape(
            Seq(
                first
                + [self.shape(Scalar(self.path(0.2))) for _ in range(self.random.randint(0, 4))]
            )
        )

    def mask(self):
        path = self.scalar(self.path(0.85))
        if self.chance(0.3) and self.tree is not None:
            return path
        return (
            self.mapping(("path", path), ("kind", self.scalar("file", "directory")))
            if self.chance(0.85)
            else path
        )

    def entries(self, most, make, name=None):
        node = Map()
        for _ in range(self.random.randint(0, most)):
            key = name() if name else self.path(0.3)
            if node.get(key) is None or self.chance(self.mistakes):
                node.set(key, make())
        return self.shape(node)

    def writable(self):
        if self.chance(0.6):
            return self.size()
        return self.mapping(
            ("size", self.size()),
            (
                "mode",
                self.sometimes(
                    self.scalar("755", "0700", "1777", bad=["9", "999", "77777", "0o7"])
                ),
            ),
            ("exec", self.sometimes(self.scalar("true", "false"))),
        )

    def bind(self):
        kind, mode = self.sometimes(self.scalar("file", "directory"), 0.3), self.sometimes(
            self.scalar("ro", "rw"), 0.4
        )
        return self.mapping(("source", self.scalar(self.path(0.2))), ("mode", mode), ("kind", kind))

    def limit(self, name):
        return self.scalar(
            "0",
            "10",
            "4096",
            "unlimited",
            *(["1G"] if RLIMITS.get(name) == "bytes" else []),
            bad=["-1", "1s", "07", "1K5", ""],
        )

    def rlimits(self):
        node = Map()
        for name in self.random.sample(sorted(RLIMITS), self.random.randint(0, 4)) + (
            ["nofiles"] if self.wrong() else []
        ):
            node.set(
                name,
                (
                    self.limit(name)
                    if self.chance(0.5)
                    else self.mapping(("soft", self.limit(name)), ("hard", self.limit(name)))
                ),
            )
        return self.shape(node)

    def flags(self):
        node = Map()
        choices = {
            "directfs": ["true", "false"],
            "network": ["none", "host", "plugin", "sandbox"],
            "host-uds": ["none", "open", "None"],
            "dcache": ["10", "0x10", "-1", "x"],
            "watchdog-action": ["panic", "log", "explode"],
            "nvproxy": ["true", "false"],
            "debug": ["true"],
            "strace": ["false"],
            "TESTONLY-unsafe-nonroot": ["true"],
            "file-access": ["shared", "exclusive"],
            "overlay2": ["none", "root:memory"],
            "root": ["/x"],
            "platform": ["kvm"],
            "character-device-policy": ["emulated-only"],
            "allow-suid": ["true", "false"],
            "gso": ["1", "F", "yes"],
            "lisafs": ["true"],
            "version": ["true", "false"],
            "no-such-flag": ["1"],
            "qdisc": ["fifo", "none"],
            "reproduce-nat": ["true"],
            "host-fifo": ["none", "open"],
        }
        for name in self.random.sample(sorted(choices), self.random.randint(0, 3)):
            node.set(name, self.shape(Scalar(self.pick(choices[name]))))
        return self.shape(node)

    def runsc(self):
        release = self.pick(
            [
                "20240729.0",
                "20221219.0",
                self.pick(TAGS),
                self.pick(TAGS)[:8],
                f"{NEW[:6]}01",
                f"{OLD[:4]}1231.1",
                f"2026051{self.random.randint(1, 9)}.0",
                f"{since('create_container_hooks')}.0",
            ]
        )
        pairs = [
            (
                "release",
                self.scalar(
                    release,
                    bad=[
                        "20100101.0", f"{int(NEW[:4]) + 70}1231.0", "2024", f"{NEW[:4]}1301.0",
                        "latest",
                    ],
                ),
            ),
            (
                "root",
                self.sometimes(
                    self.scalar(
                        "/run/innerkeep",
                        "/var/state/runsc",
                        "/run",
                        "private",
                        bad=["/", "/tmp", "run", "Private"],
                    ),
                    0.3,
                ),
            ),
            (
                "platform",
                self.sometimes(self.scalar("ptrace", "systrap", "kvm", bad=["ptrace"]), 0.2),
            ),
            (
                "path",
                self.sometimes(self.scalar("/usr/bin/runsc", "/opt/runsc", bad=["runsc"]), 0.2),
            ),
            ("sha256", self.sometimes(self.scalar("0" * 64, bad=["0" * 63, "G" * 64]), 0.1)),
            ("flags", self.sometimes(self.flags(), 0.35)),
        ]
        return self.mapping(*pairs)

    def allow(self):
        rules = [name for name in SEVERITY if name not in UNJUDGED]
        usual = [
            "writable-inside-keep",
            "keep-nested",
            "mask-nested",
            "bind-writable",
            "user-root",
            "flag-loosens",
            "rlimit-inert",
            "flag-debug",
        ]
        return self.mapping(
            (
                "rule",
                self.scalar(
                    self.pick(usual) if self.chance(0.9) else self.pick(rules),
                    bad=["no-such-rule", ""],
                ),
            ),
            ("reason", self.scalar("because", bad=[""])),
            (
                "at",
                self.sometimes(
                    self.scalar(self.pick(self.paths or ["/usr"]), "user", "directfs"), 0.4
                ),
            ),
            (
                "until",
                self.sometimes(
                    self.scalar("2030-01-01", "2001-02-03", bad=["2030-02-30", "tomorrow"]), 0.3
                ),
            ),
        )

    def optional(self):
        word = lambda *words: self.scalar(*words)
        yield "masks", self.listed(self.mask, 4)
        yield "writable", self.entries(4, self.writable)
        yield "binds", self.entries(2, self.bind)
        yield "args", word("fixed", "append", "replace")
        yield "cwd", self.scalar("/", "/usr", "/tmp", self.path(0.9))
        yield "hostname", word("host", "a.b")
        yield "engine-files", word("empty", "keep")
        yield "drift", word("refuse", "mask", "warn")
        yield "seal", word("auto", "overlay", "memfd", "off")
        yield "expect-mounts", self.listed(lambda: self.scalar(self.path(0.5)), 2)
        yield "env", self.mapping(
            (
                "set",
                self.sometimes(
                    self.entries(
                        2,
                        lambda: self.scalar("v", "a b", ""),
                        lambda: self.pick(["A", "LANG", "_x", "2B", "A-B"]),
                    )
                ),
            ),
            (
                "pass",
                self.sometimes(
                    self.listed(lambda: self.scalar("LANG", "LC_*", "TZ", bad=["*", "2", "A*B"]), 3)
                ),
            ),
        )
        yield "rlimits", self.rlimits()
        yield "limits", self.mapping(
            ("wall", self.sometimes(self.scalar("15m", "2h", "100ms", bad=["15", "0s", "1.5h"]))),
            ("output", self.sometimes(self.size())),
        )
        yield "outer", self.mapping(
            (
                "capabilities",
                self.sometimes(
                    self.listed(
                        lambda: self.scalar(
                            "CAP_CHOWN", "CAP_SYS_CHROOT", bad=["CHOWN", "cap_chown"]
                        ),
                        2,
                    )
                ),
            ),
            ("network", self.sometimes(word("none", "any"))),
            ("read-only", self.sometimes(word("true", "false"))),
        )
        yield "allow-override", self.listed(
            lambda: self.scalar("masks", "rlimits", bad=["foo", ""]), 2
        )
        yield "allow", self.listed(self.allow, 3)

    def calm(self):
        """A policy that should be accepted: claims which do not meet, of paths that exist. Deep
        keep-dirs, masks and writable directories inside them, binds."""
        layout = self.random.choices(["bind", "mask", "split"], [55, 30, 15])[0]
        self.tree = self.make_tree() if layout != "split" and self.chance(0.6) else None
        self.mistakes = self.rare = 0
        kinds = self.tree or {
            path: ("d", "")
            for path in [
                "/opt/a",
                "/etc/ssl",
                "/srv/x-1/doc",
                "/home/b",
                "/var/lib/a",
                "/usr/lib",
                "/usr/share/doc",
                "/etc",
            ]
        }
        inside = lambda top: [
            path for path, (kind, _) in kinds.items() if path.startswith(top + "/") and kind in "df"
        ]
        directories = [
            path
            for path, (kind, _) in kinds.items()
            if kind == "d"
            and path != "/"
            and path.split("/")[1] not in ("proc", "sys", "dev", "run", "usr")
        ]
        keeps = [
            "/usr",
            *self.random.sample(directories, min(len(directories), self.random.randint(0, 3))),
        ]
        keeps = [keep for keep in keeps if not any(keep.startswith(other + "/") for other in keeps)]
        free = [
            path
            for keep in keeps
            for path in inside(keep)
            if path
            not in (
                "/usr/bin",
                "/usr/bin/program",
                "/usr/bin/runsc",
                "/etc/hosts",
                "/etc/hostname",
                "/etc/resolv.conf",
            )
        ]
        self.random.shuffle(free)
        masks, writable = [], Map()
        for path in free[: self.random.randint(0, 4)]:
            taken = [*masks, *(key.text for key, _ in writable.pairs)]
            if any(path.startswith(other + "/") or other.startswith(path + "/") for other in taken):
                continue
            if kinds[path][0] == "d" and self.chance(0.4):
                writable.set(path, self.writable())
            else:
                masks.append(path)
        for path in self.random.sample(
            ["/scratch", "/scratch/deep/er", "/job/a", "/dev/shm", "/mnt/x"],
            self.random.randint(0, 3),
        ):
            writable.set(path, self.writable())
        mask = lambda path: (
            Scalar(path)
            if self.tree and self.chance(0.5)
            else Map(
                [
                    ("path", Scalar(path)),
                    ("kind", Scalar("directory" if kinds[path][0] == "d" else "file")),
                ]
            )
        )
        node = Map(
            [
                ("version", Scalar("1")),
                ("name", Scalar("calm")),
                ("command", Seq([Scalar("/usr/bin/program")])),
                ("user", Scalar("1000:1000")),
                ("keep-dirs", Seq(map(Scalar, keeps))),
                ("masks", Seq(map(mask, masks))),
                ("writable", writable),
                ("layout", Scalar(layout)),
                (
                    "runsc",
                    Map(
                        [
                            (
                                "release",
                                Scalar(
                                    self.pick(
                                        ["20240729.0", "20221219.0", TAGS[-1]]
                                        + [f"{since(id)}.0" for id in CHANGING]
                                    )
                                ),
                            )
                        ]
                    ),
                ),
            ]
        )
        if self.chance(0.5):
            source = self.pick(
                [path for path in directories if self.tree is None or path in self.tree]
            )
            meets = any(
                (keep + "/").startswith(source + "/") or (source + "/").startswith(keep + "/")
                for keep in keeps
            )
            is_systems = any(within(source, top) for top in SYSTEM)
            first = Map(
                [
                    ("source", Scalar(source)),
                    ("mode", Scalar("ro") if meets or is_systems else self.scalar("ro", "rw")),
                ]
            )
            binds = [("/in/a", first), ("/in/b/c", Map([("source", Scalar("/usr/lib"))]))][
                : self.random.randint(1, 2)
            ]
            hidden = [*masks, *(["/etc/hosts"] if "/etc" in keeps else [])]
            shows_hidden = lambda bind: layout != "split" and any(
                path.startswith(bind.get("source").text + "/") for path in hidden
            )
            node.set("binds", Map([(path, bind) for path, bind in binds if not shows_hidden(bind)]))
        if self.chance(0.3):
            node.set("engine-files", self.scalar("empty", "keep"))
        if self.chance(0.3):
            node.set("rlimits", self.rlimits_calm())
        self.random.shuffle(node.pairs)
        return node, self.tree

    def rlimits_calm(self):
        return Map(
            [
                ("nofile", Scalar("64")),
                ("fsize", Map([("soft", Scalar("1M")), ("hard", Scalar("unlimited"))])),
            ]
        )

    def policy(self):
        """(document, tree or None)."""
        layout = self.random.choices(["bind", "mask", "split"], [60, 25, 15])[0]
        self.tree = (
            self.make_tree()
            if self.chance(0.9 if layout == "mask" else 0.4 if layout == "bind" else 0)
            else None
        )
        node = Map(
            [
                ("version", self.scalar("1", bad=["2", "one", ""])),
                ("name", self.scalar("probe", "a.b-c", bad=["-a", "a b", "n" * 65])),
                (
                    "command",
                    self.shape(
                        Seq(
                            [
                                self.scalar("/usr/bin/program", bad=["program", "/opt/x", ""]),
                                *(
                                    Scalar(self.pick(["-x", "", "a b", "#"]))
                                    for _ in range(self.random.randint(0, 2))
                                ),
                            ]
                        )
                    ),
                ),
                (
                    "user",
                    self.scalar(
                        "1000:1000",
                        "65534:0",
                        bad=["0:0", "root", "1000", "1:4294967295", "0:1000"],
                    ),
                ),
                ("keep-dirs", self.keep_dirs()),
                ("runsc", self.runsc()),
            ]
        )
        if layout != "bind" or self.chance(0.1):
            node.set("layout", self.scalar(layout))
        if self.chance(0.1):
            node.set("inner", Scalar(self.path()))
        for name, value in self.optional():
            if self.chance(0.3):
                node.set(name, value)
        self.spoil(node)
        self.random.shuffle(node.pairs)
        return node, self.tree

    def spoil(self, node):
        if self.wrong():
            node.set(self.pick(["keep", "mask", "Version", "net", "extend"]), Scalar("x"))
        if self.chance(self.mistakes / 2):
            node.pairs.remove(self.pick(node.pairs))
        if self.chance(self.mistakes / 2):
            key, value = self.pick(node.pairs)
            node.pairs.append((Scalar(key.text), Scalar("again")))
        if self.chance(self.mistakes / 2):
            self.pick(value for _, value in node.pairs if isinstance(value, Scalar)).anchor = "a"
        if self.chance(self.mistakes / 2):
            self.pick(value for _, value in node.pairs if isinstance(value, Scalar)).tag = "!!str"
        if self.chance(self.mistakes / 3):
            node.pairs.append((Scalar("<<", "plain"), Map([("a", Scalar("b"))])))
