"""Real container engines for the tests: images built by buildah, containers of podman with runc,
and a Docker Engine of our own. All of it lies under build/toolbox/containers; nothing of the
system's own engines is touched."""
import contextlib, fcntl, hashlib, os, shutil, signal, subprocess, sys, tempfile, time

HERE = os.path.dirname(os.path.realpath(__file__))
ROOT = os.path.realpath(f"{HERE}/../..")
sys.path.insert(0, f"{HERE}/../lib")
from patience import PATIENCE  # noqa: E402
from runscs import RELEASE, why_not  # noqa: E402
BUILD = os.path.abspath(os.environ.get("BUILD", f"{ROOT}/build/release"))
STORE = f"{ROOT}/build/toolbox/containers"
# podman takes no longer path than 50 bytes for what is gone after a reboot, and keeps to the one it
# saw first.
RUNROOT = f"/tmp/keep-podman-{hashlib.sha256(ROOT.encode()).hexdigest()[:8]}"
STORAGE = ["--root", f"{STORE}/root", "--runroot", RUNROOT, "--storage-driver", "overlay"]
# Machines without CAP_SYS_RESOURCE cannot have the engines' defaults.
ULIMITS = ["--ulimit=nofile=1024:1024", "--ulimit=nproc=4096:4096"]
# Podman 5 would say a word of its own at each start, and nobody could tell that the container's
# were lost.
os.environ.setdefault("PODMAN_IGNORE_CGROUPSV1_WARNING", "1")
BASE = "localhost/debian:trixie-slim"


class Done:
    def __init__(self, words, done):
        self.words, self.status, self.out = words, done.returncode, done.stdout
        self.err = done.stderr.decode(errors="replace")

    @property
    def text(self):
        return self.out.decode(errors="replace")

    def __str__(self):
        return (
            f"$ {' '.join(self.words)}\nexit status"
            f" {self.status}\nstdout:\n{self.text[-2000:]}\nstderr:\n{self.err[-4000:]}"
        )


def execute(words, stdin=b"", seconds=120, **options):
    stdin = stdin.encode() if isinstance(stdin, str) else stdin
    return Done(
        words,
        subprocess.run(
            words, input=stdin, capture_output=True, timeout=seconds * PATIENCE, **options
        ),
    )


def demand(words, seconds=540, **options):
    """Something the tests stand on rather than test."""
    done = execute(words, seconds=seconds, **options)
    if done.status != 0:
        raise RuntimeError(str(done))
    return done


def missing():
    """Why no container can be started here; None when one can."""
    if os.getuid() != 0:
        return "the engines are started as root"
    settle_store()
    absent = [
        name for name in ("podman", "buildah", "runc", "mmdebstrap") if not shutil.which(name)
    ]
    return f"not installed: {', '.join(absent)}; make deps installs them" if absent else None


