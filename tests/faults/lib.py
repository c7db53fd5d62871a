"""A directory in which keepc compiles while one system call or allocation fails, and what it left
behind."""
import os, re, shutil, subprocess, sys, tempfile

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "lib"))
from tree import tree_make, tree_read

KEEPC = os.path.join(
    os.path.abspath(os.environ.get("BUILD", os.path.join(HERE, "../../build/release"))), "keepc"
)
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
PLAIN = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC0"}
BIND = """version: 1
name: faulted
command: [/usr/bin/tool]
user: 1000:1000
keep-dirs: [/usr, /etc/ssl]
masks: [{path: /usr/share/secret, kind: file}]
runsc: {release: 20240729.0}
"""
MASK = BIND.replace("keep-dirs", "layout: mask\nkeep-dirs")
ROOTFS = """
f /usr/bin/runsc
m /usr/bin/runsc 0755
f /usr/bin/tool
m /usr/bin/tool 0755
f /usr/share/secret
d /etc/ssl/certs
d /srv/data
d /home
f /token
l /lib usr/lib
d /tmp
"""
OLDER = BIND.replace("faulted", "older")


class Scene:
    """A policy, perhaps a rootfs, perhaps artifacts of an older policy; made once, copied for each
    run."""

    def __init__(self, name, policy, has_rootfs=False, has_older=False, keepc=KEEPC):
        self.name, self.has_older = name, has_older
        self.top = tempfile.mkdtemp(prefix="faults.", dir=MEMORY)
        self.words = [keepc, "compile", "policy.yaml", "-o", "out"]
        self.write("older.yaml", OLDER)
        self.write("policy.yaml", policy)
        if has_rootfs:
            tree_make(f"{self.top}/rootfs", ROOTFS)
            self.words += ["--rootfs", "rootfs"]
        self.before = None
        if has_older:
            subprocess.run(
                [KEEPC, "compile", "older.yaml", "-o", "out"], cwd=self.top, env=PLAIN, check=True,
                timeout=60,
            )
            self.before = tree_read(f"{self.top}/out")
        with Run(self) as run:
            done = run.execute([])
            assert done.returncode == 0, done.stderr
            self.after = run.output()

    def write(self, name, text):
        with open(f"{self.top}/{name}", "w") as file:
            file.write(text)

    def close(self):
        shutil.rmtree(self.top)

    def calls(self):
        """[(system call, how many of that name came before, its line)] from the opening of the
        policy on."""
        with Run(self) as run:
            run.execute(["strace", "-f", "-o", "trace"])
            with open(f"{run.top}/trace") as file:
                lines = file.read().splitlines()
        found, counts, is_begun = [], {}, False
        for line in lines:
            match = re.match(r"\d+ +([a-z0-9_]+)\(", line)
            if not match:
                continue
            counts[match[1]] = counts.get(match[1], 0) + 1
            is_begun |= '"policy.yaml", O_' in line
            if is_begun and match[1] != "exit_group":
                found.append((match[1], counts[match[1]], line))
        return found


class Run:
    """One run in a copy of the scene."""

    def __init__(self, scene):
        self.scene = scene

    def __enter__(self):
        self.top = tempfile.mkdtemp(prefix="faults.", dir=MEMORY)
        shutil.copytree(self.scene.top, self.top, symlinks=True, dirs_exist_ok=True)
        return self

    def __exit__(self, *_):
        subprocess.run(["chmod", "-R", "u+w", self.top], check=True)
        shutil.rmtree(self.top)

    def execute(self, wrapper, env=PLAIN, **options):
        self.done = subprocess.run(
            [*wrapper, *self.scene.words], cwd=self.top, env=env, capture_output=True, text=True,
            errors="replace", timeout=120, **options,
        )
        return self.done

    def inject(self, *faults):
        return self.execute([
            "strace", "-f", "-qq", "-o", "/dev/null",
            *(word for fault in faults for word in ("-e", f"inject={fault}")),
        ])

    def output(self):
        return tree_read(f"{self.top}/out") if os.path.isdir(f"{self.top}/out") else None

    def leftovers(self):
        return [name for name in os.listdir(self.top) if name.startswith(".keepc")]

    def state(self):
        output = self.output()
        return (
            "new" if output == self.scene.after
            else "old" if output == self.scene.before else "mixed"
        )

    def fault(self):
        """What is wrong with how the run ended; empty when nothing is."""
        status, state, message = self.done.returncode, self.state(), self.done.stderr
        unnamed = [name for name in self.leftovers() if name not in message]
        if state == "mixed":
            return f"neither the old artifacts nor the new ones are there (exit status {status})"
        if status == 0 and state != "new":
            return "exit status 0, and the artifacts are not there"
        if status not in (0, 1, 3):
            return f"exit status {status}"
        if status and state == "new" and "the artifacts are written, but" not in message:
            return (
                f"exit status {status} with the new artifacts in place, and the message does not"
                " say so"
            )
        if status and "keepc: " not in message and ": error: " not in message:
            return "no message"
        return f"left behind, and not named: {unnamed}" if unnamed else ""

    def __str__(self):
        return (
            f"exit status {self.done.returncode}, {self.state()}, left behind"
            f" {self.leftovers()}\n{self.done.stderr}"
        )
