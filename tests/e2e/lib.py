"""A world with secrets in it, a policy compiled for it, and the probe run in the real runsc by
keeprun."""
import json, os, shutil, subprocess, sys, tempfile

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "lib"))
from alone import alone_make
from patience import PATIENCE
from runscs import (
    RELEASE, RELEASES, behaves, digest, install, link_or_copy, platform, runsc_path, why_not,
)
from tree import tree_make

BUILD = os.path.abspath(os.environ.get("BUILD", os.path.join(HERE, "../../build/release")))
KEEPRUN = "/opt/ik/keeprun"
TRIES = 3

# What every test world holds. CANARY-x is what a guest must never read; KEPT is what it must.
TREE = """
d /usr/lib64
d /usr/sbin
f /usr/share/kept/readme KEPT
f /usr/share/hidden/secret CANARY-masked-directory
f /usr/share/open/file
m /usr/share/open 0777
m /usr/share/open/file 0666
f /etc/open.conf
m /etc/open.conf 0666
f /etc/passwd user:x:1000:1000::/tmp:/bin/sh
f /etc/kept.conf KEPT
f /etc/hidden.conf CANARY-masked-file
f /etc/hosts image
f /etc/hostname image
f /etc/resolv.conf image
f /secret CANARY-top-file
f /.dockerenv CANARY-engine-marker
f /data/secret CANARY-top-directory
f /root/secret CANARY-home
f /var/lib/app/secret CANARY-var
d /boot
d /home/user
d /media
d /mnt
d /opt/runsc
d /srv
d /proc
d /dev
d /sys
d /tmp
d /run/ik
d /run/secrets
l /bin usr/bin
l /sbin usr/sbin
l /lib usr/lib
l /lib64 usr/lib64
"""
ENGINE = (
    "f /hosts CANARY-engine-hosts\nf /hostname CANARY-engine-hostname\nf /resolv.conf"
    " CANARY-engine-resolver\nf /secrets/token CANARY-engine-secret\n"
)

POLICY = """version: 1
name: probe
command: [/usr/bin/probe, stdin]
user: 1000:1000
hostname: inner
keep-dirs: [/usr, /etc]
masks: [/usr/share/hidden, /etc/hidden.conf]
writable: {{/tmp: 1M}}
env: {{set: {{GREETING: hello world}}}}
rlimits: {{nofile: 77}}
layout: {layout}
runsc: {{path: /opt/runsc/{release}/runsc, release: {release}.0, platform: {platform}}}
"""


def policy_text(layout, release, extra=""):
    return (
        POLICY.format(layout=layout, release=release, platform=platform(release))
        + extra
    )


class Answers:
    """What one run of the probe said."""

    def __init__(self, status, out, err, tries=1):
        self.status, self.out, self.err, self.tries = status, out, err, tries
        self.lines = out.splitlines()
        self.is_complete = "done" in self.lines

    def __getitem__(self, task):
        """The answer to "TASK ARGUMENT"; None when the probe never got there."""
        return next(
            (line[len(task) + 1 :] for line in self.lines if line.startswith(task + " ")), None
        )

    def all(self, task):
        return [line[len(task) + 1 :] for line in self.lines if line.startswith(task + " ")]

    def __str__(self):
        return (
            f"exit status {self.status} after"
            f" {self.tries} tries\nstdout:\n{self.out}\nstderr:\n{self.err}"
        )


