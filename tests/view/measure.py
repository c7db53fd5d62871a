"""Runs the probes of semantics.test with a real runsc and writes what it saw as semantics.tsv does.
As root; a plain user is uid 1000 without capabilities or new privileges."""
import concurrent.futures, importlib.machinery, importlib.util, json, os, re, shutil, socket
import subprocess, sys, tempfile

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "lib"))


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
BY_HAND = {"tmp_auto": "it holds the size of the measuring machine's memory"}


def script(name, case):
    if name in SCRIPTS:
        return SCRIPTS[name]
    words = ["/t pwd"] if name in SHOWS_DIRECTORY else []
    return "; ".join(words + [" ".join(["/t", *item]) for item in case.ask] or ["/t id"])


def outer_paths(work, value):
    """/src/... and /w/rootfs of a probe, where they lie in this measurement."""
    return value.replace("/w/rootfs", f"{work}/rootfs").replace('"/src/', f'"{work}/src/')


def start(runsc, release, name, mode, case, guest):
    with tempfile.TemporaryDirectory(prefix="probe-") as work:
        os.chmod(work, 0o755)
        make_world(work, guest)
        process = case.config["process"]
        process.setdefault("capabilities", {})
        if any(item[0] == "euid" for item in case.ask):
            process["user"], process["args"] = {"uid": 1000, "gid": 1000}, ["/tsuid", "id"]
        elif process["args"] == ["/bin/sh", "-c", "x"]:
            process["args"][2] = script(name, case)
        with open(f"{work}/config.json", "wb") as file:
            file.write(
                outer_paths(work, case.bytes().decode("utf-8", "surrogateescape"))
                .encode("utf-8", "surrogateescape")
            )
        os.makedirs(f"{work}/state", mode=0o777)
        os.chmod(f"{work}/state", 0o777)
        words = [f"runsc-{release}", f"--root={work}/state", *S.usual_flags(case, mode, release)]
        words += ["run", "--bundle", work, os.path.basename(work)]
        if mode == "rootless":
            words = [
                "setpriv", "--reuid=1000", "--regid=1000", "--clear-groups", "--no-new-privs",
                "--bounding-set=-all", runsc, *words[1:],
            ]
        done = subprocess.run(
            words, executable=runsc if mode == "root" else None, stdin=subprocess.DEVNULL,
            capture_output=True, timeout=120, cwd=work,
        )
        made = ""
        for key, (paths, names) in MADE.items():
            if name in names:
                found = [path for path in paths if os.path.lexists(f"{work}/rootfs/{path}")]
                made = f" {key}={found}"
        if name == "ann_overlay2":
            made = "" if os.path.exists(f"{work}/rootfs/zz_ann") else " nohost"
        return done.returncode, done.stdout, done.stderr.decode(errors="replace"), made, work


def told(text, work):
    """Without where this was measured."""
    return text.replace(f"{work}/", "N/").replace(work, "N")


def observe(runsc, release, name, mode, guest):
    build = S.flag_probe(name) if name.startswith("x_flag: ") else S.PROBES[name]
    case = build(release, mode)
    has = S.table_of_flags.flags_of(release)
    if any(word[2:].split("=")[0] not in has for word in case.flags if word == "--allow-suid=true"):
        return "no such flag"
    status, out, error, made, work = start(runsc, release, name, mode, case, guest)
    lines = told(error, work).rstrip("\n").splitlines() or [""]
    is_usage = status == 2 or lines[0].startswith("Usage: ")
    line = (lines[0] if is_usage else lines[-1])[:LINE]
    if name.startswith("x_flag: "):
        return f"rc={status}" + (f" {line}" if status else "")
    text = f"rc={status}"
    words = out.decode(errors="replace").strip().removesuffix(";")
    text += f" out=<{words}>" if words else ""
    text += (f" err=<{line}>" if status and line else "") + made
    return text[: SHORT.get(name, len(text))]


def is_run(name):
    return (name in S.PROBES or name.startswith("x_flag: ")) and name not in BY_HAND


def measure(runsc, release, rows, guest):
    """{(probe, mode): observation} of each row that is a plain probe."""
    wanted = [(name, mode) for name, mode in rows if is_run(name)]
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        seen = pool.map(lambda row: observe(runsc, release, *row, guest), wanted)
        return dict(zip(wanted, seen))

