"""The probes whose observation has a form of its own (measure.py): each function starts what it
needs and returns the words that stand in semantics.tsv."""
import functools, json, os, re, resource, stat, subprocess, time

import measure
import nested
from measure import S, Start, error_line, kill_all, processes, wording

WAIT = "/t wait"
# A sandbox that has not ended by then hangs: status 124.
SECONDS = 20


class Place:
    """Where and with what is measured."""

    def __init__(self, runsc, release, mode, guest):
        self.runsc, self.release, self.mode, self.guest = runsc, release, mode, guest

    def start(self, case, script="/t id"):
        return Start(self.runsc, self.release, self.mode, case, self.guest, script)


def cases_of(name, place):
    return S.SPECIAL[name][0](place.release, place.mode)


def run(place, case, script, change=lambda out: out, **options):
    with place.start(case, script) as start:
        status, out, error = start.run(SECONDS, **options)
        if status == 124:
            return "rc=124"
        return wording(status, change(out).strip(), error_line(status, error))


def special(script, change=lambda out: out):
    """One start of the probe's case under SPECIAL in semantics.test."""
    return lambda place, name: run(place, cases_of(name, place)[0], script, change)


def plain(script, change=lambda out: out, **fields):
    """One start of a case that has these fields."""
    return lambda place, name: run(place, S.Case(**fields), script, change)


# --- what is printed ------------------------------------------------------------------------------
def capability_lines(text):
    return " ".join(re.findall(r"Cap\w+:\s*\w+", text)).replace("\t", "")


def mount_lines(text):
    lines = [line for line in text.splitlines() if re.search(r" / /(mnt|srv)? ", line)]
    return "; ".join(lines)


def sorted_variables(text):
    """Go's maps have no order."""
    return "".join(sorted(re.findall(r"\[[^]]*\]", text)))


def without_memory(text):
    """The size that a tmpfs has without a limit is that of the measuring machine."""
    with open("/proc/meminfo") as file:
        total = int(re.search(r"MemTotal:\s*(\d+) kB", file.read())[1]) * 1024
    half = f"size={total // 2 // 4096 * 4096}"
    return re.sub(rf"\b{half}\b", "size=half of the memory", text)


def directfs_word(place, name):
    text = run(place, cases_of(name, place)[0], "/t cat /proc/self/mountinfo")
    return f"directfs in guest mountinfo: {'YES' if 'directfs' in text else 'no'}"


