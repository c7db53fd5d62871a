"""Runs the probes of semantics.test with a real runsc and writes what it saw as semantics.tsv does.
As root; a plain user is uid 1000 without capabilities or new privileges."""
import concurrent.futures, contextlib, importlib.machinery, importlib.util, os, shutil, signal
import socket, subprocess, sys, tempfile, time

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "lib"))
from runscs import behaves


def load_probes():
    loader = importlib.machinery.SourceFileLoader("semantics", os.path.join(HERE, "semantics.test"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("semantics", loader))
    loader.exec_module(module)
    return module


S = load_probes()
# The guest of the first measurements had that size, and one probe shows it.
GUEST_SIZE = 809904
# What a probe may make in the outer rootfs, in the order in which it is told.
MADE = {
    "host-created": (
        ("nodest", "nodestf", "a1", "srv/in", "nocwd"),
        {
            "bind_missing_dest_ro", "tmpfs_missing_dest", "bind_dest_under_tmpfs", "cwd_missing",
            "cwd_missing_rw", "cwd_relative",
        },
    ),
    "host": (
        ("zz",),
        {
            "json_case_readonly", "json_case_readonly_rev", "json_dup_readonly",
            "json_Mounts_empty", "json_mounts_dup_merge",
        },
    ),
}
SHOWS_DIRECTORY = {"cwd_missing", "cwd_missing_rw", "cwd_relative", "cwd_empty"}


def make_world(work, guest):
    """The rootfs of the listing in semantics.test, and the sources beside it."""
    for line in S.listing().splitlines()[1:]:
        kind, mode, _, _, path, *target = line.split(" ")
        if path.startswith("/w"):
            continue
        for top in (f"{work}/rootfs", work) if path.startswith("/src") else (f"{work}/rootfs",):
            full = top + path
            os.makedirs(os.path.dirname(full) if kind != "d" else full, exist_ok=True)
            if kind == "f":
                content = S.CONTENTS.get(path, "")
                if path in ("/t", "/tsuid", "/usr/bin/sh") or path.endswith("/tsuid"):
                    shutil.copy(guest, full)
                else:
                    with open(full, "w") as file:
                        file.write(content and content + "\n")
            if kind == "l":
                os.symlink(target[0], full)
            if kind == "s":
                listener = socket.socket(socket.AF_UNIX)
                listener.bind(full)
                listener.listen()
                LISTENERS.append(listener)
                os.chmod(full, 0o777)
            if kind in "fd":
                os.chmod(full, int(mode, 8))
    os.makedirs(f"{work}/reldir", exist_ok=True)
    with open(f"{work}/reldir/f", "w") as file:
        file.write("relok")


LISTENERS = []


# What the observation shows and no question of semantics.test asks.
SCRIPTS = {"rlimit_soft_gt_hard": "/t nofile", "terminal": ""}
# So much of a line of runsc's is kept, and of the whole observation of these probes.
LINE = 230
SHORT = {"json_bigint": 200, "json_float": 200, "json_exp": 200}


def script(name, case):
    if name in SCRIPTS:
        return SCRIPTS[name]
    words = ["/t pwd"] if name in SHOWS_DIRECTORY else []
    return "; ".join(words + [" ".join(["/t", *item]) for item in case.ask] or ["/t id"])


def outer_paths(work, value):
    """/src/... and /w/rootfs of a probe, where they lie in this measurement."""
    return value.replace("/w/rootfs", f"{work}/rootfs").replace('"/src/', f'"{work}/src/')


PLAIN = [
    "setpriv", "--reuid=1000", "--regid=1000", "--clear-groups", "--no-new-privs",
    "--bounding-set=-all",
]


class Start:
    """A bundle of a case in a directory of its own, with the world of the probes around it, and the
    words that start it."""

    def __init__(self, runsc, release, mode, case, guest, script):
        self.runsc, self.release, self.mode, self.case = runsc, release, mode, case
        self.directory = tempfile.TemporaryDirectory(prefix="probe-")
        self.work = self.directory.name
        self.id, self.root = os.path.basename(self.work), f"{self.work}/state"
        os.chmod(self.work, 0o755)
        make_world(self.work, guest)
        self.write(script)
        os.makedirs(self.root, mode=0o777)
        os.chmod(self.root, 0o777)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        left = f"{self.root}/null-netns"
        if behaves(self.release, "null_netns") and os.path.exists(left):
            subprocess.run(["umount", "--quiet", left], stderr=subprocess.DEVNULL, check=False)
        self.directory.cleanup()

    def write(self, script):
        process = self.case.config["process"]
        process.setdefault("capabilities", {})
        if any(item[0] == "euid" for item in self.case.ask):
            process["user"], process["args"] = {"uid": 1000, "gid": 1000}, ["/tsuid", "id"]
        elif process["args"] == ["/bin/sh", "-c", "x"]:
            process["args"][2] = script
        with open(f"{self.work}/config.json", "wb") as file:
            file.write(
                outer_paths(self.work, self.case.bytes().decode("utf-8", "surrogateescape"))
                .encode("utf-8", "surrogateescape")
            )

    def words(self):
        words = [f"--root={self.root}", *S.usual_flags(self.case, self.mode, self.release)]
        words += ["run", "--bundle", self.work, self.id]
        if self.mode == "rootless":
            return [*PLAIN, self.runsc, *words]
        return [f"runsc-{self.release}", *words]

    def options(self):
        return {
            "executable": self.runsc if self.mode == "root" else None, "cwd": self.work,
            "stdout": subprocess.PIPE, "stderr": subprocess.PIPE,
        }

    def run(self, seconds=60, **options):
        """Exit status as a shell has it, 124 after seconds; stdout and stderr as text."""
        options = {"stdin": subprocess.DEVNULL, **self.options(), **options}
        with subprocess.Popen(self.words(), start_new_session=True, **options) as process:
            try:
                out, err = process.communicate(timeout=seconds)
            except subprocess.TimeoutExpired:
                kill_all(self.work)
                process.communicate()
                return 124, "", ""
        status = process.returncode
        return (
            status if status >= 0 else 128 - status, out.decode(errors="replace"),
            told(err.decode(errors="replace"), self.work),
        )

    def made(self, name):
        """What a start made in the outer rootfs, as the observations tell it."""
        for key, (paths, names) in MADE.items():
            if name in names:
                found = [path for path in paths if os.path.lexists(f"{self.work}/rootfs/{path}")]
                return f" {key}={found}"
        if name == "ann_overlay2":
            return "" if os.path.exists(f"{self.work}/rootfs/zz_ann") else " nohost"
        return ""


def processes(word):
    """The ids of the processes in whose arguments a word stands; it is a directory of ours."""
    for name in os.listdir("/proc"):
        try:
            with open(f"/proc/{name}/cmdline", "rb") as file:
                if name.isdigit() and int(name) != os.getpid() and word.encode() in file.read():
                    yield int(name)
        except OSError:
            continue


def kill_all(word):
    for _ in range(3):
        for process in processes(word):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        time.sleep(0.1)


def told(text, work):
    """Without where this was measured."""
    return text.replace(f"{work}/", "N/").replace(work, "N")


def error_line(status, error):
    """runsc's own words are its last line, a usage's its first."""
    lines = error.rstrip("\n").splitlines() or [""]
    is_usage = status == 2 or lines[0].startswith("Usage: ")
    return (lines[0] if is_usage else lines[-1])[:LINE]


def wording(status, words, error):
    text = f"rc={status}" + (f" out=<{words}>" if words else "")
    return text + (f" err=<{error}>" if status and error else "")


def observe(runsc, release, name, mode, guest):
    build = S.flag_probe(name) if name.startswith("x_flag: ") else S.PROBES[name]
    case = build(release, mode)
    has = S.table_of_flags.flags_of(release)
    if any(word[2:].split("=")[0] not in has for word in case.flags if word == "--allow-suid=true"):
        return "no such flag"
    with Start(runsc, release, mode, case, guest, script(name, case)) as start:
        status, out, error = start.run()
        line, made = error_line(status, error), start.made(name)
    if name.startswith("x_flag: "):
        return f"rc={status}" + (f" {line}" if status else "")
    text = wording(status, out.strip().removesuffix(";"), line) + made
    return text[: SHORT.get(name, len(text))]


def is_measured(name):
    import forms

    return name in forms.FORMS or name in S.PROBES or name.startswith("x_flag: ")


def lacking(name):
    """Why a probe cannot be measured here; None when it can."""
    import forms

    return forms.lacking(name) if is_measured(name) else "no way to measure it is known"


def observe_any(runsc, release, name, mode, guest):
    import forms

    where = forms.observe if name in forms.FORMS else observe
    return where(runsc, release, name, mode, guest)


def measure(runsc, release, rows, guest):
    """{(probe, mode): observation} of each row that this machine can measure."""
    wanted = [(name, mode) for name, mode in rows if not lacking(name)]
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        seen = pool.map(lambda row: observe_any(runsc, release, *row, guest), wanted)
        return dict(zip(wanted, seen))