@contextlib.contextmanager
def lock(name):
    """Suites run side by side; what two of them need is made once."""
    os.makedirs(STORE, exist_ok=True)
    with open(f"{STORE}/{name}.lock", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def settle_store():
    """A checkout that was copied or moved has podman's database of the place where it was; images
    and layers do not name one, and stay."""
    database = f"{STORE}/root/libpod"
    with lock("store"):
        if os.path.isdir(database) and shutil.which("podman"):
            done = execute(["podman", *STORAGE, "image", "exists", BASE])
            if "database configuration mismatch" in done.err:
                shutil.rmtree(database)


def has_image(name):
    return execute(["podman", *STORAGE, "image", "exists", name]).status == 0


def debian_site():
    """Where this system gets Debian from; empty when its lists do not say, and mmdebstrap's default
    serves."""
    words = [
        "apt-get",
        "indextargets",
        "--format",
        "$(REPO_URI)",
        "Created-By: Packages",
        "Origin: Debian",
        "Label: Debian",
        "Component: main",
    ]
    return (execute(words).text.splitlines() or [""])[0]


def make_base():
    """BASE: Debian 13's minbase, which is what that name has in it but for its size."""
    with lock("base"):
        if has_image(BASE):
            return
        with tempfile.TemporaryDirectory(dir=STORE) as work:
            excludes = [
                f"--dpkgopt=path-exclude=/usr/share/{name}/*" for name in ("doc", "man", "locale")
            ]
            demand([
                "mmdebstrap",
                "--quiet",
                "--variant=minbase",
                *excludes,
                "trixie",
                f"{work}/base.tar",
                *debian_site().split(),
            ])
            with open(f"{work}/Dockerfile", "w") as file:
                file.write('FROM scratch\nADD base.tar /\nCMD ["/bin/sh"]\n')
            build(work, BASE)


def build(context, name, arguments=()):
    """Builds an image from context/Dockerfile by buildah, as root, without a container of its
    own."""
    return demand([
        "buildah",
        *STORAGE,
        "bud",
        *ULIMITS,
        "--layers",
        "--force-rm",
        "--isolation",
        "chroot",
        *arguments,
        "-t",
        name,
        context,
    ])


def image_from_tree(tree, name, config=(), options=()):
    """An image of one layer, a directory's content; config: lines of a Dockerfile, options:
    buildah's."""
    with tempfile.TemporaryDirectory(dir=STORE) as work:
        demand(["tar", "-C", tree, "--numeric-owner", "-cf", f"{work}/tree.tar", "."])
        with open(f"{work}/Dockerfile", "w") as file:
            file.write("\n".join(["FROM scratch", "ADD tree.tar /", *config, ""]))
        demand([
            "buildah",
            *STORAGE,
            "bud",
            *ULIMITS,
            "--layers=false",
            "--force-rm",
            "--isolation",
            "chroot",
            *options,
            "-t",
            name,
            work,
        ])


def has_apparmor():
    """Would an engine confine its containers by AppArmor?"""
    try:
        with open("/sys/module/apparmor/parameters/enabled") as file:
            return file.read().startswith("Y")
    except OSError:
        return False


def apparmor():
    """What replaces the engines' own profile, which allows neither user namespaces nor mounts:
    policies/outer-apparmor where it is loaded."""
    if not has_apparmor():
        return []
    with open("/sys/kernel/security/apparmor/profiles") as file:
        is_loaded = any(line.startswith("innerkeep-outer ") for line in file)
    return [f"--security-opt=apparmor={'innerkeep-outer' if is_loaded else 'unconfined'}"]


UNCONFINED = apparmor()
# keepc's words for it.
APPARMOR = {
    "--security-opt=apparmor=unconfined": ["--no-apparmor"],
    "--security-opt=apparmor=innerkeep-outer": [f"--apparmor={ROOT}/policies/outer-apparmor"],
}  # fmt: skip


def outer(policy, engine, *options):
    """The arguments which keepc outer prints for this system, and the profile it wrote beside the
    policy."""
    done = demand([
        f"{BUILD}/keepc",
        "outer",
        policy,
        "--for",
        engine,
        *(word for flag in UNCONFINED for word in APPARMOR[flag]),
        *options,
    ])
    return done.text.splitlines()


class Podman:
    name = "podman"
    words = ["podman", *STORAGE, "--cgroup-manager=cgroupfs", "--runtime", "runc"]

    def run(self, flags, image, arguments=(), stdin=b"", seconds=120):
        return execute(
            [
                *self.words,
                "run",
                "--rm",
                "--interactive",
                "--log-driver=none",
                *ULIMITS,
                *flags,
                image,
                *arguments,
            ],
            stdin,
            seconds,
        )

    def start(self, flags, image, arguments=(), **pipes):
        return subprocess.Popen(
            [
                *self.words,
                "run",
                "--rm",
                "--interactive",
                "--log-driver=none",
                *ULIMITS,
                *flags,
                image,
                *arguments,
            ],
            **pipes,
        )

    def load(self, image):
        """Built here, so here already."""


class Docker:
    """A Docker Engine without a bridge, ended by the pid that it wrote."""

    name = "docker"

    def __init__(self):
        self.top = tempfile.mkdtemp(prefix="keep-docker.", dir=STORE)
        self.short = tempfile.mkdtemp(
            prefix="keep-docker."
        )  # a socket's path has at most 107 bytes
        self.socket = f"{self.short}/sock"
        self.words = ["docker", "--host", f"unix://{self.socket}"]
        with open(f"{self.top}/log", "wb") as log:
            options = [
                "--iptables=false",
                "--ip6tables=false",
                "--bridge=none",
                "--storage-driver=overlay2",
                f"--data-root={self.top}/data",
            ]
            places = [
                f"--exec-root={self.short}/exec",
                f"--pidfile={self.top}/pid",
                f"--host=unix://{self.socket}",
                f"--config-file={self.top}/config.json",
            ]
            with open(f"{self.top}/config.json", "w") as file:
                file.write("{}\n")
            self.process = subprocess.Popen(
                ["dockerd", *options, *places], stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    @staticmethod
    def missing():
        absent = [name for name in ("dockerd", "docker", "containerd") if not shutil.which(name)]
        return f"not installed: {', '.join(absent)}; make deps installs them" if absent else None

    def log(self):
        with open(f"{self.top}/log", errors="replace") as file:
            return file.read()[-4000:]

    def wait(self):
        """Until it serves; its own words when it does not."""
        for _ in range(300):
            if self.process.poll() is not None:
                return self.log()
            if os.path.exists(self.socket) and execute([*self.words, "version"]).status == 0:
                return None
            time.sleep(0.1)
        return self.log()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(60)
        for left in (
            f"{self.short}/exec/netns/default",
            f"{self.top}/data",
        ):  # dockerd leaves the first mounted, and on some roots the second
            execute(["umount", left])
        shutil.rmtree(self.short)
        shutil.rmtree(self.top)

    def load(self, image):
        with subprocess.Popen(
            ["podman", *STORAGE, "save", image], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as save:
            done = subprocess.run(
                [*self.words, "load"], stdin=save.stdout, capture_output=True, timeout=540
            )
            if save.wait() != 0 or done.returncode != 0:
                raise RuntimeError(f"{image}: {save.stderr.read()} {done.stderr}")

    def build(self, context, name, arguments=()):
        """The classic builder, on the host's network: there is no bridge."""
        return demand(
            [*self.words, "build", "--network=host", *arguments, "-t", name, context],
            env=dict(os.environ, DOCKER_BUILDKIT="0"),
        )

    def run(self, flags, image, arguments=(), stdin=b"", seconds=120):
        return execute(
            [
                *self.words,
                "run",
                "--rm",
                "--interactive",
                "--log-driver=none",
                *ULIMITS,
                *flags,
                image,
                *arguments,
            ],
            stdin,
            seconds,
        )

    def start(self, flags, image, arguments=(), **pipes):
        return subprocess.Popen(
            [
                *self.words,
                "run",
                "--rm",
                "--interactive",
                "--log-driver=none",
                *ULIMITS,
                *flags,
                image,
                *arguments,
            ],
            **pipes,
        )
