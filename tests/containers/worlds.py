"""The worlds in which a line of what keepc emits is all that refuses something, and what is asked
there."""
import copy, json, os, tempfile, time

from alone import alone_make
from engines import execute, outer
from lab import TOP, answer, is_hidden, write
from lib import Answers
from pair import Pair
from probing import CHECKS, NO_END, NO_WAY, OPEN, SENTRY, TASKS, named, red, running, wrong
from runscs import RELEASE, behaves

LAYOUTS = ("bind", "mask", "split")
BUNDLES = "/opt/ik/ablated"
KEEPRUN = "/opt/ik/keeprun"
SCRIPT = "#!/usr/bin/probe executed\n"
CANARY = "CANARY-ablation\n"
POINT = "--directory="
# What no layout shows and the image leaves empty: the engine puts a volume on each.
EMPTY = ("/boot", "/home", "/media", "/mnt", "/srv")


class Line:
    """One line of what keepc emits, and how it is taken out: change alters config.json, flags are
    other values of runsc's, row is one of keeprun's that goes."""

    def __init__(self, name, change=lambda config: None, flags=(), row=None):
        self.name, self.change, self.flags, self.row = name, change, dict(flags), row


def destinations(config, kind, wanted):
    return [
        mount["destination"]
        for mount in config["mounts"]
        if mount["type"] == kind and wanted(mount)
    ]


def is_read_only(mount):
    return "ro" in mount["options"]


def is_taken(word, row):
    """Whether a row goes with ROW: a point below another one would make that, too."""
    return row and (word == row or row.startswith(POINT) and word.startswith(f"{row}/"))


def tree_of(lab, layout):
    return lab.split if layout == "split" else lab.root


class Bench:
    """What all worlds have: an engine, the lab's images, the configurations as they were emitted,
    and a directory for bundles and volumes."""

    def __init__(self, lab, engine, top, listeners):
        self.lab, self.engine, self.top = lab, engine, top
        self.sock, self.port = listeners
        self.configs = {}
        for layout in LAYOUTS:
            self.configs[layout] = Pair(self.artifacts(layout)).config
        write(f"{top}/later/secret", CANARY)

    def artifacts(self, layout):
        return f"{tree_of(self.lab, layout)}/opt/ik/{layout}-ablated"

    def image(self, layout):
        return self.lab.images[layout]

    def make_bundle(self, world, line):
        """The pair without the line, with digests that fit: a volume of its own, which keeprun has
        to expect."""
        bundle = tempfile.mkdtemp(dir=self.top)
        os.chmod(bundle, 0o755)
        pair = Pair(self.artifacts(world.layout))
        line.change(pair.config)
        world.adapt(pair.config)
        pair.options = [word for word in pair.options if not is_taken(word, line.row)]
        for name, value in {**world.flags, **line.flags}.items():
            pair.add_flag(name, value)
        pair.expect(f"{BUNDLES}/{os.path.basename(bundle)}")
        pair.write(bundle)
        return bundle

    def make_volume(self):
        volume = tempfile.mkdtemp(dir=self.top)
        os.chmod(volume, 0o777)
        os.link(self.sock, f"{volume}/sock")
        os.mkfifo(f"{volume}/fifo")
        os.chmod(f"{volume}/fifo", 0o666)
        write(f"{volume}/file", "")
        os.chmod(f"{volume}/file", 0o666)
        write(f"{volume}/script", SCRIPT)
        os.chmod(f"{volume}/script", 0o777)
        return volume