class World:
    """An outer container on disk: TREE, the probe, both programs' places, and every runsc that
    there is."""

    def __init__(self, tree=TREE):
        self.top = tempfile.mkdtemp(prefix="keep.")
        os.chmod(self.top, 0o755)
        self.root, self.engine, self.state = (
            os.path.join(self.top, name) for name in ("root", "engine", "state")
        )
        tree_make(self.root, tree)
        tree_make(self.engine, ENGINE)
        os.makedirs(self.state)
        os.chmod(self.state, 0o1777)
        os.makedirs(f"{self.root}/usr/bin", exist_ok=True)
        shutil.copy(f"{BUILD}/tests/probe", f"{self.root}/usr/bin/probe")
        os.makedirs(f"{self.root}/opt/ik", exist_ok=True)
        shutil.copy(f"{BUILD}/keeprun", f"{self.root}/opt/ik/keeprun")
        self.bundle = f"{self.root}/opt/ik/bundle"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.top)

    def add_runsc(self, release, put=shutil.copy):
        install(release, f"{self.root}/opt/runsc/{release}", put)

    def compile(self, policy, *options):
        """keepc for this world, into /opt/ik/bundle; its findings as text, empty when it wrote
        without one."""
        shutil.rmtree(self.bundle, ignore_errors=True)
        path = f"{self.top}/policy.yaml"
        with open(path, "w") as file:
            file.write(policy)
        words = [
            f"{BUILD}/keepc",
            "compile",
            path,
            "-o",
            self.bundle,
            "--rootfs",
            self.root,
            *options,
        ]
        done = subprocess.run(words, capture_output=True, text=True, timeout=60 * PATIENCE)
        return (
            done.stderr if done.returncode == 0 else f"exit status {done.returncode}\n{done.stderr}"
        )

    def config(self):
        with open(f"{self.bundle}/config.json") as file:
            return json.load(file)

    def argv(self):
        with open(f"{self.bundle}/argv", "rb") as file:
            return file.read().decode().split("\0")[:-1]

    def command(self, program, uid, options=()):
        """The words that run program (a list) as process 1 of this world under uid."""
        engine = [
            f"--bind={self.engine}/{name}:/etc/{name}"
            for name in ("hosts", "hostname", "resolv.conf")
        ]
        world = [sys.executable, f"{HERE}/world.py", self.root, f"--uid={uid}", "--tmpfs=/tmp"]
        if program[0] != KEEPRUN:  # which needs no directory of this world's
            world.append(f"--bind={self.state}:/run/ik")
        return [
            *world,
            *engine,
            f"--bind={self.engine}/secrets:/run/secrets",
            *options,
            "--",
            *program,
        ]

    def execute(self, program, uid, tasks, options=(), seconds=60, descriptors=()):
        """Runs program with the probe's tasks on stdin, and the descriptors open; tries again only
        when runsc died (2) before the probe said anything final."""
        for number in range(1, TRIES + 1):
            text = "".join(f"{task}\n" for task in tasks)
            done = subprocess.run(
                self.command(program, uid, options),
                input=text,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=seconds * PATIENCE,
                pass_fds=descriptors,
            )
            answers = Answers(done.returncode, done.stdout, done.stderr, number)
            if answers.is_complete or answers.status != 2:
                break
        return answers

    def keeprun(self, uid, tasks, options=(), arguments=(), descriptors=()):
        return self.execute(
            [KEEPRUN, "/opt/ik/bundle", *arguments], uid, tasks, options, descriptors=descriptors
        )

    def runsc_vector(self, changes=()):
        """runsc's own vector out of the artifacts, for controls: {flag: value} replaces or adds,
        None removes."""
        argv = self.argv()
        path = next(word.removeprefix("--runsc=") for word in argv if word.startswith("--runsc="))
        flags = dict(
            word.removeprefix("--").split("=", 1)
            for word in argv[argv.index("--") + 2 :]
            if word.startswith("--")
        )
        flags["root"] = "/run/ik"
        flags.update(changes)
        return [
            path,
            *(f"--{name}={value}" for name, value in flags.items() if value is not None),
            "run",
            "--bundle=/opt/ik/control",
            "control",
        ]

    def write_control(self, change=lambda config: config):
        """A bundle /opt/ik/control for runsc alone, which keepc did not write; change alters its
        config.json."""
        control = f"{self.root}/opt/ik/control"
        shutil.rmtree(control, ignore_errors=True)
        config = change(alone_make(self.bundle, control, self.root))
        with open(f"{control}/config.json", "w") as file:
            json.dump(config, file)

    @staticmethod
    def unprotected(config):
        """The same guest with the outer root file system as its own, nothing masked, nothing
        read-only, as root: rootless runsc shows it the outer uid as that."""
        config["root"] = {"path": "/", "readonly": False}
        config["mounts"] = [
            mount for mount in config["mounts"] if mount["destination"] in ("/proc", "/dev")
        ]
        config["process"]["user"] = {"uid": 0, "gid": 0}
        return config

    @staticmethod
    def loosened(config):
        """The same guest with the same mounts, but as root that may unmount them, and in no network
        namespace of its own."""
        config["process"]["user"] = {"uid": 0, "gid": 0}
        config["process"]["capabilities"] = {
            name: ["CAP_SYS_ADMIN"] for name in config["process"]["capabilities"]
        }
        config["linux"]["namespaces"] = [
            space for space in config["linux"]["namespaces"] if space["type"] != "network"
        ]
        return config

    def without_protection(self, uid, tasks, flags=(), options=("--writable",)):
        """What the unprotected guest reads, the real one must not."""
        self.write_control(self.unprotected)
        return self.execute(self.runsc_vector(flags), uid, tasks, options)


class Session:
    """A sandbox that is asked one task at a time while it runs."""

    def __init__(self, world, program, uid, options=()):
        self.process = subprocess.Popen(
            world.command(program, uid, options),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            bufsize=1,
        )

    def ask(self, task):
        """The answer; None when the sandbox is gone."""
        try:
            self.process.stdin.write(f"{task}\nsay next\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            return None
        answer = None
        for line in self.process.stdout:
            line = line.rstrip("\n")
            if line.startswith("say next"):
                return answer
            if line.startswith(task + " "):
                answer = line[len(task) + 1 :]
        return None

    def close(self):
        self.process.stdin.close()
        err = self.process.stderr.read()
        return self.process.wait(60), err
