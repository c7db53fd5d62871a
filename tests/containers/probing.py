"""What the probe is asked inside a sandbox and which answers are right; what can be seen of runsc's
processes from outside."""
import contextlib, itertools, os

from engines import execute
from lab import TOP, is_hidden
from runscs import RELEASE, behaves

OPEN = "/usr/share/open"
REFUSED = {"EROFS", "EPERM", "EACCES"}
NO_SOCKET = {"EPERM", "EACCES", "EAFNOSUPPORT", "ESOCKTNOSUPPORT", "EPROTONOSUPPORT", "EINVAL"}
NO_WAY = {"ECONNREFUSED", "ENETUNREACH", "EHOSTUNREACH", "ENETDOWN", "EADDRNOTAVAIL"}
HIDDEN = ("/run/secrets/token", "/run/.containerenv", "/.dockerenv", "/secret", "/data/secret",
          "/root/secret", "/var/lib/app/secret", "/etc/hidden.conf", "/usr/share/hidden/secret",
          "/etc/hosts", "/etc/hostname", "/etc/resolv.conf", "/opt/ik/bind-auto/config.json",
          "/opt/ik/keeprun", "/proc/1/root/secret", "/proc/self/fd/3")  # fmt: skip
NEW_SPACES = 0x10020000  # CLONE_NEWUSER|CLONE_NEWNS
# CAP_SETPCAP, CAP_SYS_CHROOT, CAP_SYS_ADMIN: what runsc leaves the sentry to build its empty root;
# and CAP_SYS_PTRACE.
SENTRY = 1 << 8 | 1 << 18 | 1 << 21 | (1 << 19 if behaves(RELEASE, "sentry_traces") else 0)
NO_END = "no end"
NUMBERS = itertools.count(1)
# task: the answers that are right; a predicate where a set would not do
CHECKS = {
    "ls /": {f"={TOP['bind']}"},
    **{f"read {path}": is_hidden for path in HIDDEN},
    **{f"ls {place}": is_hidden for place in ("/run/ik", "/guest", "/source", "/state", "/runsc",
                                              "/empty")},
    **{f"{task} {OPEN}/{name}": REFUSED for task,
       name in (("write", "file"), ("write", "new"), ("mkdir", "d"), ("unlink", "file"),
                ("rename", "file"), ("symlink", "s"), ("mknod", "n"),
                                                           ("chmod", "file"),
                ("truncate", "file"))},
    f"link {OPEN}/file": REFUSED | {"EXDEV"},
    f"xattr {OPEN}/file": REFUSED | {"EOPNOTSUPP"},
    "write /etc/open.conf": REFUSED,
    "write /x": REFUSED,
    "write /tmp/x": {"written"},
    **{f"umount {path}": {"EPERM", "EINVAL"} for path in ("/usr/share/hidden", "/etc/hidden.conf",
                                                          "/etc/hosts", "/tmp", "/proc", "/usr",
                                                          "/")},
    **{f"remount {path}": {"EPERM", "EINVAL", "ENOSYS"} for path in ("/usr", "/")},
    **{f"mount {path}": {"EPERM"} for path in ("/tmp", "/usr")},
    "pivot /tmp": {"EPERM", "ENOSYS"},
    "chroot /tmp": {"EPERM"},
    **{f"socket {words}": NO_SOCKET for words in ("17,3", "2,3", "40,1", "38,5", "29,3")},
    **{f"reach {address}": NO_WAY for address in ("127.0.0.1", "169.254.169.254", "192.0.2.1",
                                                  "10.0.0.1")},
    "fds -": {"="},
    "self -": {"hostname inner cwd / uid 1000 gid 1000 groups 0"},
    "rlimit 7": {"77 77"},
    "fill /tmp/fill": {"1020 ENOSPC"},
    "stat /tmp": {"d 1777 -"},
    "stat /dev/sda": {"ENOENT"},
    "stat /dev/kmsg": {"ENOENT"},
    "ls /sys": {"="},
    "write /dev/shm/x": REFUSED,
}  # fmt: skip
# In a user namespace of its own a guest has every capability; what hides must hold there too.
AFTER = {f"unshare {NEW_SPACES}": {"EPERM", "unshared"}, **{
    f"umount {path} ": {"EPERM", "EINVAL"}
    for path in ("/usr/share/hidden", "/etc/hidden.conf", "/usr")
}}
TASKS = [
    *CHECKS,
    "env -",
    "cat /proc/self/status",
    "cat /proc/net/dev",
    *(task.strip() for task in AFTER),
    "cat /usr/share/hidden/secret",
    "cat /etc/hidden.conf",
]