# --- more than one start --------------------------------------------------------------------------
def in_turn(labels, scripts=("/t id",)):
    def observe(place, name):
        cases = cases_of(name, place)
        scripts_of = list(scripts) * (len(cases) // len(scripts))
        seen = [run(place, case, script) for case, script in zip(cases, scripts_of)]
        return " || ".join(f"{label}: {words}" for label, words in zip(labels, seen))

    return observe


def as_user(labels):
    def observe(place, name):
        cases = cases_of(name, place)
        for case in cases:
            case.config["process"]["user"] = {"uid": 1000, "gid": 1000}
            case.config["process"]["args"] = ["/mnt/tsuid", "id"]
        seen = [run(place, case, "") for case in cases]
        return " || ".join(f"{label}: {words}" for label, words in zip(labels, seen))

    return observe


def forking(place, name):
    seen = [run(place, S.Case(), "/t fork") for _ in range(10)]
    return f"{seen.count('rc=0 out=<forked>')}/10 "


# --- hooks, standard input, resource limits -------------------------------------------------------
def hooks(place, name):
    case = cases_of(name, place)[0]
    with place.start(case) as start:
        mark = f'echo "$1(uid $(id -u))" >> {start.root}/hooks'
        for kind, (hook, *_) in case.config["hooks"].items():
            hook.update(path="/bin/sh", args=["sh", "-c", mark, "sh", kind])
        start.write("/t id")
        status, out, error = start.run(SECONDS)
        with open(f"{start.root}/hooks") as file:
            executed = sorted(file.read().splitlines())
    return wording(status, out.strip(), error_line(status, error)) + f" executed={executed}"


def owner(path):
    found = os.stat(path)
    return f"{found.st_uid}:{found.st_gid}"


def stdin_owner(place, name):
    nobody = {"uid": 65534, "gid": 65534}
    with place.start(S.Case(user=nobody)) as start:
        device = f"{start.work}/null"
        os.mknod(device, stat.S_IFCHR | 0o666, os.makedev(1, 3))
        os.chmod(device, 0o666)
        before = owner(device)
        with open(device, "rb") as file:
            start.run(SECONDS, stdin=file)
        return f"owner of stdin device file {before} -> {owner(device)}"


def host_limits(place, name):
    limits = functools.partial(resource.setrlimit, resource.RLIMIT_NOFILE, (20000, 20000))
    return run(place, S.Case(), "/t limits", preexec_fn=limits)


# --- the files of the outer container -------------------------------------------------------------
def names_below(top):
    return sorted(
        os.path.relpath(os.path.join(at, name), top)
        for at, directories, files in os.walk(top) for name in directories + files
    )


def modes_below(top):
    return sorted(
        f"{stat.filemode(os.lstat(f'{top}/{name}').st_mode)} {name}" for name in names_below(top)
    )


def abstract_sockets(ident):
    with open("/proc/net/unix") as file:
        return sorted(set(re.findall(rf"@runsc-sandbox\.\S*{re.escape(ident)}\S*", file.read())))


def snapshot(start, before, ident):
    """What is there of a sandbox that was not before; the state dir with modes."""
    found = {
        "root": modes_below(start.root),
        "abstract": abstract_sockets(ident),
        "rootfs": sorted(
            f"/{name}" for name in set(os.listdir(f"{start.work}/rootfs")) - before
        ),
        "run": sorted(f"/run/{name}" for name in os.listdir("/run") if ident in name),
        "tmp": sorted(
            name for name in os.listdir("/tmp") if ident in name and name != ident
        ),
    }
    return {key: names for key, names in found.items() if names}


def settle(start):
    """runsc has ended, and the sandbox may take a moment more."""
    for _ in range(50):
        if not any(processes(start.work)) and not abstract_sockets(start.id):
            return
        time.sleep(0.1)


def told_files(start, before, during, status, error, ident):
    settle(start)
    left = snapshot(start, before, ident)
    left["root"] = names_below(start.root)
    left = {key: names for key, names in left.items() if names}
    text = wording(status, "", error_line(status, error))
    text += f" during={json.dumps(during)} after={left}"
    text = text.replace(f"{start.work}/rootfs", "ROOTFS").replace("N/rootfs", "ROOTFS")
    return text.replace(ident, "cN").replace("N/unw", "unw")


def watch(start):
    """A start that is looked at while its guest waits, and after its end."""
    before = set(os.listdir(f"{start.work}/rootfs"))
    with subprocess.Popen(start.words(), stdin=subprocess.PIPE, **start.options()) as process:
        process.stdout.readline()
        during = snapshot(start, before, start.id)
        _, error = process.communicate(timeout=SECONDS)
    error = measure.told(error.decode(errors="replace"), start.work)
    return told_files(start, before, during, process.returncode, error, start.id)


def files(prepare=lambda start: None):
    def observe(place, name):
        case = cases_of(name, place)[0] if name in S.SPECIAL else S.Case()
        case.flags = [word for word in case.flags if not word.startswith("--root=")]
        with place.start(case, WAIT) as start:
            prepare(start)
            try:
                return watch(start)
            finally:
                if os.path.ismount(start.root):
                    subprocess.run(["umount", start.root], check=True)

    return observe


def long_root(start):
    start.root += "/long" * 30
    os.makedirs(start.root)
    os.chmod(start.root, 0o777)


def blocked_socket(start):
    os.makedirs(f"{start.root}/runsc-{start.id}.sock/x")


def unwritable_root(start):
    start.root = f"{start.work}/unw"
    os.makedirs(start.root, mode=0o755)
    if start.mode == "root":
        words = ["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", start.root]
        subprocess.run(words, check=True)


def missing_root(place, name):
    with place.start(S.Case()) as start:
        start.root += "/new"
        status, out, error = start.run(SECONDS)
        mode = oct(os.stat(start.root).st_mode)
        return wording(status, out.strip(), error_line(status, error)) + f" exists={mode}"


# --- ends that somebody else makes ----------------------------------------------------------------
def begin(start):
    process = subprocess.Popen(
        start.words(), stdin=subprocess.PIPE, start_new_session=True, **start.options()
    )
    process.stdout.readline()
    return process


def sentry_killed(place, name):
    with place.start(S.Case(), WAIT) as start, begin(start) as process:
        for number in processes(start.work):
            with open(f"/proc/{number}/cmdline", "rb") as file:
                if file.read().startswith(b"runsc-sandbox\0"):
                    os.kill(number, 9)
        process.communicate(timeout=SECONDS)
        return f"rc={process.returncode}"


def reused_id(place, name):
    with place.start(S.Case(), WAIT) as start:
        with begin(start) as process:
            kill_all(start.work)
            process.communicate(timeout=SECONDS)
        left = sorted(name.replace(start.id, "same") for name in names_below(start.root))
        status, _, error = start.run(SECONDS)
        second = wording(status, "", error_line(status, error))
        return f"after SIGKILL of all: left={left}; second run: {second}"


def bad_id(place, name):
    with place.start(S.Case()) as start:
        start.id = "a/b"
        status, out, error = start.run(SECONDS)
        return wording(status, out.strip(), error_line(status, error))


def no_config(place, name):
    with place.start(S.Case()) as start:
        os.unlink(f"{start.work}/config.json")
        status, out, error = start.run(SECONDS)
        return wording(status, out.strip(), error_line(status, error))


FORMS = {
    "forking": forking,
    "ann_bundle": special("/t id"),
    "dup_tmpfs_bind": in_turn(["tmpfs,bind", "bind,tmpfs"], ["/t s /mnt/f"] * 2),
    "nosuid_bind": as_user(["without", "with nosuid"]),
    "noexec_tmpfs": special("/t x /mnt/t"),
    "mountinfo": special("/t cat /proc/self/mountinfo", mount_lines),
    **dict.fromkeys(
        ("tmpfs_size", "tmpfs_size_small", "tmpfs_size0"),
        special("/t fill /mnt/x; /t statfs /mnt"),
    ),
    "tmp_auto": lambda place, name: run(
        place, S.PROBES[name](place.release, place.mode),
        "/t w /tmp/x; /t s /tmp; /t statfs /tmp", without_memory,
    ),
    "rlimit_cpu": special("/t burn"),
    "rlimit_default": host_limits,
    **dict.fromkeys(
        ("caps_ambient", "caps_noambient", "caps_absent", "caps_netraw"),
        special("/t cat /proc/self/status", capability_lines),
    ),
    "hooks": hooks,
    "env_dup": plain(
        "/t env", sorted_variables, env=["A=1", "B=2", "PATH=/bin", "E=", "A=2"]
    ),
    "env_emptyname": plain("/t env", sorted_variables, env=["=x", "B=2"]),
    "domainname": special("/t r /proc/sys/kernel/domainname; /t r /proc/sys/kernel/hostname"),
    "sysctl": plain(
        "/t r /proc/sys/kernel/msgmax", linux={"sysctl": {"kernel.msgmax": "4096"}}
    ),
    "seccomp": plain(
        "/t uds /none",
        linux={
            "seccomp": {
                "defaultAction": "SCMP_ACT_ALLOW",
                "syscalls": [{"names": ["connect"], "action": "SCMP_ACT_ERRNO"}],
            }
        },
    ),
    "files_ro": files(),
    "files_rw_default_overlay": files(),
    "sock_longroot": files(long_root),
    "sock_blocked": files(blocked_socket),
    "sock_root_unwritable": files(unwritable_root),
    "root_missing_created": missing_root,
    "id_reuse_after_kill": reused_id,
    "exit_guest7": plain("/t exit 7"),
    "exit_sigkill": plain("/t kill 9"),
    "exit_sigterm": plain("/t kill 15"),
    "exit_segv": plain("/t kill 11"),
    "exit_noconfig": no_config,
    "exit_sentry_killed": sentry_killed,
    "env_badid": bad_id,
    "stdio_chown": stdin_owner,
    "ann_bundle_effect": directfs_word,
    "ann_bundle_control": directfs_word,
    "ann_bundle_absent_flag": directfs_word,
    **nested.FORMS,
}


def lacking(name):
    """Why this machine cannot measure a probe; None when it can."""
    return nested.lacking() if FORMS.get(name) is nested.in_podman else None


def observe(runsc, release, name, mode, guest):
    return FORMS[name](Place(runsc, release, mode, guest), name)
