"""One image with secrets in it, a probe, and a bundle for every layout and seal: what the matrix,
the probes and the drift are tried on."""
import json, os, shutil, sys, tempfile

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, f"{HERE}/../e2e")
from engines import BUILD, RELEASE, STORAGE, STORE, Docker, Podman, demand, execute, image_from_tree
from lib import Answers, TREE, install, policy_text
from tree import tree_make

RUNSC = f"/opt/runsc/{RELEASE}"
IMAGES = {
    "bind": "localhost/innerkeep-lab",
    "mask": "localhost/innerkeep-lab",
    "split": "localhost/innerkeep-lab-split",
}
LAYOUTS = ("bind", "mask", "split")
SEALS = ("auto", "world", "overlay", "memfd", "off")
# For runsc alone, in the controls: keeprun needs no directory of the outer container.
STATE = "--tmpfs=/run/ik:rw,nosuid,nodev,noexec,mode=1777,size=16m"
TRIES = 3
# path in the outer container, how its content begins there
SECRETS = {
    "/secret": "=CANARY",
    "/data/secret": "=CANARY",
    "/root/secret": "=CANARY",
    "/var/lib/app/secret": "=CANARY",
    "/usr/share/hidden/secret": "=CANARY",
    "/etc/hidden.conf": "=CANARY",
    "/opt/ik/keeprun": "=\\x7fELF",
    "/opt/ik/bind-auto/argv": "=keeprun/2",
    "/opt/ik/bind-auto/config.json": "={",
    f"{RUNSC}/runsc": "=\\x7fELF",
}
DETOURS = (
    "/proc/self/root{}",
    "/proc/1/root{}",
    "/proc/self/cwd{}",
    "/usr/..{}",
    "/bin/../..{}",
    "/tmp/..{}",
)
TOP = {
    "bind": "bin dev etc lib lib64 proc sbin sys tmp usr",
    "mask": "bin dev etc lib lib64 proc sbin sys tmp usr",
    "split": "bin dev etc lib lib64 proc sbin sys tmp usr",
}


def lab_policy(layout, seal="auto", extra=""):
    text = policy_text(layout, RELEASE, f"seal: {seal}\n{extra}")
    masks = (
        "masks: [{path: /usr/share/hidden, kind: directory}, {path: /etc/hidden.conf, kind: file}]"
    )
    return text.replace("masks: [/usr/share/hidden, /etc/hidden.conf]", masks)


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text)


def compile_into(root, name, policy, *options):
    """A bundle /opt/ik/NAME of the tree at root; the policy lies beside the tree."""
    path = f"{os.path.dirname(root)}/{name}.sandbox.yaml"
    write(path, policy)
    return demand([
        f"{BUILD}/keepc",
        "compile",
        path,
        "-o",
        f"{root}/opt/ik/{name}",
        "--rootfs",
        root,
        *options,
    ])


def unprotected(bundle):
    """The same guest with the outer root file system as its own and nothing masked, as root:
    rootless runsc shows it the outer uid as that."""
    with open(f"{bundle}/config.json") as file:
        config = json.load(file)
    config["root"] = {"path": "/", "readonly": True}
    config["mounts"] = [
        mount for mount in config["mounts"] if mount["destination"] in ("/proc", "/dev")
    ]
    config["process"]["user"] = {"uid": 0, "gid": 0}
    return config


def runsc_vector(artifacts, changes=(), bundle="/opt/ik/control", name="control"):
    """runsc's own vector out of the artifacts, for controls without a world, which need STATE:
    {flag: value} replaces or adds."""
    with open(f"{artifacts}/argv", "rb") as file:
        argv = file.read().decode().split("\0")[:-1]
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
        *(f"--{name}={value}" for name, value in flags.items()),
        "run",
        f"--bundle={bundle}",
        name,
    ]


def make_tree(root):
    tree_make(root, "".join(line for line in TREE.splitlines(True) if ".dockerenv" not in line))
    os.chmod(
        f"{root}/run/ik", 0o1777
    )  # runc 1.1.5 gives a tmpfs the mode of the directory below it, whatever the option mode= says
    os.makedirs(f"{root}/usr/bin", exist_ok=True)
    shutil.copy(f"{BUILD}/tests/probe", f"{root}/usr/bin/probe")
    os.makedirs(f"{root}/opt/ik", exist_ok=True)
    shutil.copy(f"{BUILD}/keeprun", f"{root}/opt/ik/keeprun")
    install(RELEASE, f"{root}{RUNSC}")


def make_control(root, bundle):
    write(f"{root}/opt/ik/control/config.json", json.dumps(unprotected(bundle)))
    write(f"{root}/opt/ik/control.vector", "\0".join(runsc_vector(bundle)))


def stage_split(source, target):
    work = os.path.dirname(target)
    write(f"{work}/split.sandbox.yaml", lab_policy("split"))
    write(
        f"{work}/layout.sh", demand([f"{BUILD}/keepc", "layout", f"{work}/split.sandbox.yaml"]).text
    )
    demand(["sh", f"{work}/layout.sh", source, target])


class Lab:
    """The images, and what was compiled into them. Made anew for every run of the suite: the
    programs under test are in them."""

    def __init__(self):
        self.images = {}
        self.top = tempfile.mkdtemp(prefix="keep-lab.", dir=STORE)
        os.chmod(self.top, 0o755)
        self.root, self.split = f"{self.top}/root", f"{self.top}/split"
        make_tree(self.root)
        stage_split(self.root, self.split)
        for layout in LAYOUTS:
            for seal in SEALS:
                compile_into(
                    self.split if layout == "split" else self.root,
                    f"{layout}-{seal}",
                    lab_policy(layout, seal),
                )
        make_control(self.root, f"{self.root}/opt/ik/bind-auto")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.top)
        execute(["podman", *STORAGE, "rmi", "--force", *sorted(set(self.images.values()))])

    def build(self, suffix):
        """Images of its trees, named for the suite that asks."""
        self.images = {layout: f"{name}-{suffix}" for layout, name in IMAGES.items()}
        image_from_tree(self.root, self.images["bind"])
        image_from_tree(self.split, self.images["split"])

    def policy(self, layout):
        return f"{self.top}/{layout}-auto.sandbox.yaml"


def each_engine(tap, images):
    """Podman, then a Docker Engine with the images in it, which is a point of its own."""
    yield Podman()
    if Docker.missing():
        tap.skip("all of it under Docker", Docker.missing())
        return
    with Docker() as docker:
        trouble = docker.wait()
        if tap.ok(not trouble, "a Docker Engine serves", trouble):
            for image in set(images.values()):
                docker.load(image)
            yield docker


def answer(engine, flags, image, words, tasks, seconds=60):
    """Runs the probe's tasks; again only when runsc died (2) before the probe had said its last
    word, or the engine lost all that was said."""
    for number in range(1, TRIES + 1):
        done = engine.run(
            [*flags, f"--entrypoint={words[0]}"],
            image,
            words[1:],
            "".join(f"{task}\n" for task in tasks),
            seconds,
        )
        answers = Answers(done.status, done.text, done.err, number)
        if answers.is_complete or answers.status != 2 and answers.out + answers.err:
            break
    return answers


def is_hidden(answer):
    """An error, or a file with nothing in it. No answer at all proves nothing."""
    return answer is not None and (answer == "=" or not answer.startswith("="))