def wrong(answers, checks):
    """The answers that are not as they should be."""
    if not answers.is_complete:
        return [NO_END]
    return [
        f"{task}: {answers[task]}"
        for task, right in checks.items()
        if not (right(answers[task]) if callable(right) else answers[task] in right)
    ]


def red(answers, checks=CHECKS):
    """All that is not as it should be in a run of TASKS."""
    found = wrong(answers, checks)
    if found == [NO_END]:
        return found
    status = dict(
        line.split(":", 1) for line in answers.all("cat /proc/self/status") if ":" in line
    )
    found += [
        f"{name}: {status[name]}"
        for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")
        if int(status.get(name, "0"), 16) != 0
    ]
    found += [
        f"device {line}"
        for line in answers.all("cat /proc/net/dev")
        if ":" in line and line.split(":")[0].strip() != "lo"
    ]
    found += [
        entry
        for entry in answers.all("env -")
        if entry.split("=")[0] not in ("PATH", "HOME", "GREETING")
    ]
    found += [line for line in answers.lines if "CANARY" in line]
    found += [
        f"{task}: {answers.all(task.strip())[-1:]}"
        for task, right in AFTER.items()
        if not set(answers.all(task.strip())[-1:]) & right
    ]
    return found


# --- from outside


def children(pid):
    """All below, whichever thread made them."""
    for task in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{task}/children") as file:
            for child in file.read().split():
                yield int(child)
                yield from children(int(child))


def process_facts(pid):
    with open(f"/proc/{pid}/status") as file:
        status = dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)
    with open(f"/proc/{pid}/cmdline", "rb") as file:
        name = file.read().split(b"\0")[0].decode()
    spaces = {
        space: os.readlink(f"/proc/{pid}/ns/{space}") for space in ("user", "net", "mnt", "pid")
    }
    with open(f"/proc/{pid}/cgroup") as file:
        groups = file.read()
    return {"name": name, "uid": int(status["Uid"].split()[0]),
            "capabilities": int(status["CapEff"], 16), "no_new_privs": status["NoNewPrivs"].strip(),
            "filters": int(status["Seccomp_filters"]), "root": f"/proc/{pid}/root", "number": pid,
            "mounts": mount_points(pid), "reached": reached(pid),
            "tracer": int(status["TracerPid"]), "cgroups": groups, **spaces}  # fmt: skip


UP = "../" * 6


def reached(pid):
    """From which of its places a process has the image's canary by a walk: its root, its directory,
    each of its descriptors, and up from each."""
    places = [
        f"/proc/{pid}/root",
        f"/proc/{pid}/cwd",
        *(f"/proc/{pid}/fd/{number}" for number in os.listdir(f"/proc/{pid}/fd")),
    ]
    return [
        path
        for place in places
        for path in (f"{place}/secret", f"{place}/{UP}secret")
        if os.path.isdir(place) and os.path.exists(path)
    ]


def mount_points(pid):
    with open(f"/proc/{pid}/mountinfo") as file:
        return {line.split()[4] for line in file}


def within(root):
    """The names in the root directory of a process."""
    try:
        return sorted(os.listdir(root))
    except OSError as error:
        return [error.strerror]


@contextlib.contextmanager
def running(engine, flags, image, words):
    """Facts of the processes of a sandbox that runs, the outermost first; none when it does not."""
    container = f"keep-posture-{os.getpid()}-{next(NUMBERS)}"
    with engine.start(
        [*flags, f"--name={container}", f"--entrypoint={words[0]}"],
        image,
        words[1:],
        stdin=-1,
        stdout=-1,
        stderr=-1,
        text=True,
        bufsize=1,
    ) as process:
        process.stdin.write("say here\n")
        process.stdin.flush()
        is_alive = process.stdout.readline().startswith("say here")
        pid = int(
            execute([*engine.words, "inspect", "--format", "{{.State.Pid}}", container]).text or 0
        )
        yield [process_facts(child) for child in [pid, *children(pid)]] if is_alive and pid else []
        process.stdin.close()
        process.wait(60)


def named(facts, kind):
    return [fact for fact in facts if fact["name"] == f"runsc-{kind}"]
