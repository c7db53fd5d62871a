#!/usr/bin/env python3
"""A container without an engine: the outer world of the end-to-end tests.

usage: world.py ROOT [--uid N] [--writable] [--tmpfs PATH]... [--bind SOURCE:PATH]... [--env
NAME=VALUE]... [--apparmor PROFILE] -- PROGRAM [ARG...]

PROGRAM becomes process 1 in pid, mount, network, ipc and uts namespaces of its own, in which there
is a network device, with ROOT as its root file system, read-only unless --writable, under the given
uid (0 keeps Podman's default capabilities, any other has none), no new privileges, and with nothing
but --env in its environment; with --apparmor confined by that profile. Works as root, and as a
plain user by way of a user namespace. Ends with PROGRAM's exit status; when it is killed, so is
everything inside."""
import argparse, contextlib, ctypes, fcntl, os, resource, signal, socket, sys

LIBC = ctypes.CDLL(None, use_errno=True)
NEWNS, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET = (
    0x20000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000,
)
RDONLY, NOSUID, NODEV, NOEXEC, REMOUNT, BIND, REC, PRIVATE = 1, 2, 4, 8, 32, 4096, 16384, 1 << 18
PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}[os.uname().machine]
ADD_BRIDGE = 0x89A0
CAPBSET_DROP, SET_NO_NEW_PRIVS, SET_PDEATHSIG = 24, 38, 1
# CHOWN DAC_OVERRIDE FOWNER FSETID KILL SETGID SETUID SETPCAP NET_BIND_SERVICE SYS_CHROOT SETFCAP
ENGINE_CAPABILITIES = {0, 1, 3, 4, 5, 6, 7, 8, 10, 18, 31}


def call(result, what):
    if result != 0:
        error = ctypes.get_errno()
        sys.exit(f"world: {what}: {os.strerror(error)}")


def mount(source, target, kind=None, flags=0, data=None):
    text = lambda word: word.encode() if word else None
    call(
        LIBC.mount(text(source), text(target), text(kind), ctypes.c_ulong(flags), text(data)),
        f"mount {source} on {target}",
    )


def write(path, text):
    with open(path, "w") as file:
        file.write(text)


def unshare_all(uid):
    outer_uid, outer_gid = os.getuid(), os.getgid()
    spaces = NEWNS | NEWUTS | NEWIPC | NEWPID | NEWNET
    call(LIBC.unshare(spaces if outer_uid == 0 else spaces | NEWUSER), "unshare")
    if outer_uid != 0:
        write("/proc/self/setgroups", "deny")
        write("/proc/self/uid_map", f"{uid} {outer_uid} 1")
        write("/proc/self/gid_map", f"{uid} {outer_gid} 1")
    return outer_uid == 0


def make_devices(root):
    mount("tmpfs", f"{root}/dev", "tmpfs", NOSUID, "mode=0755")
    for name in ("null", "zero", "full", "random", "urandom"):
        write(f"{root}/dev/{name}", "")
        mount(f"/dev/{name}", f"{root}/dev/{name}", None, BIND)


def make_proc(root):
    # Where this machine hides parts of its own /proc, a user namespace may not have a fresh one.
    if LIBC.mount(b"proc", f"{root}/proc".encode(), b"proc", NOSUID | NODEV | NOEXEC, None) != 0:
        mount("/proc", f"{root}/proc", None, BIND | REC)


def make_device():
    """A network device beside lo, as an engine's network has one; where this kernel has no bridges
    there is none."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, ADD_BRIDGE, b"outer0".ljust(16, b"\0"))


def build(options):
    root = options.root
    mount("none", "/", None, REC | PRIVATE)
    mount(root, root, None, BIND | REC)
    make_devices(root)
    make_proc(root)
    for path in options.tmpfs:
        mount("tmpfs", root + path, "tmpfs", NOSUID | NODEV, "mode=1777,size=64m")
    for source, path in (pair.split(":") for pair in options.bind):
        mount(source, root + path, None, BIND)
    if not options.writable:
        mount(None, root, None, REMOUNT | BIND | RDONLY)
    os.chdir(root)
    call(LIBC.syscall(PIVOT_ROOT, b".", b"."), "pivot_root")
    call(LIBC.umount2(b".", 2), "umount the old root")
    os.chdir("/")


def become(options, is_root):
    if options.apparmor:
        write("/proc/self/attr/apparmor/exec", f"exec {options.apparmor}")
    for capability in set(range(64)) - ENGINE_CAPABILITIES:
        LIBC.prctl(CAPBSET_DROP, capability, 0, 0, 0)
    if is_root:
        os.setgroups([])
        os.setresgid(options.uid, options.uid, options.uid)
        os.setresuid(options.uid, options.uid, options.uid)
    call(LIBC.prctl(SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no new privileges")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, hard), min(4096, hard)))


def parse(words):
    parser = argparse.ArgumentParser()
    parser.add_argument("root")
    parser.add_argument("--uid", type=int, default=0)
    parser.add_argument("--writable", action="store_true")
    parser.add_argument("--apparmor")
    for name in ("--tmpfs", "--bind", "--env"):
        parser.add_argument(name, action="append", default=[])
    return parser.parse_args(words)


def run_inside(options, action):
    """action is the child's, as process 1; this process ends with its status."""
    is_root = unshare_all(options.uid)
    child = os.fork()
    if child:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda number, frame: os.kill(child, number))
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        sys.exit(status if status >= 0 else 128 - status)
    LIBC.prctl(SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    make_device()
    build(options)
    become(options, is_root)
    action()


def main():
    at = sys.argv.index("--")
    options, program = parse(sys.argv[1:at]), sys.argv[at + 1 :]
    environment = dict(pair.split("=", 1) for pair in options.env)
    run_inside(options, lambda: os.execve(program[0], program, environment))


if __name__ == "__main__":
    main()