class World:
    """As shipped: the outer container that keepc outer prints, and beside the image's canaries a
    volume at /shared which the guest may write to, with a socket and a FIFO of the host's in it."""

    name = "shipped"
    flags = {}  # of runsc's, changed beside the line

    def __init__(self, bench, layout):
        self.bench, self.layout = bench, layout
        self.config = bench.configs[layout]
        self.checks, self.tasks = self.questions()

    def questions(self):
        shared = {"connect /shared/sock": {"ECONNREFUSED", "EPERM"},
                  "read /shared/fifo": {"EPERM", "EACCES"}, "write /shared/file": {"written"},
                  "exec /shared/script": {"EACCES"},
                  "ls /shared": {"=fifo file script sock"}}  # fmt: skip
        work = {"stat /scratch": {"d 0700 -"}, "write /scratch/x": {"written"}}
        for path in ("/tmp", "/scratch"):
            work |= {
                f"owner {path}": {"1000 1000"},
                f"script {path}/script": {"written"},
                f"exec {path}/script": {"EACCES"},
                f"fill {path}/fill": {"1016 ENOSPC"},
            }
        later = {f"read {path}/secret": is_hidden for path in EMPTY}
        checks = (
            {task: right for task, right in CHECKS.items() if not task.startswith("fill ")}
            | shared
            | work
            | later
        )
        top = {*TOP[self.layout].split(), "shared", "scratch"}
        checks["ls /"] = lambda seen: set(seen.removeprefix("=").split()) == top
        return checks, [
            *checks,
            *(task for task in TASKS if task not in CHECKS),
            "cat /proc/mounts",
        ]

    def adapt(self, config):
        """What else is different in config.json."""

    def outer_flags(self):
        return outer(
            self.bench.lab.policy(self.layout),
            self.bench.engine.name,
            "--seccomp",
            f"{self.bench.lab.top}/profile.json",
        )

    def volumes(self, bundle, volume):
        later = [f"--volume={self.bench.top}/later:{path}:ro" for path in EMPTY]
        return [
            f"--volume={bundle}:{BUNDLES}/{os.path.basename(bundle)}:ro",
            f"--volume={volume}:/shared",
            *later,
        ]

    def vector(self, bundle):
        return [KEEPRUN, f"{BUNDLES}/{os.path.basename(bundle)}"]

    def ask(self, bundle, volume):
        return answer(
            self.bench.engine,
            [*self.outer_flags(), *self.volumes(bundle, volume)],
            self.bench.image(self.layout),
            self.vector(bundle),
            self.tasks,
        )

    def find(self, bundle, volume):
        """What is not as it should be in this world without the line."""
        answers = self.ask(bundle, volume)
        found = red(answers, self.checks)
        if answers.is_complete:
            lines = [text.split() for text in answers.all("cat /proc/mounts")]
            mounts = {words[1]: words[3] for words in lines if len(words) > 3}
            found += [
                f"/proc/mounts: {path} {mounts.get(path)}"
                for path, option in self.shown()
                if option not in mounts.get(path, "").split(",")
            ]
            found += ["what was written to /shared is not there"] * (
                os.path.getsize(f"{volume}/file") != 1
            )
        return found

    def shown(self):
        """The options that no release shows by anything else."""
        yield from (("/", "ro"), ("/proc", "noexec"), ("/tmp", "mode=1777"))
        for mount in self.config["mounts"]:
            if "nosuid" in mount["options"] and behaves(RELEASE, "nosuid_honoured"):
                yield mount["destination"], "nosuid"

    def attempt(self, line):
        bundle, volume = self.bench.make_bundle(self, line), self.bench.make_volume()
        with open(f"{volume}/fifo", "r+b", buffering=0) as fifo:
            fifo.write(CANARY.encode())  # whoever may open it finds something in it
            return self.find(bundle, volume)


class Asked(World):
    """A world of a few questions of its own."""

    def find(self, bundle, volume):
        return wrong(self.ask(bundle, volume), self.checks)


class Root(Asked):
    """The guest is root, without any capability."""

    name = "guest is root"

    def questions(self):
        masks = destinations(self.config, "tmpfs", is_read_only)
        checks = {
            f"chmod {path}": {"changed"} for path in masks
        }  # which runsc does even where it is read-only
        checks |= {f"write {path}/x": {"EROFS"} for path in masks}
        checks |= {"script /dev/script": {"written"}, "exec /dev/script": {"EACCES"}}
        return checks, list(checks)

    def adapt(self, config):
        config["process"]["user"] = {"uid": 0, "gid": 0}


class RootWrites(Root):
    """The guest is root, and no tmpfs is read-only: how much it may put there, and whether it may
    execute it."""

    name = "guest is root, no tmpfs read-only"

    def questions(self):
        masks = destinations(self.config, "tmpfs", is_read_only)
        checks = {}
        for path in masks:
            checks |= {
                f"write {path}/x": {"EACCES"},
                f"chmod {path}": {"changed"},
                f"script {path}/script": {"written"},
                f"exec {path}/script": {"EACCES"},
                f"fill {path}/fill": {"0 ENOSPC"},
            }
        return checks, list(checks)

    def adapt(self, config):
        super().adapt(config)
        for mount in config["mounts"]:
            if mount["type"] == "tmpfs" and is_read_only(mount):
                mount["options"] = [option for option in mount["options"] if option != "ro"]


class Networked(Asked):
    """The outer container has the host's network, on which somebody listens, and config.json asks
    for no network namespace."""

    name = "the host's network outside"

    def questions(self):
        checks = {f"reach 127.0.0.1:{self.bench.port}": NO_WAY}
        return checks, list(checks)

    def adapt(self, config):
        config["linux"]["namespaces"] = [
            space for space in config["linux"]["namespaces"] if space["type"] != "network"
        ]

    def outer_flags(self):
        less = (
            "--network=",
            "--security-opt=seccomp=",
        )  # under the profile there are no sockets for TCP
        return [
            *(flag for flag in super().outer_flags() if not flag.startswith(less)),
            "--network=host",
            "--security-opt=seccomp=unconfined",
        ]


class HostNetwork(Networked):
    """The same, and runsc is told to use the host's network: a namespace of its own is what
    remains."""

    name = "the host's network outside, --network=host"
    flags = {"network": "host"}

    def adapt(self, config):
        """The namespace is the line that is asked for here."""


class Standing(Asked):
    """The guest's working directory is the point of a mount. The points of a tmpfs and of a proc
    runsc makes itself, but no release of those measured makes a working directory in a root that
    is read-only (tests/view/semantics.tsv, cwd_missing)."""

    name = "the working directory is a mount's point"

    def questions(self):
        checks = {"read /usr/share/kept/readme": {"=KEPT\\x0a"}}
        return checks, list(checks)

    def adapt(self, config):
        config["process"]["cwd"] = self.point

    def attempt(self, line):
        """At the row that is taken out, or at each."""
        rows = [line.row] if line.row else Pair(self.bench.artifacts(self.layout)).options
        found = []
        for row in rows:
            if not row.startswith(POINT):
                continue
            world = copy.copy(self)
            world.point = row.removeprefix(POINT)
            found += Asked.attempt(world, line)
        return found


class Profile(Asked):
    """config.json has a seccomp profile that was not keepc's."""

    name = "config.json with a seccomp profile"

    def questions(self):
        return {"mkdir /tmp/d": {"made"}}, ["mkdir /tmp/d"]

    def adapt(self, config):
        config["linux"]["seccomp"] = {
            "defaultAction": "SCMP_ACT_ALLOW",
            "syscalls": [{"names": ["mkdir", "mkdirat"], "action": "SCMP_ACT_ERRNO"}],
        }


class Watched(World):
    """A name appears in a kept directory while the guest looks: the outer root file system is
    writable, and a program beside keeprun writes to it."""

    name = "a kept directory changes"

    def outer_flags(self):
        return [flag for flag in super().outer_flags() if not flag.startswith("--read-only")]

    def find(self, bundle, volume):
        words, name = self.vector(bundle), f"keep-watched-{os.getpid()}-{time.monotonic_ns()}"
        flags = [
            *self.outer_flags(),
            *self.volumes(bundle, volume),
            f"--name={name}",
            f"--entrypoint={words[0]}",
        ]
        seen = []
        with self.bench.engine.start(
            flags,
            self.bench.image(self.layout),
            words[1:],
            stdin=-1,
            stdout=-1,
            stderr=-1,
            text=True,
            bufsize=1,
        ) as process:
            for _ in range(2):
                process.stdin.write(f"stat {OPEN}/late\n")
                process.stdin.flush()
                seen.append(process.stdout.readline().strip())
                execute([
                    *self.bench.engine.words,
                    "exec",
                    name,
                    "/usr/bin/probe",
                    "write",
                    f"{OPEN}/late",
                ])
            process.stdin.close()
            process.wait(60)
        return (
            [] if seen == [f"stat {OPEN}/late ENOENT"] * 2
            else [f"{seen}"] if all(seen) else [NO_END]
        )


class Posture(World):
    """Seen from outside."""

    name = "seen from outside"

    def find(self, bundle, volume):
        with running(
            self.bench.engine,
            [*self.outer_flags(), *self.volumes(bundle, volume)],
            self.bench.image(self.layout),
            self.vector(bundle),
        ) as facts:
            return list(self.judge(facts)) if named(facts, "sandbox") else [NO_END]

    def judge(self, facts):
        for sentry in named(facts, "sandbox"):
            if sentry["capabilities"] & ~SENTRY:
                yield f"the sentry has the capabilities {sentry['capabilities']:x}"
        if any(fact["tracer"] for fact in facts):
            yield "the guest is traced by ptrace"
        for fact in facts:
            if fact["cgroups"] != facts[0]["cgroups"]:
                yield f"{fact['name']} has left the outer container's cgroups"


class Runc(Asked):
    """Another runtime's reading: config.json is an OCI document, and what it says to whoever keeps
    to that specification must not be less than runsc does by itself."""

    name = "runc"
    SPACES = ("ipc", "mnt", "net", "pid", "uts")

    def questions(self):
        checks = {
            "read /etc/hosts": {"="},
            "read /usr/share/kept/readme": {"=KEPT\\x0a"},
            "ls /usr/share/hidden": {"="},
        }
        return checks, [
            *checks,
            *(f"target /proc/self/ns/{space}" for space in self.SPACES),
            "cat /proc/self/status",
        ]

    def ask(self, bundle, volume):
        """As written by hand: what keeprun attaches are binds, of the image's own tree here."""
        pair = f"{bundle}/pair"
        Pair(bundle).write(pair)
        config = alone_make(pair, f"{bundle}/alone", self.bench.lab.root)
        for mount in config["mounts"]:
            if mount["type"] == "bind" and mount["source"].startswith("/"):
                mount["source"] = self.bench.lab.root + mount["source"]
        write(f"{bundle}/alone/config.json", json.dumps(config))
        name = f"keep-{os.path.basename(bundle)}-{os.getpid()}"
        # Where no mount namespace is asked for it mounts where it stands. What it stands in is said
        # first.
        words = [
            "unshare",
            "--mount",
            "--propagation=private",
            "sh",
            "-c",
            'readlink /proc/self/ns/* >&2; exec "$@"',
            "sh",
        ]
        done = execute(
            [
                *words,
                "runc",
                f"--root={self.bench.top}/runc",
                "run",
                f"--bundle={bundle}/alone",
                name,
            ],
            "".join(f"{task}\n" for task in self.tasks),
        )
        return Answers(done.status, done.text, done.err)

    def find(self, bundle, volume):
        answers = self.ask(bundle, volume)
        found = wrong(answers, self.checks)
        if answers.is_complete:
            found += [
                f"the caller's {space} namespace"
                for space in self.SPACES
                if answers[f"target /proc/self/ns/{space}"] in answers.err.split()
            ]
            found += ["the guest may gain privileges"] * (
                "NoNewPrivs:\t1" not in answers.all("cat /proc/self/status")
            )
        return found


# The world in which a line is told: the first whose expression finds it; else the one as shipped.
WORLDS = (
    (Runc, (
        r"^bind \S+: r?bind$|^proc /proc$|^namespace"
        r" (ipc|mount|pid|uts)|^process\.noNewPrivileges$"
    )),
    (Standing, rf"^{POINT}(?!/shared$)"),
    (World, r"^bind /shared|^tmpfs (/tmp|/scratch)\b"),
    (Root, r"^tmpfs /dev: noexec$|^tmpfs /dev$|^tmpfs /dev/shm$|^tmpfs \S+: ro$"),
    (RootWrites, r"^tmpfs \S+: (mode|size|noexec)"),
    (Watched, r"^--file-access$"),
    (Networked, r"^--network$"),
    (HostNetwork, r"^namespace network$"),
    (Profile, r"^--oci-seccomp$"),
    (Posture, r"^--(directfs|platform)$"),
    (World, r""),
)
